import { bestOfK } from "../stats/bestOfK.js"
import type { Sample } from "./Samples.js"

/**
 * Expected score of the best-judged of k of an item's samples, for every k up to all of them.
 *
 * Shape: entry k − 1 belongs to k. The mean is over all subsets of k samples.
 * Unit: score in [0, 1]. Samples without a judgement come last; equally judged ones share the choice.
 * Assumes: samples are exchangeable.
 *
 * @example
 * bestOfCurve([{ score: 1, selection: 0.9 }, { score: 0, selection: 0.2 }]) // [0.5, 1]
 *
 * @category gain
 */
export const bestOfCurve = (samples: ReadonlyArray<Pick<Sample, "score" | "selection">>): Float64Array => {
  const judgements = samples.flatMap((sample) => (sample.selection === null ? [] : [sample.selection]))
  const worst = Math.min(0, ...judgements) - 1
  const rated = samples.map((sample) => ({ grade: sample.score, rating: sample.selection ?? worst }))
  // Equal grades need no choice, and no rounding.
  const [first] = rated
  if (first !== undefined && rated.every((one) => one.grade === first.grade)) {
    return new Float64Array(rated.length).fill(first.grade)
  }
  return Float64Array.from(rated, (_, index) => Math.min(1, bestOfK({ samples: rated, k: index + 1 })))
}
