import { createStream } from "../stats/createStream.js"
import { deriveSeed } from "../stats/deriveSeed.js"
import type { ArmMeans } from "./ArmMeans.js"
import type { Groups } from "./Groups.js"

/**
 * Deals the groups of items into folds of nearly equal size, the same way whatever the order of the items.
 *
 * With labels: the groups in the order of their labels are shuffled with a fixed seed and dealt; scores play no part, so
 * every comparison over the same items uses the same folds.
 * Without labels: the items are sorted by their scores, equal ones being interchangeable, then shuffled with a seed that is
 * a digest of the single agent's scores, and dealt. Sorting alone would make the folds alike and undo the cross-fitting;
 * the shuffle makes them as unlike as a random deal.
 *
 * Shape: the fold of each group, from 0 to `folds` − 1.
 *
 * @category gain
 */
export const assignFolds = (of: {
  readonly team: ArmMeans
  readonly singles: ReadonlyArray<ArmMeans>
  readonly groups: Groups
  readonly folds: number
}): ReadonlyArray<number> => {
  const { groups, folds } = of
  const numbers = Array.from({ length: groups.count }, (_, group) => group)
  const { order, digest } = groups.labelled ? { order: numbers, digest: 0 } : itemOrder(of)
  const fold = new Array<number>(groups.count)
  const places = createStream(deriveSeed(digest, "folds", groups.count)).shuffle(numbers)
  order.forEach((group, rank) => {
    fold[group] = (places[rank] as number) % folds
  })
  return fold
}

// Scores as whole numbers, so that rounding in the last digits cannot change the order.
const steps = 2 ** 30

/**
 * Order of the items by their scores, equal ones being interchangeable, and a digest of the single agent's scores: both the
 * same however the items were numbered.
 */
export const itemOrder = (of: {
  readonly team: ArmMeans
  readonly singles: ReadonlyArray<ArmMeans>
}): { readonly order: ReadonlyArray<number>; readonly digest: number } => {
  // The team's scores come last: they order items that no policy tells apart and leave the baseline's mean as it is.
  const keys = [...of.singles, of.team].map((arm) => Int32Array.from(arm.means, (score) => Math.round(score * steps)))
  const order = of.team.means.map((_, item) => item)
  order.sort((one, other) => {
    for (const key of keys) {
      const difference = (key[one] as number) - (key[other] as number)
      if (difference !== 0) return difference
    }
    return 0
  })
  let digest = 0
  for (const item of order) {
    for (const key of keys.slice(0, -1)) {
      digest = Math.imul(((digest << 5) | (digest >>> 27)) ^ (key[item] as number), 0x9e3779b1)
    }
  }
  return { order, digest: digest >>> 0 }
}
