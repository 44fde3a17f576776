import { mean } from "../stats/mean.js"
import { studentQuantile } from "../stats/studentQuantile.js"
import { wilsonLimits } from "../stats/wilsonLimits.js"
import type { Tally } from "./conformity.js"
import { type ItemMean, type ItemShare, type Measure, notEstimable } from "./Measure.js"

/** What one item contributes. */
export interface ItemRow<A> {
  /** Items of one cluster vary together; an item without a group is its own. */
  readonly cluster: string
  readonly value: A
}

/** A smooth function of means at the means that were found, with its derivative by each of them. */
export interface Combined {
  readonly measure: Measure
  readonly slopes: ReadonlyArray<number>
}

/** The mean itself. */
export const itself = ([value = 0]: ReadonlyArray<number>): Combined => ({ measure: { value }, slopes: [1] })

/** Standard error of Σ slope × mean from what each item adds to it, clusters taken together. */
const spread = (rows: ReadonlyArray<ItemRow<ReadonlyArray<number>>>, means: ReadonlyArray<number>, at: Combined) => {
  const sums = new Map<string, number>()
  for (const { cluster, value } of rows) {
    const influence = value.reduce((sum, one, index) => sum + (at.slopes[index] ?? 0) * (one - (means[index] ?? 0)), 0)
    sums.set(cluster, (sums.get(cluster) ?? 0) + influence)
  }
  const clusters = sums.size
  const squares = [...sums.values()].reduce((sum, one) => sum + one * one, 0)
  return { clusters, error: clusters < 2 ? null : Math.sqrt((clusters / (clusters - 1)) * squares) / rows.length }
}

const empty = (items: number, reason: string | undefined): ItemMean => ({
  value: null,
  standardError: null,
  lower: null,
  upper: null,
  items,
  ...(reason === undefined ? {} : { reason })
})

const lonely = (clusters: number) =>
  `standard error not estimable: requires at least 2 items or groups, got ${clusters}`

/**
 * A mean, or a smooth function of several means, over items, with a standard error that takes the items of a group together
 * and a t interval.
 *
 * Shape: one row an item, each with the same number of values. Unit: that of the combination; limits are kept within `range`.
 * Assumes: clusters are independent. The spread of a function of means is that of its linear part there.
 * Errors: not estimable without rows (`reason` says why there are none), or where the combination is not; no standard error
 * with fewer than 2 clusters.
 */
export const overItems = (of: {
  readonly rows: ReadonlyArray<ItemRow<ReadonlyArray<number>>>
  readonly level: number
  readonly reason: string
  readonly combine?: (means: ReadonlyArray<number>) => Combined
  readonly range?: readonly [low: number, high: number]
}): ItemMean => {
  const {
    rows,
    level,
    combine = itself,
    range: [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  } = of
  const [first] = rows
  if (first === undefined) return empty(0, of.reason)
  const means = first.value.map((_, index) => mean(rows.map((row) => row.value[index] ?? 0)))
  const combined = combine(means)
  const { value } = combined.measure
  if (value === null) return empty(rows.length, combined.measure.reason)
  const { clusters, error } = spread(rows, means, combined)
  if (error === null) return { ...empty(rows.length, lonely(clusters)), value }
  const half = studentQuantile((1 + level) / 2, clusters - 1) * error
  return {
    value,
    standardError: error,
    lower: Math.max(low, value - half),
    upper: Math.min(high, value + half),
    items: rows.length
  }
}

/**
 * The share of opportunities taken, over items: all events over all opportunities, with a clustered standard error and
 * Wilson's interval at the number of independent opportunities that would be as uncertain.
 *
 * Shape: one tally an item; items without opportunities do not count.
 * Unit: 0 to 1. Where it is 0 or 1, or nothing varies, every cluster counts as one opportunity: the interval stays open.
 * Errors: not estimable without opportunities (`reason` says what was missing).
 */
export const shareOverItems = (of: {
  readonly rows: ReadonlyArray<ItemRow<Tally>>
  readonly level: number
  readonly reason: string
}): ItemShare => {
  const met = of.rows.filter((row) => row.value.opportunities > 0)
  const rows = met.map(({ cluster, value }) => ({ cluster, value: [value.events, value.opportunities] }))
  const opportunities = met.reduce((sum, row) => sum + row.value.opportunities, 0)
  const share = overItems({ ...of, rows, combine: quotient })
  const { value, standardError } = share
  if (value === null || standardError === null) return { ...share, opportunities }
  const clusters = new Set(met.map((row) => row.cluster)).size
  const variance = standardError * standardError
  const binomial = value * (1 - value)
  const size = variance <= 1e-20 * binomial || binomial === 0 ? clusters : Math.max(1, binomial / variance)
  const limits = wilsonLimits({
    proportion: value,
    size: Math.min(size, opportunities),
    quantile: studentQuantile((1 + of.level) / 2, clusters - 1)
  })
  return { ...share, ...limits, opportunities }
}

/** The first mean over the second. */
export const quotient = ([above = 0, below = 0]: ReadonlyArray<number>): Combined =>
  below === 0
    ? refused("the denominator is 0")
    : { measure: { value: above / below }, slopes: [1 / below, -above / (below * below)] }

/** No combination, and why. */
export const refused = (reason: string): Combined => ({ measure: notEstimable(reason), slopes: [] })
