import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { InputError } from "../errors/InputError.js"
import { Report } from "./Report.js"

const encode = Schema.encodeUnknownResult(Report)

const byKey = <A>(record: Readonly<Record<string, A>>): Readonly<Record<string, A>> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))

/**
 * A report as canonical JSON: keys in the order of the schema, records by name, two spaces, a line feed at the end.
 *
 * Equal reports give equal bytes, whatever the order in which their objects were built. Numbers stand as they are, never
 * rounded; `null` is unknown or none.
 *
 * Errors: throws an {@link InputError} when the report does not follow its schema, a NaN or an Infinity among them.
 *
 * @category report
 */
export const renderJson = (report: Report): string => {
  const encoded = encode(report)
  if (Result.isFailure(encoded)) {
    throw new InputError({
      what: "Report",
      value: encoded.failure.message.replace(/\s*\n\s*/g, " "),
      limit: "requires every field of the report schema and finite numbers",
      advice: "Use null with a status or a reason for what is not known."
    })
  }
  const { success } = encoded
  const canonical = {
    ...success,
    budget: { ...success.budget, caps: byKey(success.budget.caps) },
    attribution: success.attribution.map((entry) => ({
      ...entry,
      stratum: byKey(entry.stratum),
      cells: entry.cells.map((cell) => ({ ...cell, levels: byKey(cell.levels) }))
    }))
  }
  return `${JSON.stringify(canonical, null, 2)}\n`
}
