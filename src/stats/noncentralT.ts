import { incompleteBeta } from "./incompleteBeta.js"
import { logGamma } from "./logGamma.js"
import { normalCdf } from "./normalCdf.js"
import { studentCdf } from "./studentCdf.js"

/** Both tails of a distribution at one point; they sum to 1. Unit: probability. */
export interface Tails {
  /** Probability of at most the point. */
  readonly below: number
  /** Probability of more than the point. */
  readonly above: number
}

/**
 * Probabilities of the noncentral t distribution: of (Z + shift)/√(V/degrees), with Z standard normal and V an independent
 * chi-square variable with `degrees` degrees of freedom. It is what the power of a t test is made of.
 *
 * Unit: probability. `degrees` > 0 need not be whole.
 * Assumes: nothing more. Absolute error below 1e-12; where `t` and `shift` have the same sign, both tails also keep a
 * relative accuracy of about 1e-11.
 * Errors: RangeError when the degrees of freedom are not above 0, or an argument is not finite.
 * Source: R. V. Lenth (1989), Algorithm AS 243, Applied Statistics 38: a Poisson mixture of incomplete beta functions, here
 * summed outwards from its largest weight (Benton and Krishnamoorthy 2003) so that a large shift does not underflow.
 *
 * @example
 * noncentralT({ t: 2, degrees: 10, shift: 1.5 }).above // 0.3408
 *
 * @category stats
 */
export const noncentralT = (of: { readonly t: number; readonly degrees: number; readonly shift: number }): Tails => {
  const { t, degrees, shift } = of
  if (!(degrees > 0 && Number.isFinite(degrees))) {
    throw new RangeError(`Degrees of freedom: ${degrees}; requires a finite number above 0`)
  }
  if (!(Number.isFinite(t) && Number.isFinite(shift))) {
    throw new RangeError(`Noncentral t at ${t} with shift ${shift}; requires finite numbers`)
  }
  if (t < 0) {
    const mirrored = rightSide(-t, degrees, -shift)
    return { below: mirrored.above, above: mirrored.below }
  }
  return rightSide(t, degrees, shift)
}

// For t ≥ 0: P(T ≤ t) = Φ(−δ) + ½Σ[p_j I_x(j + ½, ν/2) + r_j I_x(j + 1, ν/2)] with x = t²/(ν + t²), Poisson weights p_j of
// mean δ²/2 and r_j = δ/√2 · e^(−δ²/2)(δ²/2)^j/Γ(j + 3/2); the upper tail has 1 − I in place of I and no first term.
const rightSide = (t: number, degrees: number, shift: number): Tails => {
  // So small a shift changes no digit.
  if (Math.abs(shift) < 1e-20) return { below: studentCdf(t, degrees), above: studentCdf(-t, degrees) }
  if (t === 0) return { below: normalCdf(-shift), above: normalCdf(shift) }
  const x = 1 / (1 + degrees / (t * t))
  const y = 1 / (1 + (t * t) / degrees)
  const half = degrees / 2
  const mean = (shift * shift) / 2
  let below = 0
  let above = 0
  /** Adds the terms of one weight; true when they no longer matter. */
  const add = (j: number): boolean => {
    const logWeight = j * Math.log(mean) - mean
    const even = Math.exp(logWeight - logGamma(j + 1))
    const odd = (shift / Math.SQRT2) * Math.exp(logWeight - logGamma(j + 1.5))
    const lower =
      even * incompleteBeta({ x, y, a: j + 0.5, b: half }) + odd * incompleteBeta({ x, y, a: j + 1, b: half })
    const upper =
      even * incompleteBeta({ x: y, y: x, a: half, b: j + 0.5 }) +
      odd * incompleteBeta({ x: y, y: x, a: half, b: j + 1 })
    below += lower
    above += upper
    return Math.abs(lower) <= 1e-17 * Math.abs(below) && Math.abs(upper) <= 1e-17 * Math.abs(above)
  }
  const start = Math.floor(mean)
  for (let j = start; !add(j) && j < start + 1e5; j++);
  for (let j = start - 1; j >= 0 && !add(j); j--);
  const probability = (value: number): number => Math.min(1, Math.max(0, value))
  return { below: probability(normalCdf(-shift) + below / 2), above: probability(above / 2) }
}
