import { ratioLimits } from "../stats/ratioLimits.js"
import { type Limits, wilsonLimits } from "../stats/wilsonLimits.js"
import type { PairMoments } from "./pairMoments.js"

/**
 * Interval of Φ_M/Φ_S at one critical value: Wilson limits of both means at their effective sizes, joined by MOVER-R.
 *
 * Unit: ratio; `upper` is Infinity when the single agent may not score at all. `quantile` is the two-sided critical value.
 * Assumes: what {@link pairMoments} assumes. A larger quantile gives an interval that contains the smaller one's.
 * Source: Wilson (1927) for the means, Donner and Zou (2012) for the ratio.
 *
 * @category gain
 */
export const moverLimits = (moments: PairMoments, quantile: number): Limits => {
  const { phiM, phiS, sizeM, sizeS, correlation } = moments
  return ratioLimits({
    numerator: { value: phiM, ...wilsonLimits({ proportion: phiM, size: sizeM, quantile }) },
    denominator: { value: phiS, ...wilsonLimits({ proportion: phiS, size: sizeS, quantile }) },
    correlation
  })
}
