import { normalQuantile } from "../stats/normalQuantile.js"
import type { Pair } from "./PairIntervals.js"

/**
 * What is drawn together when items are resampled: one row a group, with the sums of both arms' scores.
 *
 * Sorted by the sums, so that a resample does not depend on the order of the items.
 */
export interface ResampleRows {
  readonly above: Float64Array
  readonly below: Float64Array
}

/** Rows of a pair, with `floor` taken off every score. */
export const resampleRows = ({ team, single, groups }: Pair, floor: number): ResampleRows => {
  const above = new Float64Array(groups.count)
  const below = new Float64Array(groups.count)
  for (let item = 0; item < team.means.length; item++) {
    const group = groups.of[item] as number
    above[group] = (above[group] as number) + (team.means[item] as number) - floor
    below[group] = (below[group] as number) + (single.means[item] as number) - floor
  }
  const [first, second] = [keysOf(above), keysOf(below)]
  const order = Uint32Array.from(above.keys()).sort(
    (one, other) =>
      (first[one] as number) - (first[other] as number) || (second[one] as number) - (second[other] as number)
  )
  return {
    above: Float64Array.from(order, (row) => above[row] as number),
    below: Float64Array.from(order, (row) => below[row] as number)
  }
}

// Shares of the largest sum in whole steps: neither rounding nor the unit of the score can change the order.
const keysOf = (sums: Float64Array): Float64Array => {
  const largest = sums.reduce((most, sum) => Math.max(most, Math.abs(sum)), 0)
  return sums.map((sum) => (largest > 0 ? Math.round((sum / largest) * 2 ** 40) : 0))
}

/** A ratio of sums that may be 0: 0 over anything is 0, anything over 0 is Infinity, 0 over 0 is NaN. */
export const ratioOfSums = (above: number, below: number): number =>
  below > 0 ? Math.max(0, above) / below : above > 0 ? Number.POSITIVE_INFINITY : Number.NaN

/**
 * Quantile of sorted draws, interpolated on the normal scale between the two draws around it.
 *
 * Unit: 0 and Infinity where the probability lies beyond all draws: nothing is known there.
 * Source: A. C. Davison and D. V. Hinkley (1997), Bootstrap Methods and their Application, eq. 5.8; as in R's `boot.ci`.
 */
export const drawQuantile = (sorted: Float64Array, probability: number): number => {
  const { length } = sorted
  const rank = (length + 1) * probability
  const below = Math.floor(rank)
  if (below < 1) return 0
  if (below >= length)
    return below === length && rank === below ? (sorted[length - 1] as number) : Number.POSITIVE_INFINITY
  const low = sorted[below - 1] as number
  const high = sorted[below] as number
  if (rank === below || low === high) return low
  if (high === Number.POSITIVE_INFINITY) return high
  const [from, to] = [normalQuantile(below / (length + 1)), normalQuantile((below + 1) / (length + 1))]
  return low + ((normalQuantile(probability) - from) / (to - from)) * (high - low)
}
