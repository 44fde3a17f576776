import type { Population } from "./GainInput.js"
import type { PairMoments } from "./pairMoments.js"

/**
 * What a reader must know before trusting an interval: too few items, too few successes, no variation, a ceiling.
 *
 * @category gain
 */
export const gainNotes = (of: {
  readonly moments: PairMoments
  /** Independent items or clusters. */
  readonly groups: number
  readonly population: Population
  /** Scores have an upper end. */
  readonly bounded: boolean
  /** True when Δ has no interval. */
  readonly flat: boolean
}): ReadonlyArray<string> => {
  const { groups, population, bounded } = of
  const { phiM, phiS, sizeS, degrees } = of.moments
  const notes: Array<string> = []
  if (population === "benchmark") {
    notes.push(
      "fixed benchmark: the interval says how far other seeds would go on these items, nothing about other items"
    )
  } else if (groups < 30) {
    notes.push(
      `few items: ${groups} independent items or clusters; how often the interval holds was checked from 30 on`
    )
  }
  // The effective size counts n − 1 where n items were independent; successes are counted in n.
  const counted = population === "tasks" && phiS < 1 && phiS > 0 ? groups / degrees : 1
  if (bounded && phiS * sizeS * counted < 5 - 1e-9) {
    notes.push("few successes: the single agent has fewer than 5; the interval may span a factor of 20")
  }
  if (bounded && phiM === 1 && phiS === 1)
    notes.push("ceiling: both arms score 1 on every item; the task cannot tell them apart")
  if (phiM === 0 && phiS === 0) notes.push("floor: both arms score 0 on every item; the task cannot tell them apart")
  if (of.flat) notes.push("the difference of the arms is the same on every item, so its t interval would have no width")
  return notes
}
