/** Two ends of an interval. */
export interface Limits {
  readonly lower: number
  readonly upper: number
}

/**
 * Wilson's score interval of a proportion, or of a mean of scores in [0, 1] with an effective sample size.
 *
 * Unit: `proportion` in [0, 1]; `size` > 0, need not be whole; `quantile` ≥ 0 is the two-sided critical value (1.96 for
 * 95 % with a normal, a t quantile where the variance was estimated). Limits in [0, 1]: exactly 0 at 0 and 1 at 1.
 * Errors: RangeError outside these ranges.
 * Source: E. B. Wilson (1927), JASA 22.
 *
 * @example
 * wilsonLimits({ proportion: 81 / 263, size: 263, quantile: 1.959963984540054 }) // 0.2553 to 0.3662
 *
 * @category stats
 */
export const wilsonLimits = (of: {
  readonly proportion: number
  readonly size: number
  readonly quantile: number
}): Limits => {
  const { proportion, size, quantile } = of
  if (!(proportion >= 0 && proportion <= 1)) {
    throw new RangeError(`Proportion: ${proportion}; requires a number from 0 to 1`)
  }
  if (!(size > 0)) throw new RangeError(`Size of a Wilson interval: ${size}; requires a number above 0`)
  if (!(quantile >= 0)) throw new RangeError(`Quantile of a Wilson interval: ${quantile}; requires at least 0`)
  const spread = (quantile * quantile) / size
  const centre = proportion + spread / 2
  const half = Math.sqrt(spread * (proportion * (1 - proportion) + spread / 4))
  const square = proportion * proportion
  // The lower end as square/(centre + half): the difference would cancel when the proportion is small.
  const lower = proportion === 0 ? 0 : square / (centre + half)
  const upper = proportion === 1 ? 1 : (centre + half) / (1 + spread)
  return { lower: Math.min(lower, proportion), upper: Math.max(Math.min(upper, 1), proportion) }
}
