import * as Effect from "effect/Effect"
import { InputError } from "../errors/InputError.js"
import type { Grader, GraderFunction } from "./Grader.js"
import { readChoice } from "./readChoice.js"
import { readNumber } from "./readNumber.js"

/** The code behind `function` graders by `id@version`. */
export type GraderFunctions = Readonly<Record<string, GraderFunction>>

const badKey = (key: string, limit: string) =>
  new InputError({
    what: "Answer key",
    value: `"${key}"`,
    limit,
    advice: "Correct the item, or choose another grader."
  })

const sameNumber = (answer: number, key: number, tolerance: number): boolean =>
  // Decimal tolerances are not exact in binary: |1.1 − 1| must be within .1.
  Math.abs(answer - key) <=
  tolerance + (tolerance > 0 ? 2 * Number.EPSILON * Math.max(Math.abs(answer), Math.abs(key)) : 0)

/**
 * Scores an answer against the key.
 *
 * Unit: 0 or 1 for the built-in graders; for a `function` grader a finite score within `range`, default [0, 1].
 * - `exact`: equal after trimming, with `ignoreCase` also up to case.
 * - `numeric`: both are read as numbers (see `readNumber` for what is read) and differ by at most `tolerance`, default 0.
 * - `choice`: the option letters are equal (see `readChoice` for the forms).
 * - `function`: what `functions["id@version"]` returns.
 *
 * Assumes: an answer that cannot be read is wrong, not missing.
 * Errors: InputError for a function that was not handed in, throws, or returns a score that is not finite or out of range;
 * for a key that the grader cannot read.
 *
 * @example
 * ```ts
 * import * as Effect from "effect/Effect"
 * import { grade } from "collaboration-gain"
 *
 * console.log(Effect.runSync(grade({ kind: "numeric" }, "$1,234.", "1234"))) // 1
 * console.log(Effect.runSync(grade({ kind: "choice" }, "Answer: (B)", "C"))) // 0
 * ```
 *
 * @category task
 */
export const grade = Effect.fnUntraced(function* (
  grader: Grader,
  answer: string,
  key: string,
  functions: GraderFunctions = {},
  range: readonly [number, number] = [0, 1]
): Effect.fn.Return<number, InputError> {
  switch (grader.kind) {
    case "exact": {
      const [a, b] = [answer.trim(), key.trim()]
      return a === b || (grader.ignoreCase === true && a.toLowerCase() === b.toLowerCase()) ? 1 : 0
    }
    case "numeric": {
      const wanted = readNumber(key)
      if (wanted === null) return yield* badKey(key, "the numeric grader requires one number")
      const given = readNumber(answer)
      return given !== null && sameNumber(given, wanted, grader.tolerance ?? 0) ? 1 : 0
    }
    case "choice": {
      const wanted = readChoice(key)
      if (wanted === null) return yield* badKey(key, "the choice grader requires an option letter from A to Z")
      return readChoice(answer) === wanted ? 1 : 0
    }
    case "function": {
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
    }
  }
})
