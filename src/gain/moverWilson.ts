import { studentQuantile } from "../stats/studentQuantile.js"
import { groupsOf } from "./Groups.js"
import { intervalPValue } from "./intervalPValue.js"
import { moverLimits } from "./moverLimits.js"
import { pairMoments } from "./pairMoments.js"

/**
 * Ratio of two mean scores over the same items, with the interval this package reports by default.
 *
 * Shape: `team` and `single` hold one mean score an item, in the same order; `clusters` labels the items.
 * Unit: scores in [0, 1]; ratio. `upper` is Infinity and `ratio` null where the single agent's mean is 0.
 * Assumes: independent clusters, at least 2. `teamSeeds` and `singleSeeds` are to be given when an arm's single scores are
 * all 0 or 1; they stop the interval from claiming more information than there were trials.
 * Errors: RangeError for scores outside [0, 1] or fewer than 2 items.
 * Source: see {@link moverLimits}.
 *
 * @example
 * moverWilson({ team: [1, 1, 0, 1], single: [1, 0, 0, 1] }).ratio // 1.5
 *
 * @category gain
 */
export const moverWilson = (of: {
  readonly team: ReadonlyArray<number>
  readonly single: ReadonlyArray<number>
  readonly clusters?: ReadonlyArray<string>
  /** Two-sided; default .95. */
  readonly level?: number
  readonly teamSeeds?: ReadonlyArray<number>
  readonly singleSeeds?: ReadonlyArray<number>
}): { readonly ratio: number | null; readonly lower: number; readonly upper: number; readonly p: number } => {
  const { team, single, clusters, level = 0.95, teamSeeds, singleSeeds } = of
  const arm = (means: ReadonlyArray<number>, seeds: ReadonlyArray<number> | undefined) => ({
    means,
    seeds: seeds ?? means.map(() => 1),
    binary: seeds !== undefined
  })
  const moments = pairMoments({
    team: arm(team, teamSeeds),
    single: arm(single, singleSeeds),
    groups: groupsOf(team.length, clusters)
  })
  const limits = (quantile: number) => moverLimits(moments, quantile)
  return {
    ratio: moments.phiS > 0 ? moments.phiM / moments.phiS : null,
    ...limits(studentQuantile((1 + level) / 2, moments.degrees)),
    p: intervalPValue({ limits, degrees: moments.degrees, level })
  }
}
