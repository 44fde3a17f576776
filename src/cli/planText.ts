import type { LedgerPilot } from "../gain/pilotOf.js"
import type { Plan } from "../gain/planStudy.js"

const short = (value: number): string => value.toFixed(3)
const whole = (value: number): string => Math.round(value).toLocaleString("en-US")

const duration = (seconds: number): string => {
  if (seconds < 90) return `${whole(seconds)} s`
  if (seconds < 5400) return `${whole(seconds / 60)} min`
  return `${(seconds / 3600).toFixed(1)} h`
}

/** A plan in a few lines for people. */
export const planText = (plan: Plan & { readonly pilot?: LedgerPilot }, gamma?: number): string => {
  const { pilot, items, detectable, power } = plan
  const others = plan.alternatives.filter(({ seeds }) => seeds !== plan.seeds)
  const lines = [
    ...(pilot === undefined
      ? []
      : [
          `pilot     ${pilot.system} on ${pilot.task}, ${pilot.items} tasks: Φ single ${short(pilot.phiS)}, ` +
            `within-arm correlation ${pilot.withinIcc === null ? "–" : short(pilot.withinIcc)}, ` +
            `cross-arm ${pilot.crossCorrelation === null ? "–" : short(pilot.crossCorrelation)}`
        ]),
    `tasks     ${items === null ? "–" : `${whole(items)} × ${plan.seeds} seed${plan.seeds === 1 ? "" : "s"}`}`,
    ...(plan.reason === undefined ? [] : [`reason    ${plan.reason}`]),
    ...(power === null ? [] : [`power     ${short(power)} at Γ = ${gamma}`]),
    ...(detectable === null ? [] : [`shows     Γ ${detectable < 1 ? "≤" : "≥"} ${short(detectable)}`]),
    ...(plan.bestSeeds === plan.seeds ? [] : [`seeds     ${plan.bestSeeds} a task would be best for the costs`]),
    ...(others.length === 0
      ? []
      : [
          `instead   ${others.map((one) => `${one.items === null ? "–" : whole(one.items)} × ${one.seeds}`).join(", ")}`
        ]),
    ...(plan.trials === null ? [] : [`trials    ${whole(plan.trials)} of teams`]),
    ...(plan.tokens === null ? [] : [`tokens    about ${whole(plan.tokens)}`]),
    ...(plan.seconds === null ? [] : [`time      about ${duration(plan.seconds)}`]),
    ...(plan.money === null ? [] : [`money     about ${plan.money.toFixed(2)}`]),
    ...plan.notes.map((note) => `note      ${note}`)
  ]
  return `${lines.join("\n")}\n`
}
