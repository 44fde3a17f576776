import type { Limits } from "../stats/wilsonLimits.js"
import type { PairMoments } from "./pairMoments.js"

/**
 * Paired t interval of Φ_M − Φ_S, or `null` where no item's difference deviates from the mean one: the interval would have
 * no width, which is not knowledge.
 *
 * Unit: score in [0, 1]. `quantile` is the two-sided critical value.
 * Assumes: what {@link pairMoments} assumes, and enough groups for a normal mean.
 *
 * @category gain
 */
export const differenceLimits = (moments: PairMoments, quantile: number): Limits | null => {
  const { phiM, phiS, varianceM, varianceS, covariance } = moments
  const variance = varianceM + varianceS - 2 * covariance
  if (!(variance > 1e-14 * (varianceM + varianceS))) return null
  const half = quantile * Math.sqrt(variance)
  return { lower: phiM - phiS - half, upper: phiM - phiS + half }
}
