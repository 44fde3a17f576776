import { playersOf } from "./shapley.js"

/**
 * Harsanyi dividends of a game: a(T) = Σ_{R⊆T} (−1)^{|T|−|R|} v(R), what the members of T add only when they are together.
 *
 * Shape: position c of `values` holds the value of the subset whose i-th bit says that player i is in; 2^k values in, 2^k
 * dividends out, with the empty set's value first. A value is the sum of the dividends of all its subsets.
 * Errors: RangeError when the number of values is no power of two.
 * Source: J. C. Harsanyi (1963), Int. Econ. Rev. 4.
 *
 * @example
 * dividends([0, 1, 1, 3]) // [0, 1, 1, 1]
 *
 * @category attribution
 */
export const dividends = (values: ReadonlyArray<number>): Array<number> => {
  const players = playersOf(values)
  const result = [...values]
  for (let player = 0; player < players; player++) {
    const bit = 1 << player
    for (let subset = 0; subset < result.length; subset++) {
      if (subset & bit) result[subset] = (result[subset] as number) - (result[subset ^ bit] as number)
    }
  }
  return result
}
