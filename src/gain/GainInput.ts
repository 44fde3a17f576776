import type { Status, Verdict } from "./Estimate.js"

/** Shape: items × seeds, every arm in the same item order; rows may have different numbers of seeds. Unit: score. */
export type Scores = ReadonlyArray<ReadonlyArray<number>>

/**
 * How the interval is made; docs/gain.md says when to take which.
 *
 * - `mover-wilson`: the default.
 * - `delta-log`, `smoothed`, `fieller`: closed forms; the first has no interval at a mean of 0, the third none beyond a ray.
 * - `bayes-bootstrap`, `bca`: resampling, with `seed` and `resamples`.
 */
export const gainMethods = ["mover-wilson", "delta-log", "smoothed", "fieller", "bayes-bootstrap", "bca"] as const
export type GainMethod = (typeof gainMethods)[number]

/** `tasks`: the items are a sample of what could have been asked. `benchmark`: these items, and no others, are meant. */
export type Population = "tasks" | "benchmark"

/** What {@link estimateGain} takes: score matrices and what was fixed about the analysis. */
export interface GainInput {
  readonly team: Scores
  /** The one single-agent policy; give this or `singles`. */
  readonly single?: Scores
  /** One matrix for every single-agent policy that competes for the envelope. */
  readonly singles?: ReadonlyArray<Scores>
  /**
   * What a budget that was itself estimated adds to the uncertainty of each of `singles`: slope × (the team's cost on the item −
   * the policy's). Shape: one list a policy, one number an item, of mean 0; `null` for a policy that does not depend on the
   * budget. Unit: score. Only with the methods of moments: `mover-wilson`, `delta-log`, `fieller`.
   */
  readonly budgetShifts?: ReadonlyArray<ReadonlyArray<number> | null>
  /**
   * Scores lie in [range[0], range[1]], with range[0] a true zero; default [0, 1]. `"unbounded"`: numbers of at least 0, with 0
   * a true zero and no upper end; such scores are not rescaled.
   */
  readonly range?: readonly [number, number] | "unbounded"
  /** Cluster label of each item; items of one label are not independent. Default: every item its own. */
  readonly clusters?: ReadonlyArray<string>
  /** Two-sided confidence level; default .95. */
  readonly level?: number
  /** Default `mover-wilson`; `fieller` where scores are unbounded. */
  readonly method?: GainMethod
  /** What the result is to hold for; default `tasks`. `benchmark` needs 2 seeds of every item in every arm. */
  readonly population?: Population
  /** Mean score of pure guessing, in the unit of the scores; adds the chance-corrected ratio. */
  readonly guessRate?: number
  /** Whole number below 2³², of the resampling methods; default 0. */
  readonly seed?: number
  /** Draws of the resampling methods; default 10,000. */
  readonly resamples?: number
  /** Smallest gain that matters, > 1; default 1.05. */
  readonly relevance?: number
  /** Non-inferiority margin, < 1; default 1/relevance. */
  readonly margin?: number
  /** Folds of the cross-fitted choice among `singles`; default 5. */
  readonly folds?: number
}

/** (Φ_M − g)/(Φ_S − g) for a guess rate g, all in rescaled score; the means are (Φ − g)/(1 − g). */
export interface ChanceCorrected {
  readonly guessRate: number
  readonly phiM: number
  readonly phiS: number
  readonly gamma: number | null
  readonly lower: number | null
  /** `null` where unbounded, or where there is no interval; then `lower` is `null` too. */
  readonly upper: number | null
  /** Why there is none. */
  readonly reason?: string
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
  /** Largest Γ that there could be, 1/Φ_S; `null` for a mean of 0 and for unbounded scores. */
  readonly bound: number | null
  readonly population: Population
  /** (1 − Φ_S)/(1 − Φ_M), the ratio of the errors, where a mean exceeds .9; `value` and `upper` are `null` where unbounded. */
  readonly errorRatio?: { readonly value: number | null; readonly lower: number | null; readonly upper: number | null }
  /** What remains of means, Γ and its interval above guessing, where a guess rate was given. */
  readonly chanceCorrected?: ChanceCorrected
  /** Of the Bayesian bootstrap, against the cross-fitted baseline: probability of Γ > 1, and of 1/relevance < Γ < relevance. */
  readonly posterior?: { readonly above: number; readonly within: number }
  /** Two-sided p-value at Γ = 1: below 1 − level exactly when the interval excludes 1. */
  readonly p: number | null
  readonly verdict: Verdict
  readonly verdicts: ReadonlyArray<Verdict>
  readonly minimumDetectable: number | null
  /** Position in `singles` of the policy with the highest mean on all items; 0 for `single`. */
  readonly selected: number | null
  readonly items: number
  /** Shape: one score an item, rescaled to [0, 1] where there is a range, under the policy chosen without the item's fold; absent without folds. */
  readonly baseline?: ReadonlyArray<number>
  readonly notes: ReadonlyArray<string>
}
