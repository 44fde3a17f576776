import type { PlanFactor } from "../design/plans/PlanFactor.js"
import { InputError } from "../errors/InputError.js"
import { type Groups, groupsOf } from "../gain/Groups.js"
import type { Cell, CellData } from "./CellData.js"

/** A factor whose levels are numbered: 0 the null level, 1 the on level, the others after them. */
export interface GridFactor {
  readonly id: string
  readonly levels: ReadonlyArray<string>
  /** Numbers of the levels that were run, ascending. */
  readonly present: ReadonlyArray<number>
}

/** One configuration that was run, with its scores reduced to item means on [0, 1]. */
export interface GridCell {
  /** Number of each factor's level. */
  readonly at: ReadonlyArray<number>
  readonly name: string
  /** Shape: one mean an item. */
  readonly means: Float64Array
  readonly score: number
  /** Sum of the rescaled scores over items and seeds. */
  readonly successes: number
  readonly baseline: ReadonlyArray<number> | null
  readonly cost: ReadonlyArray<number> | null
  readonly gammaLower: number | null
  /** Γ of the cell was given. */
  readonly gammaKnown: boolean
}

/** The cells of a design that are known to be sound, in an order that does not depend on how they were given. */
export interface Grid {
  readonly factors: ReadonlyArray<GridFactor>
  readonly cells: ReadonlyArray<GridCell>
  readonly items: number
  readonly groups: Groups
  /** Position of the cell with these levels, −1 when it was not run. */
  find(at: ReadonlyArray<number>): number
  /** Every combination of the levels that were run is there. */
  readonly complete: boolean
  /** Every factor has its null level and its on level and no other. */
  readonly twoLevel: boolean
}

/**
 * Checks what was handed to `attribute` and numbers its factors, levels and cells.
 *
 * In a complete two-level design the position of a cell is the number whose i-th bit says that factor i is on.
 *
 * Errors: InputError for factors without two levels or with unknown null or on level, cells with unknown levels or given
 * twice, cells whose items differ in number, scores or costs that are no numbers in their range, baselines in some cells only.
 *
 * @category attribution
 */
export const gridOf = (data: CellData): Grid => {
  const { range = [0, 1] } = data
  if (!(Number.isFinite(range[0]) && Number.isFinite(range[1]) && range[0] < range[1])) {
    refuse(
      "Range of scores",
      range.join(" to "),
      "requires two finite numbers in ascending order",
      "Give [worst, best]."
    )
  }
  const numbered = data.factors.map(numberedLevels)
  const ids = new Set(numbered.map(({ id }) => id))
  if (numbered.length === 0 || ids.size < numbered.length) {
    refuse(
      "Factors",
      numbered.map(({ id }) => id).join(", ") || "none",
      "requires at least one, each under its own id",
      "Name the factors."
    )
  }
  const [first] = data.cells
  if (first === undefined) {
    return refuse("Cells", "none", "requires at least one configuration", "Give the scores of what was run.")
  }
  const items = first.scores.length
  if (items === 0) refuse("Items", 0, "requires at least one", "Give one row of scores an item.")
  if (data.clusters !== undefined && data.clusters.length !== items) {
    refuse("Cluster labels", data.clusters.length, `requires one for each of the ${items} items`, "Label every item.")
  }
  const cells = data.cells.map((cell) => gridCell({ cell, factors: numbered, items, range })).sort(byLevels)
  const withBaseline = cells.filter(({ baseline }) => baseline !== null).length
  if (withBaseline > 0 && withBaseline < cells.length) {
    refuse(
      "Baselines",
      `${withBaseline} of ${cells.length} cells have one`,
      "requires all or none",
      "Leave them out when all cells have the same budget."
    )
  }

  const positions = new Map(cells.map(({ at }, position) => [at.join(","), position]))
  if (positions.size < cells.length) {
    const twice = cells.find(({ at }, position) => positions.get(at.join(",")) !== position)
    refuse("Cells", `${twice?.name} is given twice`, "requires one a configuration", "Join the seeds of both.")
  }
  const factors = numbered.map(({ id, levels }, factor) => ({
    id,
    levels,
    present: levels.map((_, level) => level).filter((level) => cells.some(({ at }) => at[factor] === level))
  }))
  return {
    factors,
    cells,
    items,
    groups: groupsOf(items, data.clusters),
    find: (at) => positions.get(at.join(",")) ?? -1,
    complete: cells.length === factors.reduce((product, { present }) => product * present.length, 1),
    twoLevel: factors.every(({ present }) => present.length === 2 && present[0] === 0 && present[1] === 1)
  }
}

const refuse = (what: string, value: unknown, limit: string, advice: string): never => {
  throw new InputError({ what, value: String(value), limit, advice })
}

const numberedLevels = ({ id, levels, nullLevel, ...rest }: PlanFactor): Omit<GridFactor, "present"> => {
  if (new Set(levels).size < levels.length || levels.length < 2) {
    refuse(
      `Levels of factor ${id}`,
      levels.join(", ") || "none",
      "requires two or more that differ",
      "List its levels."
    )
  }
  const onLevel = rest.onLevel ?? (levels.length === 2 ? levels.find((level) => level !== nullLevel) : undefined)
  if (onLevel === undefined || nullLevel === onLevel || !levels.includes(nullLevel) || !levels.includes(onLevel)) {
    refuse(
      `Null and on level of factor ${id}`,
      `${nullLevel}, ${onLevel ?? "none"}`,
      `requires two different ones of ${levels.join(", ")}`,
      "Say which level stands for without, and which for with."
    )
  }
  return {
    id,
    levels: [nullLevel, onLevel as string, ...levels.filter((level) => level !== nullLevel && level !== onLevel)]
  }
}

// The first factor changes fastest.
const byLevels = (one: GridCell, other: GridCell): number => {
  for (let factor = one.at.length - 1; factor >= 0; factor--) {
    const difference = (one.at[factor] as number) - (other.at[factor] as number)
    if (difference !== 0) return difference
  }
  return 0
}

const gridCell = (of: {
  readonly cell: Cell
  readonly factors: ReadonlyArray<Omit<GridFactor, "present">>
  readonly items: number
  readonly range: readonly [number, number]
}): GridCell => {
  const { cell, factors, items, range } = of
  const at = factors.map(({ id, levels }) => {
    const level = cell.levels[id]
    const number = level === undefined ? -1 : levels.indexOf(level)
    if (number < 0) {
      refuse(`Level of factor ${id} in a cell`, level, `requires one of ${levels.join(", ")}`, "Name the level.")
    }
    return number
  })
  const name = factors.map(({ id, levels }, factor) => `${id}=${levels[at[factor] as number]}`).join(", ")
  const list = (what: string, values: ReadonlyArray<number>, lowest: number): ReadonlyArray<number> => {
    if (values.length !== items) {
      refuse(`${what} of cell ${name}`, values.length, `requires one for each of the ${items} items`, "Give all items.")
    }
    const wrong = values.find((value) => !(Number.isFinite(value) && value >= lowest))
    if (wrong !== undefined) {
      refuse(`${what} of cell ${name}`, wrong, `requires finite numbers${lowest === 0 ? " from 0" : ""}`, "Check it.")
    }
    return values
  }
  return {
    at,
    name,
    ...scoresOf({ cell, name, items, range }),
    // A baseline corrected for an estimated budget may leave [0, 1] on single items.
    baseline: cell.baseline === undefined ? null : list("Baseline", cell.baseline.scores, Number.NEGATIVE_INFINITY),
    cost: cell.cost == null ? null : list("Cost", cell.cost, 0),
    gammaLower: cell.gamma?.lower ?? null,
    gammaKnown: cell.gamma !== undefined
  }
}

const scoresOf = (of: {
  readonly cell: Cell
  readonly name: string
  readonly items: number
  readonly range: readonly [number, number]
}): Pick<GridCell, "means" | "score" | "successes"> => {
  const { cell, name, items, range } = of
  if (cell.scores.length !== items) {
    refuse(
      "Items of a cell",
      `${name} has ${cell.scores.length}`,
      `requires the ${items} items of the first cell`,
      "Give every cell the same items in the same order."
    )
  }
  const [low, high] = range
  const width = high - low
  const slack = 1e-9 * width
  const means = new Float64Array(items)
  let total = 0
  let successes = 0
  for (let item = 0; item < items; item++) {
    const row = cell.scores[item] as ReadonlyArray<number>
    if (!Array.isArray(row) || row.length === 0) {
      refuse(
        `Scores of item ${item} in cell ${name}`,
        "none",
        "requires at least one seed an item",
        "Leave the item out of every cell, and report it as missing."
      )
    }
    let sum = 0
    for (let seed = 0; seed < row.length; seed++) {
      const score = row[seed] as number
      if (!(score >= low - slack && score <= high + slack)) {
        refuse(
          `Score of item ${item}, seed ${seed} in cell ${name}`,
          score,
          `requires a number from ${low} to ${high}`,
          "Grade the trial, or declare the `range` of the scores."
        )
      }
      sum += Math.min(1, Math.max(0, (score - low) / width))
    }
    successes += sum
    means[item] = sum / row.length
    total += means[item] as number
  }
  return { means, score: total / items, successes }
}
