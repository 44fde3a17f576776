import { confidenceSequence } from "../gain/confidenceSequence.js"
import { eBH } from "../stats/eBH.js"
import type { CellData, ClassContrast } from "./CellData.js"
import { type Grid, gridOf } from "./Grid.js"

/** What the items done so far say for one factor, at any time. */
export interface FactorEvidence {
  readonly factor: string
  /** e-value against "with it the score is no higher than without"; `null` where the contrast is not there. */
  readonly eValue: number | null
  /** Ratio of the mean scores with and without the factor, and an interval of it that holds at all times at once. */
  readonly ratio: number | null
  readonly lower: number | null
  /** `null` where unbounded. */
  readonly upper: number | null
  /** Rejected by e-BH: among all factors so marked at most a share alpha is wrong in the mean. */
  readonly discovered: boolean
  /** Why there is none. */
  readonly reason?: string
}

/**
 * Evidence for each factor of a design that may be looked at after every item, with the e-Benjamini–Hochberg procedure over
 * the factors.
 *
 * With and without the factor take the places of team and single agent in a betting confidence sequence. `from-full` (the default)
 * compares the full system with the one that lacks the factor, `from-base` the factor alone with nothing, `main` the means of all
 * configurations with and without it.
 *
 * Shape: one entry a factor, in the order of `data.factors`; only null and on levels count. Items in the order in which they
 * were done.
 * Unit: e-values are at least 0, of expectation at most 1 where the factor does not help, whenever one stops; ratios.
 * Assumes: items in random order and independent; all configurations have the same budget, so that the single agent cancels.
 * Errors: InputError as for `attribute`, and for an alpha outside (0, 1). A contrast that was not run, clustered items, budgets that
 * differ, and a `main` whose other factors are not balanced give `null` with a reason.
 * Source: {@link confidenceSequence}; Wang and Ramdas (2022) for {@link eBH}, valid under any dependence of the factors.
 *
 * @category attribution
 */
export const factorEValues = (
  data: CellData,
  options: { readonly contrast?: Exclude<ClassContrast, "shapley">; readonly alpha?: number } = {}
): ReadonlyArray<FactorEvidence> => {
  const { contrast = "from-full", alpha = 0.05 } = options
  const grid = gridOf(data)
  const common = grid.groups.labelled
    ? "items are clustered: the e-value takes them to be independent"
    : grid.cells.some(({ baseline }) => baseline !== null)
      ? "budgets differ between configurations: the single agent does not cancel"
      : undefined
  const evidence = grid.factors.map(({ id }, factor): Omit<FactorEvidence, "discovered"> => {
    const sides = common ?? sidesOf(grid, factor, contrast)
    if (typeof sides === "string") {
      return { factor: id, eValue: null, ratio: null, lower: null, upper: null, reason: sides }
    }
    const { eValue, lower, upper } = confidenceSequence({ team: sides.with, single: sides.without, alpha })
    const [above, below] = [sum(sides.with), sum(sides.without)]
    return { factor: id, eValue, ratio: below > 0 ? above / below : null, lower, upper }
  })
  const discovered = eBH(
    evidence.map(({ eValue }) => eValue),
    alpha
  )
  return evidence.map((one, index) => ({ ...one, discovered: discovered[index] === true }))
}

interface Sides {
  readonly with: ReadonlyArray<number>
  readonly without: ReadonlyArray<number>
}

const sidesOf = (grid: Grid, factor: number, contrast: Exclude<ClassContrast, "shapley">): Sides | string => {
  const at = (level: number) =>
    grid.cells.filter((cell) =>
      contrast === "main"
        ? cell.at[factor] === level
        : cell.at.every((one, other) => one === (other === factor ? level : contrast === "from-full" ? 1 : 0))
    )
  const [off, on] = [at(0), at(1)]
  if (off.length === 0 || on.length === 0) return "the configurations that it compares were not run"
  if (contrast === "main" && !balanced(grid, factor, off, on)) {
    return "the other factors are not balanced between the configurations with and without it"
  }
  return { with: meansOf(grid, on), without: meansOf(grid, off) }
}

/** Every level of every other factor takes the same share of both sides. */
const balanced = (grid: Grid, factor: number, off: Grid["cells"], on: Grid["cells"]): boolean =>
  grid.factors.every(
    ({ levels }, other) =>
      other === factor ||
      levels.every((_, level) => {
        const count = (cells: Grid["cells"]) => cells.filter(({ at }) => at[other] === level).length
        return count(on) * off.length === count(off) * on.length
      })
  )

const meansOf = (grid: Grid, cells: Grid["cells"]): ReadonlyArray<number> =>
  Array.from({ length: grid.items }, (_, item) => sum(cells.map(({ means }) => means[item] ?? 0)) / cells.length)

const sum = (values: ReadonlyArray<number>): number => values.reduce((total, value) => total + value, 0)
