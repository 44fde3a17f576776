import type { PlanFactor } from "../design/plans/PlanFactor.js"
import type { PlanAlias } from "../design/plans/RunTable.js"
import type { Scores } from "../gain/GainInput.js"

/** One configuration that was run. */
export interface Cell {
  /** Level of every factor, by factor id. */
  readonly levels: Readonly<Record<string, string>>
  /** Shape: items × seeds, the same items in the same order in every cell. */
  readonly scores: Scores
  /** Cost of each item, in the matched dimension; `null` or absent where it is not known. */
  readonly cost?: ReadonlyArray<number> | null
  /**
   * The single agent's envelope at this cell's budget, one score an item on the rescaled range; absent where all cells have
   * the same budget, since the baseline then cancels. Give it for every cell or for none.
   */
  readonly baseline?: { readonly scores: ReadonlyArray<number> }
  /** Interval of Γ of this configuration, from `estimateGain`; a driver is only claimed in a system that has a gain. */
  readonly gamma?: { readonly lower: number | null; readonly upper: number | null }
}

/** What {@link attribute} takes: the scores of the configurations that were run. */
export interface CellData {
  /** As in the plan. The null level stands for "without"; the full system has every factor at its on level. */
  readonly factors: ReadonlyArray<PlanFactor>
  readonly cells: ReadonlyArray<Cell>
  /** Cluster label of each item; items of one label are not independent. Default: every item its own. */
  readonly clusters?: ReadonlyArray<string>
  /** Scores lie in [range[0], range[1]], with range[0] a true zero; default [0, 1]. */
  readonly range?: readonly [number, number]
  /**
   * Aliases that the plan declares: those of its table of runs. What the cells show is found without them.
   */
  readonly aliases?: ReadonlyArray<PlanAlias>
}

/** How {@link attribute} reads a factor: a contrast declared before the run. */
export type ClassContrast = "from-full" | "from-base" | "main" | "shapley"

export interface AttributionOptions {
  /** Scale of the effects; default `log`, on which effects multiply and equal budgets cancel. */
  readonly scale?: "log" | "linear"
  /** Two-sided confidence level; default .95. */
  readonly level?: number
  /** Smallest ratio that matters, > 1; default 1.05. */
  readonly relevance?: number
  /** The contrast that decides a factor's class, fixed before the run; default `from-full`. */
  readonly contrast?: ClassContrast
}
