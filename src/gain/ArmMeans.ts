/**
 * One arm reduced to what its estimates need: the mean score of every item.
 *
 * Shape: `means` holds one score an item, in the order of the items; in [0, 1] where scores have a range.
 */
export interface ArmMeans {
  readonly means: ReadonlyArray<number>
  /**
   * What the mean's uncertainty is read from where it is not the scores alone: scores plus what an estimated budget adds. Shape:
   * one number an item, with the mean of `means`; may lie outside [0, 1]. Absent: the scores.
   */
  readonly varying?: ReadonlyArray<number>
  /** Seeds of each item. */
  readonly seeds: ReadonlyArray<number>
  /** Sample variance of the seeds of each item; only where the items are a fixed benchmark. */
  readonly variances?: ReadonlyArray<number>
  /** True when every single score is 0 or 1, so that the trials bound the information in the mean. */
  readonly binary: boolean
}

/** One number an item whose spread says how far the arm's mean may be off. */
export const varyingOf = (arm: ArmMeans): ReadonlyArray<number> => arm.varying ?? arm.means
