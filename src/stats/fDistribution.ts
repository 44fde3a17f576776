import { incompleteBeta } from "./incompleteBeta.js"
import { logGamma } from "./logGamma.js"
import { positiveQuantile } from "./positiveQuantile.js"

/** Degrees of freedom of an F ratio: above and below the line. */
export interface FDegrees {
  readonly above: number
  readonly below: number
}

const checked = ({ above, below }: FDegrees): void => {
  if (!(above > 0 && below > 0 && Number.isFinite(above) && Number.isFinite(below))) {
    throw new RangeError(`Degrees of freedom: ${above} and ${below}; require finite numbers above 0`)
  }
}

/**
 * Probability that a variable with Snedecor's F distribution is at most x; with `tail` "upper", that it is larger.
 *
 * Unit: probability in [0, 1]. The degrees of freedom need not be whole.
 * Errors: RangeError when they are not finite and above 0.
 * Source: {@link incompleteBeta}; NIST DLMF 8.17.
 *
 * @example
 * fCdf(4.964602743730711, { above: 1, below: 10 }) // 0.95
 *
 * @category stats
 */
export const fCdf = (x: number, degrees: FDegrees, tail: "lower" | "upper" = "lower"): number => {
  checked(degrees)
  if (Number.isNaN(x)) return Number.NaN
  const { above, below } = degrees
  const ratio = (Math.max(0, x) * above) / below
  if (ratio === Number.POSITIVE_INFINITY) return tail === "lower" ? 1 : 0
  const [inner, outer] = [ratio / (1 + ratio), 1 / (1 + ratio)]
  return tail === "lower"
    ? incompleteBeta({ x: inner, y: outer, a: above / 2, b: below / 2 })
    : incompleteBeta({ x: outer, y: inner, a: below / 2, b: above / 2 })
}

/**
 * The value below which a variable with Snedecor's F distribution falls with the given probability; with `tail` "upper",
 * above which it lies.
 *
 * Unit: probability in [0, 1] in, a number in [0, Infinity] out.
 * Errors: RangeError when the probability lies outside [0, 1] or the degrees of freedom are not finite and above 0.
 * Source: Newton's method on {@link fCdf}.
 *
 * @example
 * fQuantile(0.95, { above: 1, below: 10 }) // 4.964602743730711
 *
 * @category stats
 */
export const fQuantile = (probability: number, degrees: FDegrees, tail: "lower" | "upper" = "lower"): number => {
  checked(degrees)
  const { above, below } = degrees
  const [a, b] = [above / 2, below / 2]
  const constant = logGamma(a + b) - logGamma(a) - logGamma(b) + Math.log(above / below)
  return positiveQuantile(
    {
      cdf: (x, side) => fCdf(x, degrees, side),
      logDensity: (x) => constant + (a - 1) * Math.log((x * above) / below) - (a + b) * Math.log1p((x * above) / below),
      start: 1
    },
    probability,
    tail
  )
}

/**
 * The value below which a Beta(a, b) variable falls with the given probability.
 *
 * Unit: probability in [0, 1] in, a number in [0, 1] out.
 * Errors: RangeError when the probability lies outside [0, 1] or a shape is not finite and above 0.
 * Source: {@link fQuantile}, since (x/a)/((1 − x)/b) has an F distribution.
 *
 * @example
 * betaQuantile(0.6875, { a: 2, b: 3 }) // 0.5
 *
 * @category stats
 */
export const betaQuantile = (probability: number, shapes: { readonly a: number; readonly b: number }): number => {
  const { a, b } = shapes
  const ratio = fQuantile(probability, { above: 2 * a, below: 2 * b })
  return ratio === Number.POSITIVE_INFINITY ? 1 : (ratio * a) / (ratio * a + b)
}
