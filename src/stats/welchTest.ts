import { fCdf } from "./fDistribution.js"

/** An estimate with its standard error, and the degrees of freedom that the error was estimated with. */
export interface Estimated {
  readonly value: number
  readonly standardError: number
  readonly degrees: number
}

/** Result of {@link welchTest}. */
export interface WelchTest {
  readonly f: number
  readonly degrees: { readonly above: number; readonly below: number }
  readonly p: number
  /** Cochran's Q: squared distances from the weighted mean in units of their variances. */
  readonly q: number
}

/**
 * Welch's test that several independent estimates have one true value, with unequal and estimated variances.
 *
 * Shape: at least 2 estimates. `q` replaces Cochran's Q where the estimates are correlated.
 * Unit: p in [0, 1].
 * Assumes: estimates normal and independent. With two it is Welch's t test, F = t².
 * Errors: RangeError for fewer than 2 estimates or a standard error or degrees that are not above 0.
 * Source: B. L. Welch (1951), On the comparison of several mean values, Biometrika 38.
 *
 * @example
 * welchTest([
 *   { value: 1, standardError: 0.5, degrees: 9 },
 *   { value: 2, standardError: 0.5, degrees: 9 }
 * ]).p // 0.1745, t = √2 with 18 degrees of freedom
 *
 * @category stats
 */
export const welchTest = (estimates: ReadonlyArray<Estimated>, q?: number): WelchTest => {
  const k = estimates.length
  if (k < 2) throw new RangeError(`Welch's test: ${k} estimates; requires at least 2`)
  for (const { standardError, degrees } of estimates) {
    if (!(standardError > 0 && degrees > 0)) {
      throw new RangeError(`Standard error ${standardError} with ${degrees} degrees; requires both above 0`)
    }
  }
  const weights = estimates.map(({ standardError }) => 1 / standardError ** 2)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const centre = estimates.reduce((sum, { value }, index) => sum + value * (weights[index] as number), 0) / total
  const distance =
    q ?? estimates.reduce((sum, { value }, index) => sum + (weights[index] as number) * (value - centre) ** 2, 0)
  const unsure = estimates.reduce(
    (sum, { degrees }, index) => sum + (1 - (weights[index] as number) / total) ** 2 / degrees,
    0
  )
  const f = distance / (k - 1) / (1 + (2 * (k - 2) * unsure) / (k * k - 1))
  const degrees = { above: k - 1, below: (k * k - 1) / (3 * unsure) }
  return { f, degrees, p: fCdf(f, degrees, "upper"), q: distance }
}
