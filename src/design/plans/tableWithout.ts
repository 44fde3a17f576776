import * as Effect from "effect/Effect"
import { InputError } from "../../errors/InputError.js"
import { allLevels } from "./checkFactors.js"
import type { PlanRow, RunTable } from "./RunTable.js"
import { tableOf } from "./tableOf.js"

/**
 * The table without some of its runs: what the remaining ones can and cannot tell apart is worked out anew.
 *
 * Shape: the remaining rows in their order; the same table where none is left out.
 * Errors: InputError where the remaining runs cannot tell the main effects apart.
 */
export const tableWithout = (table: RunTable, out: (row: PlanRow) => boolean): Effect.Effect<RunTable, InputError> => {
  const rows = table.rows.filter((row) => !out(row))
  const gone = table.rows.length - rows.length
  if (gone === 0) return Effect.succeed(table)
  const used = allLevels(table.factors).map((factor) => {
    const [off, ...rest] = factor.levels
    const [on, ...more] = rest.filter((level) => table.rows.some((row) => row[factor.id] === level))
    return { id: factor.id, levels: [off, on ?? off, ...more] as const }
  })
  const codes = rows.map((row) => used.map(({ id, levels }) => levels.indexOf(row[id] ?? "")))
  const notes = [`${gone} of the ${table.rows.length} runs of the ${table.kind} plan are left out as forbidden.`]
  const base = { kind: table.kind, factors: table.factors, used: used.map(spread), codes, notes }
  // The richer model where the remaining runs allow it.
  for (const model of ["main+2fi", "main"] as const) {
    try {
      return Effect.succeed(tableOf({ ...base, model }))
    } catch (error) {
      if (error instanceof InputError) return Effect.fail(error)
    }
  }
  return Effect.fail(
    new InputError({
      what: `The ${table.kind} plan`,
      value: `${gone} of ${table.rows.length} runs forbidden`,
      limit: "the remaining runs cannot tell the main effects apart",
      advice: "Use a d-optimal plan, which goes around forbidden combinations, or drop a factor."
    })
  )
}

const spread = ({
  id,
  levels: [off, on, ...rest]
}: {
  readonly id: string
  readonly levels: readonly [string, string, ...ReadonlyArray<string>]
}): { readonly id: string; readonly levels: readonly [string, string, ...Array<string>] } => ({
  id,
  levels: [off, on, ...rest]
})
