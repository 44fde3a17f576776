import * as Effect from "effect/Effect"
import { InputError } from "../../errors/InputError.js"
import type { GraderFunction, GraderOf } from "../Grader.js"

/** The code behind `function` graders by `id@version`. */
export type GraderFunctions = Readonly<Record<string, GraderFunction>>

/** What `functions["id@version"]` returns: a finite score within the range. Errors: InputError otherwise. */
export const byFunction = Effect.fnUntraced(function* (
  grader: GraderOf<"function">,
  answer: string,
  key: string,
  functions: GraderFunctions,
  range: readonly [number, number]
): Effect.fn.Return<number, InputError> {
  const name = `${grader.id}@${grader.version}`
  const score = Object.hasOwn(functions, name) ? functions[name] : undefined
  if (score === undefined) {
    return yield* new InputError({
      what: "Grader",
      value: name,
      limit: `requires a function; known are ${Object.keys(functions).join(", ") || "none"}`,
      advice: "Hand it in under its id and version, written id@version."
    })
  }
  const value = yield* Effect.try({
    try: () => score(answer, key),
    catch: (cause) =>
      new InputError({
        what: "Grader",
        value: `${name} threw "${cause instanceof Error ? cause.message : String(cause)}"`,
        limit: "a grader requires to return a score for every answer",
        advice: "Return the lowest score for answers that it cannot read."
      })
  })
  if (!(Number.isFinite(value) && value >= range[0] && value <= range[1])) {
    return yield* new InputError({
      what: "Grader",
      value: `${name} returned ${value}`,
      limit: `requires a finite score from ${range[0]} to ${range[1]}`,
      advice: "Correct the function, or declare the task's range."
    })
  }
  return value
})
