import { noIntervals, type Pair, type PairIntervals } from "./PairIntervals.js"

/**
 * Fieller's intervals of Γ by Student's t: all ratios γ ≥ 0 that the paired t test of m − γs does not reject, or the smallest
 * interval that holds them. Scores need no range.
 *
 * Assumes: what `pairMoments` assumes, and enough groups for normal means. Unbounded where the single agent's mean is not
 * clearly above 0.
 * Errors: no interval where the arms stand in the same ratio on every item, or where both means are 0.
 * Source: E. C. Fieller (1954), J. R. Statist. Soc. B 16.
 *
 * @category gain
 */
export const fiellerIntervals = ({ moments }: Pair, floor: number): PairIntervals => {
  const { varianceM, varianceS, covariance, degrees } = moments
  const [above, below] = [moments.phiM - floor, moments.phiS - floor]
  if (above <= 0 && below <= 0) return noIntervals("the mean score of both arms is 0", degrees)
  // Variance of m − γs at the ratio seen, times Φ_S².
  const apart = varianceM * below ** 2 + varianceS * above ** 2
  if (!(apart - 2 * covariance * above * below > 1e-14 * apart)) {
    return noIntervals("the arms stand in the same ratio on every item: the interval would have no width", degrees)
  }
  return {
    limits: (quantile) => {
      const square = quantile * quantile
      const a = below * below - square * varianceS
      const b = above * below - square * covariance
      const d = above * above - square * varianceM
      const root = Math.sqrt(Math.max(0, b * b - a * d))
      // Where both ends of γ ≥ 0 are left out, or none, the roots have one sign and b decides which of them bound the set.
      return {
        lower: d > 0 && b + root > 0 ? d / (b + root) : 0,
        upper: a > 0 ? (b + root) / a : Number.POSITIVE_INFINITY
      }
    },
    degrees
  }
}
