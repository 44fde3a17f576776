import type { Limits } from "./wilsonLimits.js"

/** A non-negative quantity with its own interval. */
export interface Recovered extends Limits {
  readonly value: number
}

// (B − √(B² − AC))/A where that is exact, the conjugate root C/(B + √…) where it is not.
const smallRoot = (a: number, b: number, c: number): number => {
  if (c <= 0) return 0
  const root = Math.sqrt(Math.max(0, b * b - a * c))
  if (b < 0 && a < 0) return (root - b) / -a
  const denominator = b + root
  return denominator > 0 ? c / denominator : 0
}

/**
 * Interval of a ratio from the separate intervals of its two parts (MOVER-R).
 *
 * Unit: a ratio ≥ 0; `upper` is Infinity when the denominator's own interval reaches 0.
 * Assumes: both parts ≥ 0 and each inside its own interval; `correlation` in [−1, 1] is that of the two estimates. With
 * limits taken at the same confidence, the interval contains the ratio, and swapping the parts gives the reciprocal.
 * Source: A. Donner and G. Y. Zou (2012), Closed-form confidence intervals for functions of the normal mean and standard
 * deviation, Stat. Methods Med. Res. 21, in a root form that stays valid when the denominator's upper limit exceeds
 * twice its value.
 *
 * @example
 * ratioLimits({
 *   numerator: { value: 0.6, lower: 0.5, upper: 0.7 },
 *   denominator: { value: 0.5, lower: 0.4, upper: 0.6 },
 *   correlation: 0
 * }) // 0.9273 to 1.5727
 *
 * @category stats
 */
export const ratioLimits = (of: {
  readonly numerator: Recovered
  readonly denominator: Recovered
  readonly correlation: number
}): Limits => {
  const { numerator: m, denominator: s, correlation } = of
  const product = m.value * s.value
  const lower = smallRoot(
    s.upper * (2 * s.value - s.upper),
    product - correlation * (m.value - m.lower) * (s.upper - s.value),
    m.lower * (2 * m.value - m.lower)
  )
  // The upper limit is one over the lower limit of the swapped ratio.
  const swapped = smallRoot(
    m.upper * (2 * m.value - m.upper),
    product - correlation * (m.upper - m.value) * (s.value - s.lower),
    s.lower * (2 * s.value - s.lower)
  )
  return { lower, upper: swapped > 0 ? 1 / swapped : Number.POSITIVE_INFINITY }
}
