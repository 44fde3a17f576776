import { incompleteBeta } from "./incompleteBeta.js"
import { logGamma } from "./logGamma.js"
import { normalQuantile } from "./normalQuantile.js"
import { stirlingError } from "./stirlingError.js"
import { studentCdf } from "./studentCdf.js"

// log of Γ((ν + 1)/2) / (Γ(ν/2)·√(νπ)), without the cancellation of two large log gammas.
const logDensityAtZero = (degrees: number): number => {
  const half = degrees / 2
  if (half < 15) return logGamma(half + 0.5) - logGamma(half) - 0.5 * Math.log(degrees * Math.PI)
  return (
    half * Math.log1p(0.5 / half) - 0.5 + stirlingError(half + 0.5) - stirlingError(half) - 0.5 * Math.log(2 * Math.PI)
  )
}

/**
 * The value below which a variable with Student's t distribution falls with the given probability.
 *
 * Unit: probability in [0, 1] in, a number out; 0 and 1 give −Infinity and Infinity. `degrees` need not be whole;
 * Infinity gives the normal distribution. For a small upper tail q take `-studentQuantile(q, degrees)`.
 * Errors: RangeError when the probability lies outside [0, 1] or the degrees of freedom are not above 0.
 * Source: Newton's method on `studentCdf`, kept inside a bracket; start at the Cornish–Fisher expansion
 * (Abramowitz and Stegun 26.7.5).
 *
 * @example
 * studentQuantile(0.975, 9) // 2.2621571627409915
 *
 * @category stats
 */
export const studentQuantile = (probability: number, degrees: number): number => {
  if (!(degrees > 0)) throw new RangeError(`Degrees of freedom: ${degrees}; requires a number above 0`)
  const normal = normalQuantile(probability)
  if (!Number.isFinite(normal) || normal === 0 || degrees === Number.POSITIVE_INFINITY) return normal
  const tail = probability < 0.5 ? probability : 1 - probability
  const sign = probability < 0.5 ? -1 : 1
  if (degrees === 1) return sign * (tail < 0.25 ? 1 / Math.tan(Math.PI * tail) : Math.tan(Math.PI * (0.5 - tail)))
  return sign * positiveQuantile({ tail, degrees, start: Math.abs(normal) })
}

const positiveQuantile = (of: { readonly tail: number; readonly degrees: number; readonly start: number }): number => {
  const { tail, degrees, start } = of
  // Near the middle the central probability is matched, further out the logarithm of the tail: each keeps full
  // relative accuracy where the other loses it.
  const central = 1 - 2 * tail
  const excess =
    central < 0.5
      ? (t: number) => {
          const square = t * t
          return (
            incompleteBeta({ x: 1 / (1 + degrees / square), y: 1 / (1 + square / degrees), a: 0.5, b: degrees / 2 }) -
            central
          )
        }
      : (t: number) => Math.log(tail / studentCdf(-t, degrees))
  const atZero = logDensityAtZero(degrees)
  const slope = (t: number): number => {
    const density = Math.exp(atZero - ((degrees + 1) / 2) * Math.log1p((t * t) / degrees))
    return central < 0.5 ? 2 * density : density / studentCdf(-t, degrees)
  }

  let low = 0
  let high = Number.POSITIVE_INFINITY
  let t = start * (1 + (start * start + 1) / (4 * degrees))
  for (let step = 0; step < 200; step++) {
    const value = excess(t)
    if (value === 0) return t
    if (value > 0) high = t
    else low = t
    let candidate = t - value / slope(t)
    if (!(candidate > low && candidate < high)) candidate = high === Number.POSITIVE_INFINITY ? 2 * t : (low + high) / 2
    if (Math.abs(candidate - t) <= 4e-16 * t) return candidate
    t = candidate
  }
  return t
}
