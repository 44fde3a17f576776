import { InputError } from "../../errors/InputError.js"
import { twoLevels } from "./checkFactors.js"
import type { RunTable } from "./RunTable.js"
import { type PlanOptions, tableOf } from "./tableOf.js"

const refuse = (table: RunTable, value: string, limit: string): never => {
  throw new InputError({
    what: `Foldover of the ${table.kind} plan`,
    value,
    limit,
    advice: "Fold a two-level plan whose main effects are aliased with two-factor interactions."
  })
}

/**
 * Doubles a two-level plan by all its runs with every factor reversed: main effects become clear of two-factor interactions.
 *
 * A plan of resolution III becomes one of resolution IV. Leave-one-out folded is leave-one-out and add-one-in together.
 *
 * Shape: 2N rows, the given ones first.
 * Errors: InputError for a plan with other levels than off and on, for one whose reversed runs it already has, for a forbidden
 * reversed run.
 * Source: Box and Wilson (1951), J. R. Statist. Soc. B 13.
 *
 * @category design
 */
export const foldover = (table: RunTable, options: PlanOptions = {}): RunTable => {
  const used = twoLevels(table.factors)
  const codes = table.rows.map((row) =>
    used.map(({ id, levels: [off, on] }) => {
      const level = row[id]
      if (level !== off && level !== on) {
        refuse(table, `${id} = ${level}`, `only ${off} and ${on} can be reversed`)
      }
      return level === on ? 1 : 0
    })
  )
  const reversed = codes.map((row) => row.map((code) => 1 - code))
  const sorted = (rows: ReadonlyArray<ReadonlyArray<number>>) => JSON.stringify(rows.map((row) => row.join("")).sort())
  if (sorted(codes) === sorted(reversed)) {
    refuse(table, `${codes.length} runs`, "the reversed runs are the same runs again")
  }
  return tableOf({
    kind: "foldover",
    factors: table.factors,
    used,
    codes: [...codes, ...reversed],
    ...(table.model === "main+2fi" && table.resolution === null ? { model: table.model } : {}),
    notes: [`${table.kind} plan of ${codes.length} runs, and the same with every factor reversed.`],
    forbidden: options.forbidden
  })
}
