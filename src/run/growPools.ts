import { amount } from "../budget/Usage.js"
import type { Arm } from "../design/Arm.js"
import { competes } from "../design/competes.js"
import type { Design } from "../design/Design.js"
import type { TrialEnd } from "../ledger/Event.js"

/** Mean cost a trial in the matched dimension by slot; arms with an unknown cost or no trial are absent. */
const meanCosts = (design: Design, trials: Iterable<TrialEnd>): ReadonlyMap<number, number> => {
  const sums = new Map<number, { total: number | null; count: number }>()
  for (const trial of trials) {
    const cost = amount(trial.usage, design.budget.dimension)
    const sum = sums.get(trial.slot) ?? { total: 0, count: 0 }
    sum.total = sum.total === null || cost === null ? null : sum.total + cost
    sum.count++
    sums.set(trial.slot, sum)
  }
  return new Map([...sums].flatMap(([slot, { total, count }]) => (total === null ? [] : [[slot, total / count]])))
}

/**
 * Pool sizes at which the single agent's curves cover `coverage` × the dearest team that they are a baseline of, judged by the costs
 * measured so far; never smaller than now, never above an arm's `mostSeeds`. Arms that need no growth are absent.
 */
export const growPools = (
  design: Design,
  trials: Iterable<TrialEnd>,
  sizeOf: (arm: Arm) => number
): ReadonlyMap<number, number> => {
  const costs = meanCosts(design, trials)
  const teams = design.arms.filter(({ role }) => role === "team")
  const grown = new Map<number, number>()
  for (const arm of design.arms) {
    const cost = costs.get(arm.slot)
    if (arm.role === "team" || cost === undefined) continue
    const dearest = Math.max(...teams.flatMap((team) => (competes(team, arm) ? (costs.get(team.slot) ?? []) : [])))
    const wanted = Math.min(arm.mostSeeds, Math.ceil((design.analysis.coverage * dearest) / cost))
    if (wanted > sizeOf(arm)) grown.set(arm.slot, wanted)
  }
  return grown
}
