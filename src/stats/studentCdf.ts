import { incompleteBeta } from "./incompleteBeta.js"
import { normalCdf } from "./normalCdf.js"

/**
 * Probability that a variable with Student's t distribution is at most t.
 *
 * Unit: probability in [0, 1]. `degrees` need not be whole; Infinity gives the normal distribution. For the upper tail
 * take `studentCdf(-t, degrees)`, which keeps its relative accuracy.
 * Errors: RangeError when the degrees of freedom are not above 0.
 * Source: NIST DLMF 8.17 with x = ν/(ν + t²).
 *
 * @example
 * studentCdf(-2.2621571627409915, 9) // 0.025
 *
 * @category stats
 */
export const studentCdf = (t: number, degrees: number): number => {
  if (!(degrees > 0)) throw new RangeError(`Degrees of freedom: ${degrees}; requires a number above 0`)
  if (degrees === Number.POSITIVE_INFINITY) return normalCdf(t)
  if (Number.isNaN(t)) return Number.NaN
  const square = t * t
  const tail =
    0.5 * incompleteBeta({ x: 1 / (1 + square / degrees), y: 1 / (1 + degrees / square), a: degrees / 2, b: 0.5 })
  return t < 0 ? tail : 1 - tail
}
