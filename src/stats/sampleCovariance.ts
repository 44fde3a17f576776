import { sampleCovariance as twoPassCovariance } from "simple-statistics"

/**
 * Sample covariance of two aligned lists, with divisor n − 1.
 *
 * Errors: RangeError for lists of different lengths or fewer than 2 pairs.
 * Source: simple-statistics (two passes).
 *
 * @example
 * sampleCovariance([1, 2, 3], [2, 4, 6]) // 2
 *
 * @category stats
 */
export const sampleCovariance = (left: ReadonlyArray<number>, right: ReadonlyArray<number>): number => {
  if (left.length !== right.length || left.length < 2) {
    throw new RangeError(`Sample covariance: ${left.length} and ${right.length} values; requires at least 2 pairs`)
  }
  return twoPassCovariance(left, right)
}
