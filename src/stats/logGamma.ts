import { stirlingError } from "./stirlingError.js"

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI)

/**
 * Natural logarithm of the gamma function.
 *
 * Unit: x > 0. Error at most 1e-14, absolute where the value is below 1 and relative elsewhere.
 * Errors: RangeError when x is not above 0.
 * Source: Stirling's series (NIST DLMF 5.11.1), reached from small x by the recurrence Γ(x + 1) = xΓ(x).
 *
 * @example
 * logGamma(5) // log 24 = 3.178053830347946
 *
 * @category stats
 */
export const logGamma = (x: number): number => {
  if (!(x > 0)) throw new RangeError(`Argument of log gamma: ${x}; requires a number above 0`)
  if (x === 1 || x === 2) return 0
  let product = 1
  let shifted = x
  while (shifted < 15) {
    product *= shifted
    shifted += 1
  }
  return (shifted - 0.5) * Math.log(shifted) - shifted + halfLogTwoPi + stirlingError(shifted) - Math.log(product)
}
