import { incompleteGamma } from "./incompleteGamma.js"
import { logGamma } from "./logGamma.js"
import { normalQuantile } from "./normalQuantile.js"
import { positiveQuantile } from "./positiveQuantile.js"

const checked = (degrees: number): number => {
  if (!(degrees > 0 && Number.isFinite(degrees))) {
    throw new RangeError(`Degrees of freedom: ${degrees}; requires a finite number above 0`)
  }
  return degrees
}

/**
 * Probability that a chi-square variable is at most x; with `tail` "upper", that it is larger.
 *
 * Unit: probability in [0, 1]. `degrees` need not be whole.
 * Errors: RangeError when the degrees of freedom are not finite and above 0.
 * Source: {@link incompleteGamma} at half the values.
 *
 * @example
 * chiSquareCdf(3.841458820694124, 1) // 0.95
 *
 * @category stats
 */
export const chiSquareCdf = (x: number, degrees: number, tail: "lower" | "upper" = "lower"): number => {
  checked(degrees)
  if (Number.isNaN(x)) return Number.NaN
  return incompleteGamma({ a: degrees / 2, x: Math.max(0, x) / 2, tail })
}

/**
 * The value below which a chi-square variable falls with the given probability; with `tail` "upper", above which it lies.
 *
 * Unit: probability in [0, 1] in, a number in [0, Infinity] out.
 * Errors: RangeError when the probability lies outside [0, 1] or the degrees of freedom are not finite and above 0.
 * Source: Newton's method on {@link chiSquareCdf}; start at Wilson and Hilferty (1931).
 *
 * @example
 * chiSquareQuantile(0.95, 1) // 3.841458820694124
 *
 * @category stats
 */
export const chiSquareQuantile = (probability: number, degrees: number, tail: "lower" | "upper" = "lower"): number => {
  const half = checked(degrees) / 2
  const normal = Math.max(-5, Math.min(5, normalQuantile(probability))) * (tail === "upper" ? -1 : 1)
  const root = 1 - 2 / (9 * degrees) + normal * Math.sqrt(2 / (9 * degrees))
  const constant = half * Math.LN2 + logGamma(half)
  return positiveQuantile(
    {
      cdf: (x, side) => chiSquareCdf(x, degrees, side),
      logDensity: (x) => (half - 1) * Math.log(x) - x / 2 - constant,
      start: Math.max(degrees * root ** 3, 1e-3 * Math.min(1, degrees))
    },
    probability,
    tail
  )
}
