import { studentQuantile } from "../stats/studentQuantile.js"
import type { Limits } from "../stats/wilsonLimits.js"
import type { ArmMeans } from "./ArmMeans.js"
import { budgetShift } from "./budgetShift.js"
import { type Candidate, candidatesAt, envelopeScore } from "./candidatesAt.js"
import type { CurveOn } from "./curveOn.js"
import { groupsOf } from "./Groups.js"
import { moverLimits } from "./moverLimits.js"
import { pairMoments } from "./pairMoments.js"

/** Budget at which the single agent scores as much as the team, as a multiple of the team's. */
export interface EquivalentBudget {
  /** `null` when the single agent's curve never gets there. */
  readonly lambda: number | null
  /** Where `lambda` is `null`: it is above this. */
  readonly above?: number
  /** True when a strategy's samples ended before: with more of them the single agent may get there for less. */
  readonly atMost?: true
}

/** {@link EquivalentBudget} with its interval. */
export interface EquivalentBudgetRange extends EquivalentBudget {
  /** 0 where the single agent may score as much already at its cheapest run. */
  readonly lower: number
  /** `null` where no budget that was sampled is shown to be enough. */
  readonly upper: number | null
}

/**
 * The smallest budget at which the single agent's envelope, as it was seen, reaches a score.
 *
 * Unit: a multiple of `budget`, to six digits.
 * Assumes: the envelope is chosen on the items it is read on, which flatters the single agent a little: λ is rather too low.
 *
 * @category gain
 */
export const equivalentBudget = (means: ReadonlyArray<CurveOn>, budget: number, score: number): EquivalentBudget => {
  const reaches = (spent: number) => (envelopeScore(candidatesAt(means, spent)) ?? -1) >= score - 1e-12
  const knots = knotsOf(means)
  const first = knots.findIndex(reaches)
  if (first < 0) return { lambda: null, above: Math.min(shortestOf(means), knots.at(-1) ?? 0) / budget }
  let high = knots[first] as number
  let low = knots[first - 1] ?? high
  while (high - low > 1e-8 * high) {
    const middle = (low + high) / 2
    if (reaches(middle)) high = middle
    else low = middle
  }
  return {
    lambda: Number((high / budget).toPrecision(6)),
    ...(shortestOf(means) * (1 + 1e-9) < high ? { atMost: true as const } : {})
  }
}

/**
 * λ with its interval: all multiples of the team's budget at which neither side is shown above the other.
 *
 * The lower limit is where some single-agent policy is first not shown below the team; the upper one where one is first shown above
 * it, at a critical value that pays for all policies at that budget (Bonferroni), and at the team's own budget by Γ's interval.
 * So the lower limit is at least 1 exactly where the team is shown above, and the upper one at most 1 where the single agent is.
 *
 * Shape: `items`, `spent` (the team's cost of each), and the means of `team` are in the same order.
 * Unit: multiples of the team's mean cost; limits are rounded outwards to a size of some strategy, but for the lower one.
 * Assumes: as `estimateGain`; more budget never makes the envelope worse. Beyond the end of the shortest curve the single agent
 * may do better than was seen, so the lower limit never lies above it.
 * Source: inversion of the test of Γ = 1 at every budget.
 *
 * @category gain
 */
export const equivalentBudgetRange = (of: {
  readonly means: ReadonlyArray<CurveOn>
  readonly items: ReadonlyArray<number>
  readonly spent: ReadonlyArray<number>
  readonly team: ArmMeans
  readonly clusters: ReadonlyArray<string>
  readonly level: number
  /** The single agent is shown above the team at the team's own budget. */
  readonly harmful: boolean
}): EquivalentBudgetRange => {
  const { means, items, spent, team, harmful, level } = of
  const cost = average(spent)
  const groups = groupsOf(items.length, of.clusters)
  const atFixedSize = new Map<string, Limits>()
  const limitsAt = (candidate: Candidate, lambda: number, quantile: (degrees: number) => number): Limits => {
    const scores = items.map((item) => candidate.scoreOf(item) ?? 0)
    const scaled = candidate.slopes.length === 0 ? [] : spent.map((one) => lambda * one)
    const shift = budgetShift({ candidate, items, spent: scaled, team: team.means })
    const varying = shift === null ? {} : { varying: scores.map((one, item) => one + (shift[item] ?? 0)) }
    const single = { means: scores, seeds: team.seeds, binary: false, ...varying }
    const moments = pairMoments({ team, single, groups })
    return moverLimits(moments, quantile(moments.degrees))
  }
  // A policy of fixed size meets the team in the same way at every budget.
  const plain = (candidate: Candidate, lambda: number): Limits => {
    const known = atFixedSize.get(candidate.name)
    if (known !== undefined) return known
    const limits = limitsAt(candidate, lambda, (degrees) => studentQuantile((1 + level) / 2, degrees))
    if (candidate.slopes.length === 0) atFixedSize.set(candidate.name, limits)
    return limits
  }
  const bestFirst = (lambda: number) => [...candidatesAt(means, lambda * cost)].sort((a, b) => b.score - a.score)
  const beatsAll = (lambda: number): boolean =>
    bestFirst(lambda).every((candidate) => plain(candidate, lambda).lower > 1)
  const beaten = (lambda: number): boolean => {
    if (lambda === 1 || lambda < 1 !== harmful) return harmful
    const candidates = bestFirst(lambda)
    const raised = (degrees: number) => studentQuantile(1 - (1 - level) / 2 / candidates.length, degrees)
    return candidates.some(
      (candidate) => plain(candidate, lambda).upper < 1 && limitsAt(candidate, lambda, raised).upper < 1
    )
  }
  const knots = [...new Set([...knotsOf(means).map((knot) => knot / cost), 1])]
    .filter((lambda) => candidatesAt(means, lambda * cost).length > 0)
    .sort((a, b) => a - b)
  const point = equivalentBudget(means, cost, average(team.means))
  const ahead = lastWhere(knots, beatsAll)
  const lower = ahead < 0 ? 0 : refined(knots[ahead] as number, knots[ahead + 1], beatsAll)
  const last = knots.at(-1)
  const enough = last !== undefined && beaten(last) ? lastWhere(knots, (lambda) => !beaten(lambda)) + 1 : undefined
  return {
    ...point,
    lower: Number(Math.min(lower, shortestOf(means) / cost).toPrecision(6)),
    upper: enough === undefined ? null : Number((knots[enough] as number).toPrecision(6))
  }
}

const average = (values: ReadonlyArray<number>): number =>
  values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length)

const knotsOf = (means: ReadonlyArray<CurveOn>): ReadonlyArray<number> =>
  [...new Set(means.flatMap(({ costs }) => costs))].sort((a, b) => a - b)

/** Where the first strategy ends of which more samples could change the outcome; Infinity when there is none. */
const shortestOf = (means: ReadonlyArray<CurveOn>): number =>
  Math.min(
    ...means.flatMap(({ curve, costs }) => (curve.kind === "plurality" && !curve.flatBeyond ? [costs.at(-1) ?? 0] : []))
  )

/** Position of the last value where a condition holds that holds up to some value and no further; −1 when nowhere. */
const lastWhere = (values: ReadonlyArray<number>, holds: (value: number) => boolean): number => {
  let [low, high] = [-1, values.length]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (holds(values[middle] as number)) low = middle
    else high = middle
  }
  return low
}

/** A little closer to where a condition ends between two values; it holds at the result. */
const refined = (from: number, to: number | undefined, holds: (value: number) => boolean): number => {
  if (to === undefined) return from
  let [low, high] = [from, to]
  for (let step = 0; step < 6; step++) {
    const middle = (low + high) / 2
    if (holds(middle)) low = middle
    else high = middle
  }
  return low
}
