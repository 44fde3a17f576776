import { mean as compensatedMean } from "simple-statistics"

/**
 * Arithmetic mean, summed with compensation so that the order of the values does not show.
 *
 * Errors: RangeError when there are no values.
 * Source: simple-statistics (Kahan–Babuška summation).
 *
 * @example
 * mean([0.1, 0.2, 0.3]) // 0.2
 *
 * @category stats
 */
export const mean = (values: ReadonlyArray<number>): number => {
  if (values.length === 0) throw new RangeError("Mean: 0 values; requires at least 1")
  return compensatedMean(values)
}
