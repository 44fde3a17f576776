import type { Groups } from "../gain/Groups.js"

/**
 * Log ratio of two mean scores with four half items added, one for each way in which two right-or-wrong runs can end: an
 * interval that exists, and keeps a width, where few or no items tell two cells apart.
 *
 * Shape: one mean score an item for both, in the same order. Unit: scores in [0, 1].
 * Assumes: what the plain contrast assumes; degrees of freedom stay those of the real groups.
 * Source: the 0.5 corrections of Walter (1975) and Katz et al. (1978), carried over to paired clusters; conservative.
 *
 * @category attribution
 */
export const smoothedRatio = (of: {
  readonly over: Float64Array
  readonly under: Float64Array
  readonly groups: Groups
}): { readonly estimate: number; readonly error: number } => {
  const { over, under, groups } = of
  const size = over.length + 2
  const centre = (values: Float64Array) => (values.reduce((sum, value) => sum + value, 0) + 1) / size
  const [top, bottom] = [centre(over), centre(under)]
  const influence = (high: number, low: number) => high / top - low / bottom
  const sums = new Float64Array(groups.count)
  over.forEach((value, item) => {
    const group = groups.of[item] as number
    sums[group] = (sums[group] as number) + influence(value, under[item] as number)
  })
  const corners = [influence(0, 0), influence(1, 0), influence(0, 1), influence(1, 1)]
  const squares =
    sums.reduce((sum, value) => sum + value * value, 0) + corners.reduce((sum, value) => sum + (value * value) / 2, 0)
  const units = groups.count + 2
  return { estimate: Math.log(top / bottom), error: Math.sqrt(((units / (units - 1)) * squares) / (size * size)) }
}
