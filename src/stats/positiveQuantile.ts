/** A distribution on the positive numbers. */
export interface PositiveDistribution {
  readonly cdf: (x: number, tail: "lower" | "upper") => number
  /** Logarithm of the density. */
  readonly logDensity: (x: number) => number
  /** Where to begin; any number above 0. */
  readonly start: number
}

/**
 * The value below which a positive variable falls with the given probability.
 *
 * Newton's method in log x on the logarithm of the smaller tail, kept inside a bracket, so that both tails keep their relative
 * accuracy.
 *
 * Unit: probability in [0, 1] in, a number in [0, Infinity] out. `tail: "upper"` takes the probability of larger values.
 * Errors: RangeError when the probability lies outside [0, 1].
 *
 * @category stats
 */
export const positiveQuantile = (
  distribution: PositiveDistribution,
  probability: number,
  tail: "lower" | "upper" = "lower"
): number => {
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`Probability: ${probability}; requires a number from 0 to 1`)
  }
  if (probability === 0) return tail === "lower" ? 0 : Number.POSITIVE_INFINITY
  if (probability === 1) return tail === "lower" ? Number.POSITIVE_INFINITY : 0
  const { cdf, logDensity } = distribution
  const small = probability <= 0.5
  const side = small ? tail : tail === "lower" ? "upper" : "lower"
  const target = small ? probability : 1 - probability
  // Rises with x in either tail.
  const direction = side === "lower" ? 1 : -1

  let low = Number.NEGATIVE_INFINITY
  let high = Number.POSITIVE_INFINITY
  let at = Math.log(distribution.start)
  for (let step = 0; step < 300; step++) {
    const x = Math.exp(at)
    const mass = cdf(x, side)
    const excess = mass > 0 ? direction * Math.log(mass / target) : -direction * Number.POSITIVE_INFINITY
    if (excess === 0) return x
    if (excess > 0) high = at
    else low = at
    let next = mass > 0 ? at - (excess * mass) / Math.exp(logDensity(x) + at) : Number.NaN
    if (!(next > low && next < high && Math.abs(next - at) < 50)) {
      if (high === Number.POSITIVE_INFINITY) next = at + Math.max(1, Math.abs(at))
      else if (low === Number.NEGATIVE_INFINITY) next = at - Math.max(1, Math.abs(at))
      else next = (low + high) / 2
    }
    if (next === at || Math.abs(next - at) <= 2e-16 * Math.max(1, Math.abs(at))) return Math.exp(next)
    at = next
  }
  return Math.exp(at)
}
