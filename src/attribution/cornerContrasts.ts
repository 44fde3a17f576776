import { mostSearched } from "./aliasesOf.js"
import type { Contrast } from "./Contrast.js"
import type { Grid } from "./Grid.js"
import { shapleyWeights } from "./shapley.js"

/** Contrasts between single cells around the base system (every factor off) and the full one (every factor on). */
export interface CornerContrasts {
  readonly fromBase: Contrast
  readonly fromFull: Contrast
  /** From full minus from base. */
  readonly context: Contrast
  /** Position of the cell with the factor at its level in an otherwise full system; −1 when it was not run. */
  readonly fullWith: number
  /** The same in an otherwise empty system. */
  readonly baseWith: number
}

/**
 * One factor at one level against its null level, alone and in the full system.
 *
 * Shape: `factor` is a position in the grid's factors, `level` the number of its level.
 *
 * @category attribution
 */
export const cornerContrasts = (grid: Grid, factor: number, level: number): CornerContrasts => {
  const corner = (others: number) => (own: number) =>
    grid.factors.map((_, position) => (position === factor ? own : others))
  const [inBase, inFull] = [corner(0), corner(1)]
  const between = (on: ReadonlyArray<number>, off: ReadonlyArray<number>): Contrast => {
    const missing = [on, off].filter((at) => grid.find(at) < 0)
    if (missing.length > 0) return { reason: `not run: ${missing.map((at) => cellName(grid, at)).join("; ")}` }
    const weights = new Float64Array(grid.cells.length)
    weights[grid.find(on)] = 1
    weights[grid.find(off)] = -1
    return { weights, aliasedWith: [] }
  }
  const fromBase = between(inBase(level), inBase(0))
  const fromFull = between(inFull(level), inFull(0))
  const context: Contrast =
    "reason" in fromBase
      ? fromBase
      : "reason" in fromFull
        ? fromFull
        : {
            weights: fromFull.weights.map((weight, cell) => weight - (fromBase.weights[cell] as number)),
            aliasedWith: []
          }
  return { fromBase, fromFull, context, fullWith: grid.find(inFull(level)), baseWith: grid.find(inBase(level)) }
}

/**
 * Shapley contrasts of all factors on the game in which each is at its null or its on level.
 *
 * Exact where all 2^k of these cells were run, for at most 12 factors.
 *
 * @category attribution
 */
export const shapleyContrasts = (grid: Grid): ReadonlyArray<Contrast> => {
  const players = grid.factors.length
  const refused = (reason: string): ReadonlyArray<Contrast> => grid.factors.map(() => ({ reason }))
  if (players > mostSearched) {
    return refused(`exact Shapley values take at most ${mostSearched} factors; sampleShapley takes more`)
  }
  const cells: Array<number> = []
  for (let subset = 0; subset < 2 ** players; subset++) {
    const cell = grid.find(grid.factors.map((_, factor) => (subset >> factor) & 1))
    if (cell < 0) return refused(`requires all ${2 ** players} combinations of null and on levels`)
    cells.push(cell)
  }
  return grid.factors.map((_, player) => {
    const weights = new Float64Array(grid.cells.length)
    shapleyWeights(players, player).forEach((weight, subset) => {
      weights[cells[subset] as number] = weight
    })
    return { weights, aliasedWith: [] }
  })
}

/** A configuration in words. */
export const cellName = (grid: Grid, at: ReadonlyArray<number>): string =>
  grid.factors.map(({ id, levels }, factor) => `${id}=${levels[at[factor] as number]}`).join(", ")
