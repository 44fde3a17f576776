import type { CurveOn } from "./curveOn.js"
import { type PolicyCurve, policyName } from "./PolicyCurve.js"

/** A single-agent policy that competes for the envelope. */
export interface Candidate {
  readonly name: string
  readonly curve: PolicyCurve
  /** Mean cost, at most the budget. */
  readonly cost: number
  /** Mean score over the items. */
  readonly score: number
  /** Expected score of one item; `null` where the pool is incomplete. */
  readonly scoreOf: (item: number) => number | null
  /** Expected cost of one item; `null` where the pool is incomplete or a cost is not known. */
  readonly costOf: (item: number) => number | null
  /**
   * For a policy that spends whatever the budget is: how its mean score grows with the budget here, then beyond the nearest
   * sizes on either side, each with its distance in cost. Empty for a policy of fixed size.
   */
  readonly slopes: ReadonlyArray<{ readonly slope: number; readonly away: number }>
}

/** Relative difference of costs below which they count as equal. */
const tolerance = 1e-9

/** Sizes that compete: all to 12, then steps of about 15 %. Fixed before any score is seen. */
const competes = (size: number): boolean => {
  let step = 12
  while (step < size) step = Math.max(step + 1, Math.ceil(step * 1.15))
  return size <= 12 || step === size
}

/** True when `cost` is at most `budget`, up to rounding. */
export const affordable = (cost: number, budget: number): boolean => cost <= budget * (1 + tolerance)

/**
 * All policies of the single agent whose mean cost is at most a budget.
 *
 * For every strategy: its sizes up to the largest affordable one, and the mixture of that one with the next size that
 * spends the budget exactly in the mean. A vote gets one mixture more, of the odd sizes around the budget: two votes decide
 * no better than one, so that mixing one with three can beat both neighbours. Which policies compete depends on sizes and
 * costs alone, never on scores: dropping one because of its score would raise the lower limit of Γ, which is the minimum
 * over all candidates.
 *
 * A strategy whose single run costs more than the budget competes as well, as long as another one can be run: mixed with no
 * answer, which costs and scores nothing, so that the budget is spent exactly in the mean. Leaving it out would let a team
 * that is one token cheaper than the best strategy meet the weaker ones only.
 *
 * Shape: ascending in cost, so that the cheapest comes first among equals; empty when no strategy can be run.
 * Assumes: matched on mean cost, where a randomised policy is achievable (linear between two sizes).
 *
 * @category gain
 */
export const candidatesAt = (curves: ReadonlyArray<CurveOn>, budget: number): ReadonlyArray<Candidate> => {
  const runnable = curves.flatMap((means) => candidatesOf(means, budget))
  if (runnable.length === 0) return []
  const rationed = curves.flatMap((means) => rationedAt(means, budget) ?? [])
  return [...runnable, ...rationed].sort((a, b) => a.cost - b.cost)
}

const candidatesOf = (means: CurveOn, budget: number): ReadonlyArray<Candidate> => {
  const { curve, costs } = means
  const last = costs.findLastIndex((cost) => affordable(cost, budget))
  if (last < 0) return []
  const sizes = [...curve.sizes.keys()].filter((index) => {
    if (index > last) return false
    // One sample of any pool is the run itself, which the plurality curve holds.
    if (index === 0) return curve.kind === "plurality"
    return curve.kind === "adaptive" || index === last || competes(curve.sizes[index] as number)
  })
  const odd = last - (last % 2)
  const pairs = [[last, last + 1] as const, ...(curve.kind === "plurality" ? [[odd, odd + 2] as const] : [])]
  return [
    ...sizes.map((index) => sizeAt(means, index)),
    ...pairs.flatMap(([low, high]) => mixtureAt(means, low, high, budget) ?? [])
  ]
}

/** One run that is too dear, made so rarely that the mean cost is the budget, and else no answer; `null` when it can be run. */
const rationedAt = ({ curve, costs, scores }: CurveOn, budget: number): Candidate | null => {
  const cost = costs[0]
  if (curve.kind !== "plurality" || cost === undefined || affordable(cost, budget)) return null
  const weight = budget / cost
  return {
    name: policyName(curve, [curve.sizes[0] as number]),
    curve,
    cost: budget,
    score: weight * (scores[0] as number),
    scoreOf: (item) => {
      const row = curve.items[item]
      return row ? weight * (row.scores[0] as number) : null
    },
    costOf: (item) => {
      const row = curve.items[item]
      return row?.costs ? weight * (row.costs[0] as number) : null
    },
    slopes: [{ slope: (scores[0] as number) / cost, away: 0 }, ...slopeBetween({ costs, scores }, 0, 1, cost - budget)]
  }
}

const sizeAt = ({ curve, costs, scores }: CurveOn, index: number): Candidate => ({
  name: policyName(curve, [curve.sizes[index] as number]),
  curve,
  cost: costs[index] as number,
  score: scores[index] as number,
  scoreOf: (item) => curve.items[item]?.scores[index] ?? null,
  costOf: (item) => curve.items[item]?.costs?.[index] ?? null,
  slopes: []
})

/** Slope of a curve between two sizes; none where one of them is not there. */
const slopeBetween = (
  { costs, scores }: Pick<CurveOn, "costs" | "scores">,
  low: number,
  high: number,
  away: number
): Candidate["slopes"] => {
  const [from, to] = [costs[low], costs[high]]
  if (from === undefined || to === undefined || !(to > from)) return []
  return [{ slope: ((scores[high] as number) - (scores[low] as number)) / (to - from), away }]
}

/** Two sizes mixed so that the mean cost is the budget; `null` unless it lies strictly between them. */
const mixtureAt = (means: CurveOn, low: number, high: number, budget: number): Candidate | null => {
  const { curve, costs, scores } = means
  const below = costs[low] as number
  const above = costs[high]
  if (above === undefined || affordable(above, budget) || affordable(budget, below)) return null
  const weight = (budget - below) / (above - below)
  const mix = (a: number, b: number): number => Math.min(1, a + weight * (b - a))
  return {
    name: policyName(curve, [curve.sizes[low] as number, curve.sizes[high] as number]),
    curve,
    cost: budget,
    score: mix(scores[low] as number, scores[high] as number),
    scoreOf: (item) => {
      const row = curve.items[item]
      return row ? mix(row.scores[low] as number, row.scores[high] as number) : null
    },
    costOf: (item) => {
      const row = curve.items[item]?.costs
      return row ? (row[low] as number) + weight * ((row[high] as number) - (row[low] as number)) : null
    },
    slopes: [
      ...slopeBetween(means, low, high, 0),
      ...(low === 0 && curve.kind === "plurality"
        ? [{ slope: (scores[0] as number) / below, away: budget - below }]
        : slopeBetween(means, low - (high - low), low, budget - below)),
      ...slopeBetween(means, high, high + (high - low), above - budget)
    ]
  }
}

/**
 * The policy of one strategy that spends a budget in full: the largest affordable size, mixed with the next one where the
 * budget lies between. `null` when the strategy cannot be run for so little or its curve ends before.
 */
export const filledTo = (means: CurveOn, budget: number): Candidate | null => {
  const last = means.costs.findLastIndex((cost) => affordable(cost, budget))
  if (last < 0) return null
  const filled = mixtureAt(means, last, last + 1, budget) ?? sizeAt(means, last)
  return means.curve.flatBeyond || affordable(budget, filled.cost) ? filled : null
}

/** Highest mean score among candidates; `null` when there are none. */
export const envelopeScore = (candidates: ReadonlyArray<Candidate>): number | null =>
  candidates.reduce<number | null>((best, one) => (best === null || one.score > best ? one.score : best), null)
