/**
 * Replaces the values of all 2^k on/off combinations by their Walsh sums Σ_c v(c)·Π_{i∈T} x_i(c), x_i = +1 where i is on and
 * −1 where it is off.
 *
 * Shape: position c holds the combination whose i-th bit says that factor i is on; afterwards position T holds the sum for
 * the factors in T. Divided by 2^k they are the Walsh coefficients w_T: a main effect is 2·w, a two-factor interaction
 * (difference of differences) 4·w. In place.
 * Errors: RangeError when the length is no power of two.
 *
 * @category attribution
 */
export const walshTransform = (values: Float64Array): void => {
  const size = values.length
  if (size === 0 || (size & (size - 1)) !== 0) {
    throw new RangeError(`Walsh transform: ${size} values; requires a power of two`)
  }
  for (let half = 1; half < size; half *= 2) {
    for (let start = 0; start < size; start += 2 * half) {
      for (let position = start; position < start + half; position++) {
        const off = values[position] as number
        const on = values[position + half] as number
        values[position] = on + off
        values[position + half] = on - off
      }
    }
  }
}
