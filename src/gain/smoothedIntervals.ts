import { noIntervals, type Pair, type PairIntervals, zeroMean } from "./PairIntervals.js"

/**
 * Smoothed delta-log-t intervals of Γ: four made-up items with the scores (0, 0), (0, 1), (1, 0) and (1, 1), each of weight ½,
 * join the data before the delta method is used. Defined for all data, conservative, and drawn towards 1.
 *
 * Unit: scores in [0, 1]. The centre is the smoothed ratio, so that at extreme data the interval need not hold Γ̂.
 * Assumes: groups of items are independent; the critical value has as many degrees of freedom as without smoothing.
 * Source: Agresti and Caffo's device carried over to pairs; a Jeffreys prior on the four outcomes of one paired trial.
 *
 * @category gain
 */
export const smoothedIntervals = ({ team, single, groups, moments }: Pair, floor: number): PairIntervals => {
  const { degrees } = moments
  const items = team.means.length
  const size = items + 2
  const shrunk = (phi: number): number => (phi * items + 1) / size - floor
  const [above, below] = [shrunk(moments.phiM), shrunk(moments.phiS)]
  const zero = zeroMean(above, below)
  if (zero !== null) return noIntervals(zero, degrees)
  const influence = (m: number, s: number): number => (m - floor) / above - (s - floor) / below
  const sums = new Float64Array(groups.count)
  for (let item = 0; item < items; item++) {
    const group = groups.of[item] as number
    sums[group] = (sums[group] as number) + influence(team.means[item] as number, single.means[item] as number)
  }
  let squares = 0
  for (const sum of sums) squares += sum * sum
  for (const m of [0, 1]) for (const s of [0, 1]) squares += influence(m, s) ** 2 / 2
  const clusters = groups.count + 2
  const error = Math.sqrt(((clusters / (clusters - 1)) * squares) / (size * size))
  const ratio = above / below
  return {
    limits: (quantile) => ({ lower: ratio * Math.exp(-quantile * error), upper: ratio * Math.exp(quantile * error) }),
    degrees
  }
}
