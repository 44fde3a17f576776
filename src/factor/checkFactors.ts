import * as Effect from "effect/Effect"
import { InputError } from "../errors/InputError.js"
import type { Factor } from "./Factor.js"

const joins = ["+", "=", " × "]

/**
 * Refuses a list of factors whose ids repeat or hold a sign that joins names, or whose levels repeat or lack the null level.
 * Errors: InputError.
 */
export const checkFactors = (factors: ReadonlyArray<Factor>): Effect.Effect<void, InputError> => {
  const ids = factors.map(({ id }) => id)
  for (const [index, { id, levels, nullLevel }] of factors.entries()) {
    const problem =
      ids.indexOf(id) !== index
        ? "a library has one factor of an id"
        : joins.some((sign) => [id, ...levels].some((name) => name.includes(sign)))
          ? `ids and levels must not contain ${joins.map((sign) => JSON.stringify(sign)).join(", ")}`
          : new Set<string>(levels).size !== levels.length || !levels.includes(nullLevel)
            ? "levels must differ, and the null level must be one of them"
            : undefined
    if (problem !== undefined) {
      return Effect.fail(
        new InputError({ what: "Factor", value: id, limit: problem, advice: "Rename it, or correct its levels." })
      )
    }
  }
  return Effect.void
}
