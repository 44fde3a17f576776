import { mean } from "../../stats/mean.js"
import { sampleVariance } from "../../stats/sampleVariance.js"

/**
 * Standard error of Δ in points: 100·√(2·v·(1 − ρ)/N).
 *
 * `variance` is the mean of p(1 − p) over probe items, `correlation` that of two successive probes (raised by common random
 * numbers), `generations` the number N of answers of one probe.
 *
 * @example
 * deltaStandardError({ variance: 0.12, correlation: 0, generations: 830 }) // 1.70
 *
 * @category cpmobius
 */
export const deltaStandardError = (of: {
  readonly variance: number
  readonly correlation: number
  readonly generations: number
}): number => 100 * Math.sqrt((2 * of.variance * (1 - of.correlation)) / of.generations)

/**
 * Signal-to-noise ratio of Δ over a run: |mean| over standard deviation of g. `null` with fewer than 2 steps or without any
 * variation.
 *
 * Assumes: the true gain of a step stays about the same; where it falls over the run, the fall counts as noise.
 *
 * @category cpmobius
 */
export const deltaSignalToNoise = (gains: ReadonlyArray<number>): number | null => {
  if (gains.length < 2) return null
  const variance = sampleVariance(gains)
  return variance > 0 ? Math.abs(mean(gains)) / Math.sqrt(variance) : null
}
