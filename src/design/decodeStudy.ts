import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { InputError } from "../errors/InputError.js"
import { Study } from "./Study.js"

const describe = SchemaIssue.makeFormatterStandardSchemaV1()
const decode = Schema.decodeUnknownEffect(Study)

/** The value at a path, as short text. */
const at = (input: unknown, path: ReadonlyArray<PropertyKey>): string => {
  let value = input
  for (const key of path) {
    value = typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined
  }
  return (JSON.stringify(value) ?? "nothing").slice(0, 120)
}

/** Reads a study out of plain data. Errors: InputError naming the field, its value and what it must be. */
export const decodeStudy = (input: unknown): Effect.Effect<Study, InputError> =>
  decode(input, { onExcessProperty: "error" }).pipe(
    Effect.mapError((error) => {
      const issue = describe(error.issue).issues[0]
      const path = (issue?.path ?? []).map((segment) => (typeof segment === "object" ? segment.key : segment))
      return new InputError({
        what: `Study field ${path.length === 0 ? "(the whole)" : path.map(String).join(".")}`,
        value: at(input, path),
        limit: issue?.message ?? "is not valid",
        advice: "See `Study` in the documentation for the fields and their defaults."
      })
    })
  )
