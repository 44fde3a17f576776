import { studentQuantile } from "../stats/studentQuantile.js"
import type { Term } from "./Estimate.js"

/**
 * A ratio of two mean scores over the same items, with its interval on the log scale.
 *
 * Shape: `over` and `under` hold one score an item, in the same order; `clusters` labels the items.
 * Unit: ratio; scores in [0, 1].
 * Assumes: clusters are independent. The interval is delta-log-t: exp(log ratio ± t·SE) with the influences
 * over_i/mean(over) − under_i/mean(under), summed in clusters, and clusters − 1 degrees of freedom.
 * Errors: none; a mean of 0 gives `null` with a reason, a single cluster gives the ratio without an interval.
 * Source: the log-link quasi-Poisson model with cluster-robust variance (`sandwich::vcovCL`).
 *
 * @category gain
 */
export const ratioTerm = (input: {
  readonly name: Term["name"]
  readonly over: ReadonlyArray<number>
  readonly under: ReadonlyArray<number>
  readonly clusters: ReadonlyArray<string>
  readonly level: number
}): Term => {
  const { name, over, under, clusters, level } = input
  const n = over.length
  const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0) / n
  const top = mean(over)
  const bottom = mean(under)
  if (!(top > 0 && bottom > 0)) {
    const which = top > 0 ? "denominator" : bottom > 0 ? "numerator" : "numerator and the denominator"
    return missingTerm(name, `the mean score in the ${which} is 0`)
  }
  const sums = new Map<string, number>()
  over.forEach((value, index) => {
    const influence = value / top - (under[index] as number) / bottom
    const cluster = clusters[index] as string
    sums.set(cluster, (sums.get(cluster) ?? 0) + influence)
  })
  const ratio = top / bottom
  const groups = sums.size
  if (groups < 2) return { name, ratio, lower: null, upper: null }
  const squares = [...sums.values()].reduce((sum, value) => sum + value * value, 0)
  const error = Math.sqrt((groups / (groups - 1)) * squares) / n
  const width = studentQuantile((1 + level) / 2, groups - 1) * error
  return { name, ratio, lower: ratio * Math.exp(-width), upper: ratio * Math.exp(width) }
}

/** A term that is not estimable. */
export const missingTerm = (name: Term["name"], reason: string): Term => ({
  name,
  ratio: null,
  lower: null,
  upper: null,
  reason
})
