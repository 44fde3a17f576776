import * as Schema from "effect/Schema"
import { competes } from "../design/competes.js"
import type { Ledger } from "../ledger/Ledger.js"
import { mean } from "../stats/mean.js"
import { studentQuantile } from "../stats/studentQuantile.js"
import { varianceComponent } from "../stats/varianceComponent.js"
import { candidatesAt } from "./candidatesAt.js"
import { curveOn } from "./curveOn.js"
import { type Estimate, Status, Verdict } from "./Estimate.js"
import { logGainInfluence } from "./logGainInfluence.js"
import { familyGainOf } from "./overallGain.js"
import { policyCurves } from "./policyCurves.js"
import { clusterOf } from "./Row.js"
import { completeItems, meanCost, samplesOf } from "./samplesOf.js"

const Bound = Schema.NullOr(Schema.Finite)

/** Γ of one team under each of the study's wordings, and how much of it hangs on the wording. */
export const PromptVariantGain = Schema.Struct({
  /** The system's own name; its rows among the estimates are called `<system>/v<wording>`. */
  system: Schema.String,
  task: Schema.String,
  comparison: Schema.Literals(["parity", "access"]),
  variants: Schema.Array(
    Schema.Struct({
      wording: Schema.Int,
      phiM: Bound,
      phiS: Bound,
      gamma: Bound,
      lower: Bound,
      upper: Bound,
      status: Status,
      verdict: Verdict
    })
  ),
  /**
   * Whether Γ is shown on the same side of 1: `every` wording shows it, only `some` do, `none` does, or they are `contrary`,
   * one above and one below.
   */
  sign: Schema.Literals(["every", "some", "none", "contrary"]),
  /** exp of the mean of log Γ over these very wordings, every wording counting the same, with its interval. */
  gamma: Bound,
  lower: Bound,
  upper: Bound,
  level: Schema.Finite,
  /** Variance of log Γ between wordings beyond chance, with its interval; `null` with fewer than 2. */
  spread: Schema.NullOr(
    Schema.Struct({
      tauSquared: Schema.Finite,
      lower: Schema.Finite,
      /** `null` where no variance is ruled out. */
      upper: Bound,
      /** p-value of the test that Γ is the same under all wordings. */
      p: Schema.Finite
    })
  ),
  /** Where Γ of a further wording like these would lie; `null` with fewer than 3. */
  further: Schema.NullOr(Schema.Struct({ lower: Schema.Finite, upper: Schema.Finite })),
  /** Why there is no mean; absent when there is one. */
  reason: Schema.optionalKey(Schema.String)
})
export type PromptVariantGain = typeof PromptVariantGain.Type

/**
 * Γ of every team under each wording of a study that crosses its arms with wordings, and the part of it that is the luck of a
 * prompt.
 *
 * The single agent's envelope is formed within a wording: team and baseline always read the same words.
 *
 * Shape: one entry a team and comparison, in the order of the estimates; empty for studies without `promptVariants`.
 * Unit: ratios; variances of log Γ.
 * Assumes: `estimates` are those of the same ledger. Standard errors are those of the rows' intervals, which account for the
 * choice of the single agent's policy; the correlation between wordings, which share their items, is that of the items'
 * influences against the policy chosen on all of them. The interval of the mean is for these wordings alone; with three of them
 * the variance has a very wide interval.
 * Errors: none; what is not estimable is `null` with a reason.
 *
 * @category gain
 */
export const promptVariantGains = (
  ledger: Ledger,
  estimates: ReadonlyArray<Estimate>
): ReadonlyArray<PromptVariantGain> => {
  const teams = ledger.start.design.arms.flatMap(({ role, task, blueprint, variant }) =>
    role === "team" && variant !== undefined ? [{ task, id: blueprint.id, ...variant }] : []
  )
  const rows = estimates.flatMap((estimate) => {
    const team = teams.find(({ task, id }) => task === estimate.task && id === estimate.system)
    return team === undefined ? [] : [{ estimate, of: team.of, wording: team.wording }]
  })
  if (rows.length === 0) return []
  const influences = influencesOf(ledger, estimates)
  const keyOf = ({ estimate, of }: (typeof rows)[number]): string =>
    JSON.stringify([estimate.task, of, estimate.comparison])
  return [...new Set(rows.map(keyOf))].flatMap((key): ReadonlyArray<PromptVariantGain> => {
    const own = rows.filter((row) => keyOf(row) === key)
    const [head] = own
    if (head === undefined) return []
    const { task, comparison, interval } = head.estimate
    return [
      {
        system: head.of,
        task,
        comparison,
        variants: own.map(({ estimate, wording }) => ({
          wording,
          phiM: estimate.phiM,
          phiS: estimate.phiS,
          gamma: estimate.gamma,
          lower: estimate.interval.lower,
          upper: estimate.interval.upper,
          status: estimate.status,
          verdict: estimate.verdict
        })),
        sign: signOf(own.map(({ estimate }) => estimate)),
        ...overWordings(
          own.map(({ estimate }) => ({ estimate, influence: influences.get(nameOf(estimate)) })),
          interval.level
        )
      }
    ]
  })
}

const nameOf = ({ task, system, comparison }: Estimate): string => JSON.stringify([task, system, comparison])

const signOf = (rows: ReadonlyArray<Estimate>): PromptVariantGain["sign"] => {
  const above = rows.filter(({ verdict }) => verdict === "positive" || verdict === "positive-below-relevance").length
  const below = rows.filter(({ verdict }) => verdict === "harmful").length
  if (above > 0 && below > 0) return "contrary"
  if (above + below === 0) return "none"
  return above + below === rows.length ? "every" : "some"
}

const overWordings = (
  rows: ReadonlyArray<{ readonly estimate: Estimate; readonly influence: ReadonlyMap<string, number> | undefined }>,
  level: number
): Pick<PromptVariantGain, "gamma" | "lower" | "upper" | "level" | "spread" | "further" | "reason"> => {
  const nothing = { gamma: null, lower: null, upper: null, level, spread: null, further: null }
  const gains = rows.map(({ estimate }) => ({ ...familyGainOf(estimate), system: estimate.system }))
  const gone = gains.find(
    ({ gamma, standardError }) => gamma === null || !(standardError !== null && standardError > 0)
  )
  if (gone !== undefined)
    return { ...nothing, reason: `no log Γ of ${gone.system}: ${gone.reason ?? "no uncertainty"}` }
  const values = gains.map(({ gamma }) => Math.log(gamma ?? 1))
  const errors = gains.map(({ standardError }) => standardError ?? 0)
  const covariance = errors.map((one, a) =>
    errors.map((other, b) => one * other * (a === b ? 1 : correlation(rows[a]?.influence, rows[b]?.influence)))
  )
  const k = values.length
  const centre = mean(values)
  const chance = covariance.flat().reduce((sum, value) => sum + value, 0) / k ** 2
  const degrees = Math.min(...gains.map((gain) => gain.degrees))
  const half = studentQuantile((1 + level) / 2, degrees) * Math.sqrt(Math.max(0, chance))
  const component = k < 2 ? null : varianceComponent(values, covariance, level)
  const reach =
    component === null || k < 3
      ? null
      : studentQuantile((1 + level) / 2, k - 1) * Math.sqrt(component.value * (1 + 1 / k) + Math.max(0, chance))
  return {
    gamma: Math.exp(centre),
    lower: Math.exp(centre - half),
    upper: Math.exp(centre + half),
    level,
    spread:
      component === null
        ? null
        : { tauSquared: component.value, lower: component.lower, upper: component.upper, p: component.p },
    further: reach === null ? null : { lower: Math.exp(centre - reach), upper: Math.exp(centre + reach) }
  }
}

/** Of two sums over clusters; independent where one of them is not known. Kept off 1, where contrasts would have no error. */
const correlation = (
  one: ReadonlyMap<string, number> | undefined,
  other: ReadonlyMap<string, number> | undefined
): number => {
  if (one === undefined || other === undefined) return 0
  const product = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number =>
    [...a].reduce((sum, [cluster, value]) => sum + value * (b.get(cluster) ?? 0), 0)
  const scale = Math.sqrt(product(one, one) * product(other, other))
  return scale > 0 ? Math.min(0.99, Math.max(-0.99, product(one, other) / scale)) : 0
}

/** Influence of every cluster of items on log Γ of every row, by the row's name; rows without one are absent. */
const influencesOf = (
  ledger: Ledger,
  estimates: ReadonlyArray<Estimate>
): ReadonlyMap<string, ReadonlyMap<string, number>> => {
  const arms = samplesOf(ledger)
  const found = new Map<string, ReadonlyMap<string, number>>()
  for (const estimate of estimates) {
    const team = arms.find(
      ({ arm }) => arm.role === "team" && arm.task === estimate.task && arm.blueprint.id === estimate.system
    )
    if (team === undefined) continue
    const role = estimate.comparison === "parity" ? "single" : "access"
    const singles = arms.filter(({ arm }) => arm.role === role && competes(team.arm, arm))
    const items = completeItems([team, ...singles])
    const cost = mean(items.map((item) => meanCost(team.samples[item] ?? []) ?? 0))
    const curves = singles.flatMap((arm) => policyCurves(arm, ledger.start.design.seed))
    const selected = candidatesAt(
      curves.map((curve) => curveOn(curve, items)),
      cost
    ).find(({ name }) => name === estimate.baseline.selected)
    if (items.length === 0 || selected === undefined) continue
    const influence = logGainInfluence(
      items.map((item) => mean((team.samples[item] ?? []).map((sample) => sample?.score ?? 0))),
      items.map((item) => selected.scoreOf(item) ?? 0)
    )
    if (influence === null) continue
    const sums = new Map<string, number>()
    items.forEach((item, index) => {
      const cluster = clusterOf(team, item)
      sums.set(cluster, (sums.get(cluster) ?? 0) + (influence[index] ?? 0) / items.length)
    })
    found.set(nameOf(estimate), sums)
  }
  return found
}
