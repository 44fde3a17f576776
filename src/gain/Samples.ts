import type { Arm } from "../design/Arm.js"
import type { Item } from "../task/Item.js"
import type { Task } from "../task/Task.js"

/** One trial as the analysis sees it. */
export interface Sample {
  /** `null` is an abstention: no answer within the budget, or none that could be read. */
  readonly answer: string | null
  /** Rescaled to [0, 1]; 0 for an abstention. */
  readonly score: number
  /** In the unit of the analysis; `null` is unknown. */
  readonly cost: number | null
  /** Selection score of best-of-n; `null` where there is none. */
  readonly selection: number | null
}

/**
 * The trials of one arm, laid out for the analysis.
 *
 * Shape: items × samples. Items stand in order of their ids, so that nothing that follows depends on the order in which a
 * design lists them; samples in order of their seed index. `null` marks a trial that is missing or overran its cap.
 */
export interface Samples {
  readonly arm: Arm
  readonly task: Task
  readonly items: ReadonlyArray<Item>
  /** Trials planned an item, after the last growth of the pool. */
  readonly size: number
  readonly samples: ReadonlyArray<ReadonlyArray<Sample | null>>
  readonly overrun: number
  /** Trials that ended without a known cost in the unit of the analysis. */
  readonly uncosted: number
  /** True when trials ended and none of them has a known cost. */
  readonly costUnknown: boolean
}
