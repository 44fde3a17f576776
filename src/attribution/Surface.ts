import type { Groups } from "../gain/Groups.js"

/** A value for every cell of a design, and how each independent unit of items moves it. */
export interface Surface {
  /** `null` where the cell's value is not estimable. */
  readonly values: ReadonlyArray<number | null>
  /** Why not, by cell. */
  readonly reasons: ReadonlyArray<string | undefined>
  /**
   * Influences, summed inside each group of items and centred at 0.
   * Shape: groups × cells, row by row; 0 where there is no value.
   */
  readonly rows: Float64Array
  /** Size below which a standard error is rounding. */
  readonly magnitude: number
}

/** What one cell contributes: a value and how each item deviates from it, or why there is none. */
export type CellValue =
  | { readonly value: number; readonly influence: (item: number) => number; readonly magnitude: number }
  | { readonly reason: string }

/**
 * Gathers values and influences of all cells, so that every contrast follows the same rule.
 *
 * @category attribution
 */
export const surfaceOf = (of: {
  readonly cells: ReadonlyArray<CellValue>
  readonly items: number
  readonly groups: Groups
}): Surface => {
  const { cells, items, groups } = of
  const rows = new Float64Array(groups.count * cells.length)
  cells.forEach((cell, column) => {
    if ("reason" in cell) return
    for (let item = 0; item < items; item++) {
      const position = (groups.of[item] as number) * cells.length + column
      rows[position] = (rows[position] as number) + cell.influence(item)
    }
  })
  return {
    values: cells.map((cell) => ("reason" in cell ? null : cell.value)),
    reasons: cells.map((cell) => ("reason" in cell ? cell.reason : undefined)),
    rows,
    magnitude: cells.reduce((most, cell) => ("reason" in cell ? most : Math.max(most, cell.magnitude)), 0)
  }
}
