import type { Status, Verdict } from "./Estimate.js"

/** Shape: items × seeds, every arm in the same item order; rows may have different numbers of seeds. Unit: score. */
export type Scores = ReadonlyArray<ReadonlyArray<number>>

/** What {@link estimateGain} takes: score matrices and what was fixed about the analysis. */
export interface GainInput {
  readonly team: Scores
  /** The one single-agent policy; give this or `singles`. */
  readonly single?: Scores
  /** One matrix for every single-agent policy that competes for the envelope. */
  readonly singles?: ReadonlyArray<Scores>
  /** Scores lie in [range[0], range[1]], with range[0] a true zero; default [0, 1]. */
  readonly range?: readonly [number, number]
  /** Cluster label of each item; items of one label are not independent. Default: every item its own. */
  readonly clusters?: ReadonlyArray<string>
  /** Two-sided confidence level; default .95. */
  readonly level?: number
  readonly method?: "mover-wilson"
  /** Smallest gain that matters, > 1; default 1.05. */
  readonly relevance?: number
  /** Non-inferiority margin, < 1; default 1/relevance. */
  readonly margin?: number
  /** Folds of the cross-fitted choice among `singles`; default 5. */
  readonly folds?: number
}

/** What {@link estimateGain} gives back; same meaning as the fields of an `Estimate`. */
export interface GainResult {
  readonly phiM: number | null
  readonly phiS: number | null
  readonly phiSInSample: number | null
  readonly gamma: number | null
  readonly gammaInSample: number | null
  readonly status: Status
  readonly reason?: string
  readonly interval: {
    readonly lower: number | null
    readonly upper: number | null
    readonly level: number
    readonly method: string
  }
  readonly delta: { readonly value: number | null; readonly lower: number | null; readonly upper: number | null }
  /** Two-sided p-value at Γ = 1: below 1 − level exactly when the interval excludes 1. */
  readonly p: number | null
  readonly verdict: Verdict
  readonly verdicts: ReadonlyArray<Verdict>
  readonly minimumDetectable: number | null
  /** Position in `singles` of the policy with the highest mean on all items; 0 for `single`. */
  readonly selected: number | null
  readonly items: number
  /** Shape: one score an item, rescaled to [0, 1], under the policy chosen without the item's fold; absent without folds. */
  readonly baseline?: ReadonlyArray<number>
  readonly notes: ReadonlyArray<string>
}
