import { noIntervals, type Pair, type PairIntervals, zeroMean } from "./PairIntervals.js"

/**
 * Delta-log-t intervals of Γ: Γ̂·exp(±t·SE) with the standard error of log Γ̂ by the delta method.
 *
 * Assumes: what `pairMoments` assumes, and enough successes for a normal logarithm: not fewer than 5 in either arm.
 * Errors: no interval where a mean is 0, nor where the arms stand in the same ratio on every item.
 * Source: SE² = v_M/Φ_M² + v_S/Φ_S² − 2c/(Φ_MΦ_S); equals the log-link quasi-Poisson model with cluster-robust variance
 * (`sandwich::vcovCL`, HC0 with the factor G/(G − 1)).
 *
 * @category gain
 */
export const deltaLogIntervals = ({ moments }: Pair, floor: number): PairIntervals => {
  const { varianceM, varianceS, covariance, degrees } = moments
  const [above, below] = [moments.phiM - floor, moments.phiS - floor]
  const zero = zeroMean(above, below)
  if (zero !== null) return noIntervals(`${zero}: its logarithm has no standard error`, degrees)
  const apart = varianceM / above ** 2 + varianceS / below ** 2
  const variance = apart - (2 * covariance) / (above * below)
  if (!(variance > 1e-14 * apart)) {
    return noIntervals("the arms stand in the same ratio on every item: the interval would have no width", degrees)
  }
  const ratio = above / below
  const error = Math.sqrt(variance)
  return {
    limits: (quantile) => ({ lower: ratio * Math.exp(-quantile * error), upper: ratio * Math.exp(quantile * error) }),
    degrees
  }
}
