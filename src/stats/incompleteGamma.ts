import { logGamma } from "./logGamma.js"
import { stirlingError } from "./stirlingError.js"

// x^a·e^(−x)/Γ(a + 1). For large a as a distance of x from a, so that no large terms cancel.
const kernel = (a: number, x: number): number => {
  if (a < 15) return Math.exp(a * Math.log(x) - x - logGamma(a + 1))
  const away = (x - a) / a
  const exponent = away < -0.5 || away > 1 ? Math.log(x / a) - away : Math.log1p(away) - away
  return Math.exp(a * exponent - stirlingError(a)) / Math.sqrt(2 * Math.PI * a)
}

// Series of the lower part (NIST DLMF 8.11.4), in units of the kernel.
const series = (a: number, x: number): number => {
  let term = 1
  let sum = 1
  for (let n = 1; n <= 1_000_000; n++) {
    term *= x / (a + n)
    sum += term
    if (term < 1e-17 * sum) break
  }
  return sum
}

// Continued fraction of the upper part (NIST DLMF 8.9.2) by the modified Lentz method, in units of the kernel.
const fraction = (a: number, x: number): number => {
  const tiny = 1e-300
  let b = x + 1 - a
  let c = 1 / tiny
  let d = 1 / b
  let value = d
  for (let n = 1; n <= 1_000_000; n++) {
    const above = -n * (n - a)
    b += 2
    d = above * d + b
    if (Math.abs(d) < tiny) d = tiny
    c = b + above / c
    if (Math.abs(c) < tiny) c = tiny
    d = 1 / d
    const step = d * c
    value *= step
    if (Math.abs(step - 1) < 1e-16) break
  }
  return a * value
}

/**
 * Regularised incomplete gamma function P(a, x): the probability that a Gamma(a) variable is at most x; with
 * `tail: "upper"` Q(a, x), the probability that it is larger.
 *
 * Unit: probability in [0, 1]; each tail keeps its relative accuracy.
 * Errors: RangeError when the shape is not finite and above 0 or x is below 0.
 * Source: NIST DLMF 8.11.4 (series) and 8.9.2 (continued fraction).
 *
 * @example
 * incompleteGamma({ a: 1, x: 2, tail: "upper" }) // exp(−2)
 *
 * @category stats
 */
export const incompleteGamma = (of: {
  readonly a: number
  readonly x: number
  readonly tail?: "lower" | "upper"
}): number => {
  const { a, x, tail = "lower" } = of
  if (!(a > 0 && Number.isFinite(a))) {
    throw new RangeError(`Shape of the incomplete gamma: ${a}; requires a finite number above 0`)
  }
  if (!(x >= 0)) throw new RangeError(`Argument of the incomplete gamma: ${x}; requires a number of at least 0`)
  const upper = tail === "upper"
  if (x === 0) return upper ? 1 : 0
  if (x === Number.POSITIVE_INFINITY) return upper ? 0 : 1
  if (x < a + 1) {
    const below = kernel(a, x) * series(a, x)
    return upper ? 1 - below : below
  }
  const above = kernel(a, x) * fraction(a, x)
  return upper ? above : 1 - above
}
