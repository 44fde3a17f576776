import { studentQuantile } from "../stats/studentQuantile.js"
import { budgetShift } from "./budgetShift.js"
import { candidatesAt, envelopeScore } from "./candidatesAt.js"
import { checkGainInput } from "./checkGainInput.js"
import type { CurveOn } from "./curveOn.js"
import { estimateGain } from "./estimateGain.js"
import type { GainInput } from "./GainInput.js"
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
 * The lower limit is where some single-agent policy is first not shown below the team; the upper one where the envelope is first
 * shown above it, by the same intervals as Γ's. So the lower limit is at least 1 exactly where the team is shown above, and
 * the upper one at most 1 where the single agent is.
 *
 * Shape: `items`, `spent` (the team's cost of each), and the rows of `team` are in the same order.
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
  readonly team: GainInput["team"]
  readonly teamMeans: ReadonlyArray<number>
  readonly clusters: ReadonlyArray<string>
  readonly level: number
  readonly folds: number
}): EquivalentBudgetRange => {
  const { means, items, spent, team, teamMeans, clusters, level, folds } = of
  const cost = spent.reduce((sum, one) => sum + one, 0) / spent.length
  const score = teamMeans.reduce((sum, one) => sum + one, 0) / teamMeans.length
  const at = (lambda: number): GainInput => {
    const candidates = candidatesAt(means, lambda * cost)
    const scaled = spent.map((one) => lambda * one)
    return {
      team,
      singles: candidates.map((one) => items.map((item) => [one.scoreOf(item) ?? 0])),
      budgetShifts: candidates.map((candidate) => budgetShift({ candidate, items, spent: scaled, team: teamMeans })),
      clusters,
      level,
      folds
    }
  }
  const beatsAll = (lambda: number): boolean => {
    const checked = checkGainInput(at(lambda))
    return checked.singles.every((single) => {
      const moments = pairMoments({ team: checked.team, single, groups: checked.groups })
      return moverLimits(moments, studentQuantile((1 + level) / 2, moments.degrees)).lower > 1
    })
  }
  const beaten = (lambda: number): boolean => {
    const { upper } = estimateGain(at(lambda)).interval
    return upper !== null && upper < 1
  }
  const knots = [...new Set([...knotsOf(means).map((knot) => knot / cost), 1])]
    .filter((lambda) => candidatesAt(means, lambda * cost).length > 0)
    .sort((a, b) => a - b)
  const point = equivalentBudget(means, cost, score)
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
