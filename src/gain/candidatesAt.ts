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
 * spends the budget exactly in the mean. Which sizes compete depends on sizes and costs alone, never on scores: dropping
 * one because of its score would raise the lower limit of Γ, which is the minimum over all candidates.
 *
 * Shape: ascending in cost, so that the cheapest comes first among equals.
 * Assumes: matched on mean cost, where a randomised policy is achievable (linear between neighbouring sizes).
 *
 * @category gain
 */
export const candidatesAt = (curves: ReadonlyArray<CurveOn>, budget: number): ReadonlyArray<Candidate> =>
  curves.flatMap((means) => candidatesOf(means, budget)).sort((a, b) => a.cost - b.cost)

const candidatesOf = (means: CurveOn, budget: number): ReadonlyArray<Candidate> => {
  const { curve, costs, scores } = means
  const last = costs.findLastIndex((cost) => affordable(cost, budget))
  if (last < 0) return []
  const found: Array<Candidate> = []
  curve.sizes.forEach((size, index) => {
    if (index > last) return
    // One sample of any pool is the run itself, which the plurality curve holds.
    if (curve.kind !== "plurality" && index === 0) return
    if (curve.kind !== "adaptive" && index < last && !competes(size)) return
    found.push({
      name: policyName(curve, [size]),
      curve,
      cost: costs[index] as number,
      score: scores[index] as number,
      scoreOf: (item) => curve.items[item]?.scores[index] ?? null
    })
  })
  const below = costs[last] as number
  const above = costs[last + 1]
  if (above !== undefined && below < budget * (1 - tolerance)) {
    const weight = (budget - below) / (above - below)
    const mix = (a: number, b: number): number => Math.min(1, a + weight * (b - a))
    found.push({
      name: policyName(curve, [curve.sizes[last] as number, curve.sizes[last + 1] as number]),
      curve,
      cost: budget,
      score: mix(scores[last] as number, scores[last + 1] as number),
      scoreOf: (item) => {
        const row = curve.items[item]
        return row ? mix(row.scores[last] as number, row.scores[last + 1] as number) : null
      }
    })
  }
  return found
}

/**
 * The policy of one strategy that spends a budget in full: the largest affordable size, mixed with the next one where the
 * budget lies between. `null` when the strategy cannot be run for so little or its curve ends before.
 */
export const filledTo = (means: CurveOn, budget: number): Candidate | null => {
  const filled = candidatesAt([means], budget).at(-1)
  if (filled === undefined) return null
  return means.curve.flatBeyond || affordable(budget, filled.cost) ? filled : null
}

/** Highest mean score among candidates; `null` when there are none. */
export const envelopeScore = (candidates: ReadonlyArray<Candidate>): number | null =>
  candidates.reduce<number | null>((best, one) => (best === null || one.score > best ? one.score : best), null)
