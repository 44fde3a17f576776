import { normalQuantile } from "../stats/normalQuantile.js"
import { studentQuantile } from "../stats/studentQuantile.js"
import { moverLimits } from "./moverLimits.js"
import type { PairMoments } from "./pairMoments.js"

/**
 * Smallest team mean that a run like this one would have shown to be above the single agent's with 80 % power.
 *
 * The team's mean is raised, at the effective sizes and the correlation observed, until the lower limit of Γ at the
 * critical value of the test plus the normal quantile of the power reaches 1: the fixed point of
 * log Γ = (t + z)·σ(Γ)/√n, with the width of the interval that is really used in place of σ.
 *
 * Unit: score in [0, 1]; `null` when not even a perfect team would have been shown.
 * Assumes: another run of the same size has the same effective sizes and correlation.
 *
 * @category gain
 */
export const minimumDetectable = (moments: PairMoments, level: number): number | null => {
  const { phiS, degrees } = moments
  const quantile = studentQuantile((1 + level) / 2, degrees) + normalQuantile(0.8)
  const shown = (phiM: number) => moverLimits({ ...moments, phiM }, quantile).lower >= 1
  if (phiS >= 1 || !shown(1)) return null
  let hidden = phiS
  let detected = 1
  while (detected - hidden > 1e-12) {
    const middle = (hidden + detected) / 2
    if (shown(middle)) detected = middle
    else hidden = middle
  }
  return detected
}

/**
 * The same for scores without an upper end, as a ratio: exp((t + z)·SE) with the standard error of log Γ̂.
 *
 * Unit: ratio; `null` where a mean is 0 or nothing varies.
 * Assumes: another run of the same size has the same coefficients of variation and the same correlation.
 */
export const minimumDetectableRatio = (moments: PairMoments, level: number): number | null => {
  const { phiM, phiS, varianceM, varianceS, covariance, degrees } = moments
  if (!(phiM > 0 && phiS > 0)) return null
  const apart = varianceM / phiM ** 2 + varianceS / phiS ** 2
  const variance = apart - (2 * covariance) / (phiM * phiS)
  if (!(variance > 1e-14 * apart)) return null
  return Math.exp((studentQuantile((1 + level) / 2, degrees) + normalQuantile(0.8)) * Math.sqrt(variance))
}
