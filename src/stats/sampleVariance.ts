import { sampleVariance as twoPassVariance } from "simple-statistics"

/**
 * Sample variance with divisor n − 1.
 *
 * Errors: RangeError for fewer than 2 values.
 * Source: simple-statistics (two passes).
 *
 * @example
 * sampleVariance([1, 2, 3, 4]) // 5/3
 *
 * @category stats
 */
export const sampleVariance = (values: ReadonlyArray<number>): number => {
  if (values.length < 2) throw new RangeError(`Sample variance: ${values.length} values; requires at least 2`)
  return twoPassVariance(values)
}
