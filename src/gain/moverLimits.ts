import { ratioLimits } from "../stats/ratioLimits.js"
import { type Limits, wilsonLimits } from "../stats/wilsonLimits.js"
import type { PairMoments } from "./pairMoments.js"

/**
 * Interval of Φ_M/Φ_S at one critical value: Wilson limits of both means at their effective sizes, joined by MOVER-R.
 *
 * Unit: ratio; `upper` is Infinity when the single agent may not score at all. `quantile` is the two-sided critical value.
 * `floor` is a score taken off both means and their limits; default 0.
 * Assumes: what {@link pairMoments} assumes. A larger quantile gives an interval that contains the smaller one's.
 * Source: Wilson (1927) for the means, Donner and Zou (2012) for the ratio.
 *
 * @category gain
 */
export const moverLimits = (moments: PairMoments, quantile: number, floor = 0): Limits => {
  const { phiM, phiS, sizeM, sizeS, correlation } = moments
  const recovered = (proportion: number, size: number) => {
    const { lower, upper } = wilsonLimits({ proportion, size, quantile })
    return floor === 0
      ? { value: proportion, lower, upper }
      : { value: proportion - floor, lower: Math.max(0, lower - floor), upper: upper - floor }
  }
  return ratioLimits({ numerator: recovered(phiM, sizeM), denominator: recovered(phiS, sizeS), correlation })
}
