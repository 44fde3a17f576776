import type { Limits } from "../stats/wilsonLimits.js"
import type { Verdict } from "./Estimate.js"

/**
 * What an interval of Γ allows to say. The first verdict is the headline.
 *
 * Unit: ratios; `interval` at level 1 − α, `narrow` at level 1 − 2α (two one-sided tests at α), Infinity where unbounded.
 * Rules, in the order of the headline:
 * - positive-below-relevance: the interval lies above 1 and the narrow one below the smallest gain that matters;
 * - positive: the interval lies above 1;
 * - harmful: the interval lies below 1;
 * - no-relevant-gain: the narrow interval lies inside (1/relevance, relevance);
 * - non-inferior: the interval lies above the margin;
 * - inconclusive: none of these. It is never to be read as "no gain".
 *
 * @category gain
 */
export const decideVerdicts = (of: {
  readonly interval: Limits
  readonly narrow: Limits
  /** Smallest gain that matters, above 1. */
  readonly relevance: number
  /** Non-inferiority margin, below 1. */
  readonly margin: number
}): ReadonlyArray<Verdict> => {
  const { interval, narrow, relevance, margin } = of
  const positive = interval.lower > 1
  const rules: ReadonlyArray<readonly [Verdict, boolean]> = [
    ["positive-below-relevance", positive && narrow.upper < relevance],
    ["positive", positive],
    ["harmful", interval.upper < 1],
    ["no-relevant-gain", 1 / relevance < narrow.lower && narrow.upper < relevance],
    ["non-inferior", interval.lower > margin]
  ]
  const holding = rules.filter(([, holds]) => holds).map(([verdict]) => verdict)
  return holding.length > 0 ? holding : ["inconclusive"]
}
