/**
 * One arm reduced to what its estimates need: the mean score of every item.
 *
 * Shape: `means` holds one score in [0, 1] an item, in the order of the items.
 */
export interface ArmMeans {
  readonly means: ReadonlyArray<number>
  /** Seeds of each item. */
  readonly seeds: ReadonlyArray<number>
  /** True when every single score is 0 or 1, so that the trials bound the information in the mean. */
  readonly binary: boolean
}
