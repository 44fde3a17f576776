import { logGamma } from "./logGamma.js"
import { stirlingError } from "./stirlingError.js"

interface Arguments {
  /** Upper end of the integral, in [0, 1]. */
  readonly x: number
  readonly a: number
  readonly b: number
  /** 1 − x where the caller knows it more exactly than x can say; default 1 − x. */
  readonly y?: number
}

const logOf = (x: number, y: number): number => (y < 0.5 ? Math.log1p(-y) : Math.log(x))

// log(value/reference), where value = reference + difference and the difference is known exactly when small.
const logRatio = (value: number, reference: number, difference: number): number =>
  value < reference / 2 ? Math.log(value / reference) : Math.log1p(difference / reference)

// log of x^a y^b / B(a, b). Large terms cancel here, so each case is written without them.
const logKernel = (x: number, y: number, a: number, b: number): number => {
  const sum = a + b
  if (a >= 15 && b >= 15) {
    // Both large: distance of x from the mode a/(a + b), as Loader does for the binomial.
    const logX = logRatio(x * sum, a, x * b - y * a)
    const logY = logRatio(y * sum, b, y * a - x * b)
    const corrections = stirlingError(a) + stirlingError(b) - stirlingError(sum)
    return a * logX + b * logY + 0.5 * Math.log((a / (2 * Math.PI)) * (b / sum)) - corrections
  }
  const [small, large] = a < b ? [a, b] : [b, a]
  const logBeta =
    large >= 15
      ? logGamma(small) +
        small -
        (large - 0.5) * Math.log1p(small / large) -
        small * Math.log(sum) +
        stirlingError(large) -
        stirlingError(sum)
      : logGamma(a) + logGamma(b) - logGamma(sum)
  return a * logOf(x, y) + b * logOf(y, x) - logBeta
}

// Continued fraction (NIST DLMF 8.17.22) by the modified Lentz method.
const fraction = (x: number, a: number, b: number): number => {
  const tiny = 1e-300
  const away = (value: number) => (Math.abs(value) < tiny ? tiny : value)
  let c = 1
  let d = 1 / away(1 - ((a + b) * x) / (a + 1))
  let value = d
  for (let m = 1; m <= 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d)
    c = away(1 + even / c)
    value *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d)
    c = away(1 + odd / c)
    const step = d * c
    value *= step
    if (Math.abs(step - 1) < 1e-16) break
  }
  return value
}

/**
 * Regularised incomplete beta function I_x(a, b): the probability that a Beta(a, b) variable is at most x.
 *
 * Unit: probability in [0, 1].
 * Errors: RangeError when x lies outside [0, 1] or a shape is not above 0.
 * Source: NIST DLMF 8.17.22 (continued fraction) and 8.17.4 (symmetry).
 *
 * @example
 * incompleteBeta({ x: 0.5, a: 2, b: 3 }) // 0.6875
 *
 * @category stats
 */
export const incompleteBeta = ({ x, a, b, y = 1 - x }: Arguments): number => {
  if (!(x >= 0 && x <= 1)) throw new RangeError(`Argument of the incomplete beta: ${x}; requires a number from 0 to 1`)
  if (!(a > 0 && b > 0 && Number.isFinite(a) && Number.isFinite(b))) {
    throw new RangeError(`Shapes of the incomplete beta: ${a}, ${b}; require finite numbers above 0`)
  }
  if (x === 0) return 0
  if (y === 0) return 1
  const kernel = Math.exp(logKernel(x, y, a, b))
  return x <= (a + 1) / (a + b + 2) ? (kernel * fraction(x, a, b)) / a : 1 - (kernel * fraction(y, b, a)) / b
}
