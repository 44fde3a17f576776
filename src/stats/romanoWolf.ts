import { type Resampling, resampledStatistics } from "./resampledStatistics.js"
import type { Limits } from "./wilsonLimits.js"

/** Joint inference on a family of estimates. */
export interface JointInference {
  /** Adjusted p-values, two-sided, of the true values being 0; `null` where the estimate has no standard error. */
  readonly adjusted: ReadonlyArray<number | null>
  /** Intervals that hold all true values at once with the given level; `null` where there is no standard error. */
  readonly intervals: ReadonlyArray<Limits | null>
  /** Standard errors that the intervals are wide, to each side. */
  readonly critical: number
}

/**
 * Romano and Wolf's step-down procedure by the largest studentised estimate (max-T): p-values that keep the chance of any
 * false claim in a family, using how the estimates depend on each other, and simultaneous intervals.
 *
 * Shape: `estimates` holds one number a hypothesis; `contributions` one list a hypothesis with one number a group (an item,
 * or a cluster), whose mean is the estimate up to a constant: for log Γ the influences, summed in clusters and divided by
 * the mean cluster size. Results in the same order.
 * Unit: that of the estimates; p-values in (0, 1], never below 1/(resamples + 1). An interval that excludes 0 has an adjusted
 * p-value of at most 1 − level; stepping down can reject a little more than the intervals show.
 * Assumes: groups are independent, and enough of them for normal means.
 * Errors: RangeError for lists that do not fit together, and for too few resamples to reach the level.
 * Source: J. P. Romano and M. Wolf (2005), Econometrica 73; p-values as in Romano and Wolf (2016).
 *
 * @example
 * romanoWolf({ estimates: [2], contributions: [[1, 2, 3]], seed: 1 }).intervals.length // 1
 *
 * @category stats
 */
export const romanoWolf = (of: {
  readonly estimates: ReadonlyArray<number>
  readonly contributions: ReadonlyArray<ArrayLike<number>>
  readonly seed: number
  /** Default .95. */
  readonly level?: number
  /** Default 10,000. */
  readonly resamples?: number
  readonly resampling?: Resampling
}): JointInference => {
  const { estimates, contributions, seed, level = 0.95, resamples = 10_000, resampling = "sign-flip" } = of
  if (estimates.length !== contributions.length) {
    throw new RangeError(`Estimates: ${estimates.length}; require one list of contributions each`)
  }
  const { errors, statistics } = resampledStatistics({ contributions, resamples, seed, resampling })
  return stepDown({ estimates, errors, statistics, level })
}

/**
 * The step-down procedure on draws that are at hand.
 *
 * Shape: `statistics` holds resamples × hypotheses, row after row, as `resampledStatistics` gives them.
 *
 * @category stats
 */
export const stepDown = (of: {
  readonly estimates: ReadonlyArray<number>
  readonly errors: ReadonlyArray<number>
  readonly statistics: Float64Array
  readonly level: number
}): JointInference => {
  const { estimates, errors, statistics, level } = of
  const all = estimates.length
  const resamples = all === 0 ? 0 : statistics.length / all
  const tested = estimates.map((_, position) => position).filter((position) => (errors[position] as number) > 0)
  const size = (position: number): number => Math.abs((estimates[position] as number) / (errors[position] as number))
  const order = [...tested].sort((one, other) => size(other) - size(one))

  const reached = new Float64Array(order.length)
  const largest = new Float64Array(resamples)
  for (let resample = 0; resample < resamples; resample++) {
    let most = 0
    for (let rank = order.length - 1; rank >= 0; rank--) {
      const position = order[rank] as number
      most = Math.max(most, Math.abs(statistics[resample * all + position] as number))
      if (most >= size(position)) reached[rank] = (reached[rank] as number) + 1
    }
    largest[resample] = most
  }

  const adjusted: Array<number | null> = estimates.map(() => null)
  let running = 0
  order.forEach((position, rank) => {
    running = Math.max(running, ((reached[rank] as number) + 1) / (resamples + 1))
    adjusted[position] = running
  })
  if (order.length === 0) return { adjusted, intervals: estimates.map(() => null), critical: 0 }

  const place = Math.floor((1 - level) * (resamples + 1) + 1e-9)
  if (!(place >= 1)) throw new RangeError(`Resamples: ${resamples}; require at least ${Math.ceil(1 / (1 - level)) - 1}`)
  const critical = largest.sort()[resamples - place] as number
  const intervals = estimates.map((estimate, position) => {
    const error = errors[position] as number
    return error > 0 ? { lower: estimate - critical * error, upper: estimate + critical * error } : null
  })
  return { adjusted, intervals, critical }
}
