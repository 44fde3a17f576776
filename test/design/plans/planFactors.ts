import type { PlanFactor } from "../../../src/design/plans/PlanFactor.js"
import type { RunTable } from "../../../src/design/plans/RunTable.js"

/** Factors A, B, C, … that are off or on. */
export const switches = (count: number): ReadonlyArray<PlanFactor> =>
  Array.from({ length: count }, (_, index) => ({
    id: String.fromCharCode(65 + index),
    levels: ["off", "on"],
    nullLevel: "off"
  }))

/** Factors A, B, C, … of so many levels each, l0 being the null level. */
export const leveled = (counts: ReadonlyArray<number>): ReadonlyArray<PlanFactor> =>
  counts.map((count, index) => ({
    id: String.fromCharCode(65 + index),
    levels: Array.from({ length: count }, (_, level) => `l${level}`),
    nullLevel: "l0"
  }))

/** The ±1 column of a product of factors: −1 where an odd number of them is at its null level. */
export const column = (table: RunTable, ...ids: ReadonlyArray<string>): ReadonlyArray<number> =>
  table.rows.map((row) =>
    ids.reduce((sign, id) => {
      const factor = table.factors.find((one) => one.id === id)
      return row[id] === factor?.nullLevel ? -sign : sign
    }, 1)
  )

export const dot = (left: ReadonlyArray<number>, right: ReadonlyArray<number>): number =>
  left.reduce((sum, value, index) => sum + value * (right[index] as number), 0)

export const pairsOf = (ids: ReadonlyArray<string>): ReadonlyArray<readonly [string, string]> =>
  ids.flatMap((id, position) => ids.slice(position + 1).map((other) => [id, other] as const))

/** All sets of one or more factors. */
export const subsetsOf = (ids: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> =>
  Array.from({ length: 2 ** ids.length - 1 }, (_, index) => ids.filter((_id, bit) => ((index + 1) & (1 << bit)) !== 0))

/** Coefficients of y on the columns by the normal equations, eliminated with row exchanges. */
export const leastSquares = (
  columns: ReadonlyArray<ReadonlyArray<number>>,
  y: ReadonlyArray<number>
): ReadonlyArray<number> => {
  const lines = columns.map((left) => [...columns.map((right) => dot(left, right)), dot(left, y)])
  const size = columns.length
  for (let step = 0; step < size; step++) {
    const pivot = lines.reduce(
      (best, line, index) =>
        index >= step && Math.abs(line[step] as number) > Math.abs(lines[best]?.[step] as number) ? index : best,
      step
    )
    const chosen = lines[pivot] as Array<number>
    lines[pivot] = lines[step] as Array<number>
    lines[step] = chosen
    lines.forEach((line, index) => {
      if (index === step) return
      const share = (line[step] as number) / (chosen[step] as number)
      for (let at = step; at <= size; at++) line[at] = (line[at] as number) - share * (chosen[at] as number)
    })
  }
  return lines.map((line, index) => (line[size] as number) / (line[index] as number))
}
