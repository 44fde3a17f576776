import type { Arm } from "../design/Arm.js"

/**
 * How a pool of single runs is turned into one answer: the most frequent one (one run alone is the case of one sample),
 * the best by the agent's own judgement, or adaptive self-consistency.
 */
export type PolicyKind = "plurality" | "best-of" | "adaptive"

/**
 * What one strategy of the single agent would score, and cost, at each of its sizes.
 *
 * Shape: `items` as in `Samples`, `null` where a trial is missing or overran; within an item one entry a size.
 * Unit: expected score in [0, 1]; cost in the matched dimension, `null` where one of the item's costs is unknown.
 */
export interface PolicyCurve {
  readonly kind: PolicyKind
  readonly arm: Arm
  /** Samples, ascending; the first is 1. For adaptive self-consistency: the most that may be drawn. */
  readonly sizes: ReadonlyArray<number>
  readonly items: ReadonlyArray<{ readonly scores: Float64Array; readonly costs: Float64Array | null } | null>
  /** Samples an item in the pool. */
  readonly pool: number
  /** No trial of the pool has a known cost. */
  readonly costUnknown: boolean
  /**
   * True when spending more than the last size cannot change the outcome or is no policy of its own: greedy decoding gives
   * the same answer again, and adaptive self-consistency is a replay of a pool whose own curve says how far it reaches.
   */
  readonly flatBeyond: boolean
}

/** Name of a strategy in reports. */
export const strategyName = (curve: Pick<PolicyCurve, "kind" | "arm">): string => {
  const { id } = curve.arm.blueprint
  switch (curve.kind) {
    case "plurality":
      return id
    case "best-of":
      return `best of own judgement (${id})`
    case "adaptive":
      return `adaptive self-consistency (${id})`
  }
}

/**
 * Name of a policy in reports; two sizes name the mixture that spends the whole budget in the mean.
 *
 * @example
 * policyName(curve, [6]) // "self-consistency of 6 (chain-of-thought)"
 */
export const policyName = (curve: Pick<PolicyCurve, "kind" | "arm">, sizes: ReadonlyArray<number>): string => {
  const { id } = curve.arm.blueprint
  if (sizes.length === 1 && sizes[0] === 1) return id
  const samples = sizes.join(" or ")
  switch (curve.kind) {
    case "plurality":
      return `self-consistency of ${samples} (${id})`
    case "best-of":
      return `best of ${samples} by own judgement (${id})`
    case "adaptive":
      return `adaptive self-consistency of at most ${samples} (${id})`
  }
}
