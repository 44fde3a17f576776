import { mean } from "../stats/mean.js"
import { type ArmMeans, varyingOf } from "./ArmMeans.js"
import { assignFolds } from "./assignFolds.js"
import type { Groups } from "./Groups.js"

/** The single agent's envelope, chosen without the items it is scored on. */
export interface CrossFitted {
  /** Every item under the policy that is best on the other folds. */
  readonly baseline: ArmMeans
  /** Position of the policy that is best on all items. */
  readonly selected: number
}

/**
 * Scores the best of several single-agent policies without favour: for each fold of items the policy is chosen on the other
 * folds.
 *
 * Shape: `singles` hold the same items in the same order. Unit: scores in [0, 1].
 * Assumes: at least 2 groups; a group is never split over folds. Ties go to the first policy. The mean of the result is
 * biased down and never above the in-sample maximum, which is biased up.
 *
 * @category gain
 */
export const crossFit = (of: {
  readonly team: ArmMeans
  readonly singles: ReadonlyArray<ArmMeans>
  readonly groups: Groups
  readonly folds: number
}): CrossFitted => {
  const { singles, groups } = of
  const items = of.team.means.length
  const folds = Math.min(of.folds, groups.count)
  const foldOf = assignFolds({ ...of, folds })
  const itemFold = groups.of.map((group) => foldOf[group] as number)
  // Sum of every policy in every fold.
  const sums = singles.map(({ means }) =>
    Array.from({ length: folds }, (_, fold) => {
      const inside = means.filter((_, item) => itemFold[item] === fold)
      return inside.length === 0 ? 0 : mean(inside) * inside.length
    })
  )
  const choices = Array.from({ length: folds }, (_, fold) =>
    firstBest(sums.map((row) => row.reduce((sum, value, other) => (other === fold ? sum : sum + value), 0)))
  )
  const chosen = itemFold.map((fold) => singles[choices[fold] as number] as ArmMeans)
  return {
    baseline: {
      means: Array.from({ length: items }, (_, item) => chosen[item]?.means[item] as number),
      seeds: Array.from({ length: items }, (_, item) => chosen[item]?.seeds[item] as number),
      ...(singles.every(({ varying }) => varying === undefined)
        ? {}
        : { varying: chosen.map((arm, item) => varyingOf(arm)[item] as number) }),
      ...(singles[0]?.variances === undefined
        ? {}
        : { variances: Array.from({ length: items }, (_, item) => chosen[item]?.variances?.[item] as number) }),
      binary: choices.every((choice) => singles[choice]?.binary === true)
    },
    selected: bestPolicy(singles)
  }
}

/** Position of the policy with the highest mean over all items; the first one among equals. */
export const bestPolicy = (singles: ReadonlyArray<ArmMeans>): number =>
  firstBest(singles.map(({ means }) => mean(means)))

// Values within rounding of the highest count as equal, so that the order of summation cannot decide.
const firstBest = (values: ReadonlyArray<number>): number => {
  const best = values.reduce((one, other) => Math.max(one, other))
  return values.findIndex((value) => value >= best - 1e-12 * Math.abs(best))
}
