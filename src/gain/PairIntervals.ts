import type { Limits } from "../stats/wilsonLimits.js"
import type { ArmMeans } from "./ArmMeans.js"
import type { GainMethod } from "./GainInput.js"
import type { Groups } from "./Groups.js"
import type { PairMoments } from "./pairMoments.js"

/** A team and one single-agent policy on the same items. */
export interface Pair {
  readonly team: ArmMeans
  readonly single: ArmMeans
  readonly groups: Groups
  readonly moments: PairMoments
}

/** How intervals are made. */
export interface MethodSettings {
  readonly method: GainMethod
  readonly seed: number
  readonly resamples: number
  /** Score that is taken off both means: 0, or the guess rate. */
  readonly floor: number
}

/** All intervals that one method gives for one pair: nested, wider with the critical value. */
export interface PairIntervals {
  /** Unit: ratio, Infinity where unbounded; `quantile` is a two-sided critical value of Student's t with `degrees`. */
  readonly limits: (quantile: number) => Limits
  /** Infinity for the resampling methods, which take the quantile for a normal one. */
  readonly degrees: number
  /** Why the method has no interval here; `limits` is then [0, Infinity). */
  readonly reason?: string
  /** Draws of the Bayesian bootstrap, ascending. */
  readonly draws?: Float64Array
}

/** What a method gives that has nothing to say. */
export const noIntervals = (reason: string, degrees: number): PairIntervals => ({
  limits: () => ({ lower: 0, upper: Number.POSITIVE_INFINITY }),
  degrees,
  reason
})

/** Why a ratio has no logarithm, or `null` when it has one. */
export const zeroMean = (above: number, below: number): string | null =>
  above > 0 && below > 0
    ? null
    : `the mean score of ${above > 0 ? "the single agent" : below > 0 ? "the team" : "both arms"} is 0`
