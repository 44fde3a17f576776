import type { CostEffect } from "./Attribution.js"
import type { Contrast } from "./Contrast.js"
import { estimateContrasts } from "./estimateContrasts.js"
import type { GridCell } from "./Grid.js"
import { type Measures, sized } from "./Measures.js"
import { type CellValue, surfaceOf } from "./Surface.js"

/**
 * Effects on the mean cost an item, as a difference and as a ratio, by the rule that holds for scores.
 *
 * Shape: one effect a contrast. Unit: of the costs given.
 * Errors: none; `null` with a reason where a cell that is needed has no known cost.
 *
 * @category attribution
 */
export const costEffects = (
  measures: Pick<Measures, "grid" | "level" | "degrees">,
  contrasts: ReadonlyArray<Contrast>
): ReadonlyArray<CostEffect> => {
  const { grid } = measures
  if (grid.cells.every(({ cost }) => cost === null)) return contrasts.map(() => noCost("costs are not known"))
  const possible = contrasts.flatMap((contrast) => ("weights" in contrast ? [contrast.weights] : []))
  const on = (value: (mean: number, cost: ReadonlyArray<number>) => CellValue) =>
    estimateContrasts({
      surface: surfaceOf({
        cells: grid.cells.map((cell) => costValue(cell, value)),
        items: grid.items,
        groups: grid.groups
      }),
      contrasts: possible,
      items: grid.items,
      groups: grid.groups.count,
      binary: grid.complete && grid.twoLevel
    })
  const linear = on((mean, cost) => ({
    value: mean,
    influence: (item) => (cost[item] as number) - mean,
    magnitude: mean
  }))
  const log = on((mean, cost) =>
    mean > 0
      ? { value: Math.log(mean), influence: (item) => (cost[item] as number) / mean - 1, magnitude: 1 }
      : { reason: "a cell costs nothing" }
  )
  let next = 0
  return contrasts.map((contrast) => {
    if ("reason" in contrast) return noCost(contrast.reason)
    const [difference, ratio] = [linear[next], log[next]]
    next++
    if (difference === undefined || "reason" in difference) return noCost(difference?.reason ?? "no value")
    const { lower, upper } = sized(measures, difference)
    const logs = ratio === undefined || "reason" in ratio ? null : { ...ratio, ...sized(measures, ratio) }
    const exp = (value: number | null | undefined) => {
      const power = value == null ? Number.NaN : Math.exp(value)
      return Number.isFinite(power) ? power : null
    }
    return {
      difference: difference.estimate,
      lower,
      upper,
      ratio: { value: exp(logs?.estimate), lower: exp(logs?.lower), upper: exp(logs?.upper) }
    }
  })
}

const noCost = (reason: string): CostEffect => ({
  difference: null,
  lower: null,
  upper: null,
  ratio: { value: null, lower: null, upper: null },
  reason
})

const costValue = (
  { cost, name }: GridCell,
  value: (mean: number, cost: ReadonlyArray<number>) => CellValue
): CellValue => {
  if (cost === null) return { reason: `the cost of cell ${name} is not known` }
  return value(cost.reduce((sum, one) => sum + one, 0) / cost.length, cost)
}
