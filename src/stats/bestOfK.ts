/** One sample of an item: what it was chosen by and what it is worth. */
export interface RatedSample {
  /** The selection score, the higher the better: a verifier's rating, not the grade. */
  readonly rating: number
  /** The grade of the sample. */
  readonly grade: number
}

/**
 * Expected grade of the best rated among k of the N samples of one item, over all choices of k.
 *
 * Shape: the samples of one item, in any order. Unit: that of the grade. Ties in the rating are broken uniformly.
 * Assumes: the samples are exchangeable. Unbiased for the choice among k fresh samples.
 * Errors: RangeError for a rating or grade that is not finite, or k outside 1..N.
 * Source: the i-th lowest rating is the highest of k in C(i−1, k−1) of the C(N, k) choices.
 *
 * @example
 * bestOfK({ samples: [{ rating: 0.1, grade: 0 }, { rating: 0.9, grade: 1 }], k: 2 }) // 1
 *
 * @category stats
 */
export const bestOfK = (of: { readonly samples: ReadonlyArray<RatedSample>; readonly k: number }): number => {
  const { samples, k } = of
  const total = samples.length
  if (!Number.isInteger(k) || k < 1 || k > total) {
    throw new RangeError(`Choices: ${k}; requires a whole number from 1 to the ${total} samples`)
  }
  for (const { rating, grade } of samples) {
    if (!Number.isFinite(rating) || !Number.isFinite(grade)) {
      throw new RangeError(`Rated sample: rating ${rating}, grade ${grade}; requires finite numbers`)
    }
  }
  const ranked = [...samples].sort((one, other) => other.rating - one.rating)
  let weight = k / total
  let expected = 0
  for (let start = 0; start < total; ) {
    // One group of equal ratings: each member is as likely to stand at any rank of the group.
    let end = start
    let grades = 0
    let weights = 0
    while (end < total && (ranked[end] as RatedSample).rating === (ranked[start] as RatedSample).rating) {
      grades += (ranked[end] as RatedSample).grade
      weights += weight
      const below = total - end - 1
      weight = below > 0 ? (weight * Math.max(0, below + 1 - k)) / below : 0
      end += 1
    }
    expected += (grades / (end - start)) * weights
    start = end
  }
  return expected
}
