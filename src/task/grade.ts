import * as Effect from "effect/Effect"
import { InputError } from "../errors/InputError.js"
import type { Grader, GraderOf } from "./Grader.js"
import type { AnswerGrader } from "./graders/AnswerGrader.js"
import { byFunction, type GraderFunctions } from "./graders/byFunction.js"
import { choice } from "./graders/choice.js"
import { exact } from "./graders/exact.js"
import { math } from "./graders/math.js"
import { numeric } from "./graders/numeric.js"
import { tokenF1 } from "./graders/tokenF1.js"
import { unitTests, unitTestsProblem } from "./graders/unitTests.js"
import { keysOf } from "./keysOf.js"
import { findSandbox } from "./sandbox/runInSandbox.js"
import type { Task } from "./Task.js"

export type { GraderFunctions } from "./graders/byFunction.js"

const badKey = (value: string, limit: string) =>
  new InputError({
    what: "Answer key",
    value,
    limit,
    advice: "Correct the item, or choose another grader."
  })

const needsModel = ({ model }: GraderOf<"judge">) =>
  new InputError({
    what: "Grader judge",
    value: `model ${model}`,
    limit: "a judge spends tokens, and grading here spends none",
    advice: "Run a study with it, or choose another grader."
  })

/** The rules of a built-in grader; `undefined` for one whose keys anything goes for. */
const rulesOf = (grader: Grader): Pick<AnswerGrader<Grader["kind"]>, "refuses"> | undefined => {
  switch (grader.kind) {
    case "exact":
      return exact
    case "numeric":
      return numeric
    case "choice":
      return choice
    case "math":
      return math
    case "token-f1":
      return tokenF1
    case "unit-tests":
      return unitTests
    case "function":
    case "judge":
      return undefined
  }
}

const scoreOf = (
  grader: Grader,
  answer: string,
  key: string,
  functions: GraderFunctions,
  range: readonly [number, number]
): number | Effect.Effect<number, InputError> => {
  switch (grader.kind) {
    case "exact":
      return exact.score(grader, answer, key)
    case "numeric":
      return numeric.score(grader, answer, key)
    case "choice":
      return choice.score(grader, answer, key)
    case "math":
      return math.score(grader, answer, key)
    case "token-f1":
      return tokenF1.score(grader, answer, key)
    case "unit-tests":
      return unitTests.score(grader, answer, key)
    case "function":
      return byFunction(grader, answer, key, functions, range)
    case "judge":
      return Effect.fail(needsModel(grader))
  }
}

/**
 * Scores an answer against the key, or against several keys, of which the best counts.
 *
 * Unit: 0 or 1; in [0, 1] for `token-f1`; for a `function` grader a finite score within `range`, default [0, 1].
 * - `exact`: equal after trimming, with `ignoreCase` also up to case.
 * - `numeric`: both are read as numbers (see `readNumber` for what is read) and differ by at most `tolerance`, default 0.
 * - `choice`: the option letters are equal (see `readChoice` for the forms).
 * - `math`: the final answers are mathematically equal: `\frac{1}{2}`, `0.5` and `50\%` are.
 * - `token-f1`: shared words in the way of SQuAD.
 * - `unit-tests`: the JavaScript program in the answer passes the tests in the key.
 * - `function`: what `functions["id@version"]` returns.
 *
 * Assumes: an answer that cannot be read is wrong, not missing.
 * Errors: InputError for a key that the grader cannot read; for a function that was not handed in, throws, or returns a
 * score that is not finite or out of range; for Python tests; for a missing sandbox; for a judge, which needs a model.
 *
 * @example
 * ```ts
 * import * as Effect from "effect/Effect"
 * import { grade } from "collaboration-gain"
 *
 * console.log(Effect.runSync(grade({ kind: "numeric" }, "$1,234.", "1234"))) // 1
 * console.log(Effect.runSync(grade({ kind: "choice" }, "Answer: (B)", "C"))) // 0
 * console.log(Effect.runSync(grade({ kind: "math" }, "x = \\sqrt{8}", "2\\sqrt2"))) // 1
 * console.log(Effect.runSync(grade({ kind: "token-f1" }, "the old bridge", ["Bridge", "Old Bridge"]))) // 1
 * ```
 *
 * @category task
 */
export const grade = Effect.fnUntraced(function* (
  grader: Grader,
  answer: string,
  key: string | readonly [string, ...ReadonlyArray<string>],
  functions: GraderFunctions = {},
  range: readonly [number, number] = [0, 1]
): Effect.fn.Return<number, InputError> {
  let best = Number.NEGATIVE_INFINITY
  for (const one of typeof key === "string" ? [key] : key) {
    const refused = rulesOf(grader)?.refuses(one)
    if (refused !== undefined) return yield* badKey(`"${one}"`, refused)
    const score = scoreOf(grader, answer, one, functions, range)
    best = Math.max(best, typeof score === "number" ? score : yield* score)
    if (best >= range[1]) break
  }
  return best
})

/**
 * Makes sure that every answer to a task can be graded, before any token is spent on it.
 *
 * Errors: InputError for a key that the grader cannot read, naming the item; for Python tests; for a sandbox that is not
 * installed; for a key that the audit of a judge cannot read. Whether a `function` was handed in is only known when grading.
 */
export const checkGrading = Effect.fnUntraced(function* (
  task: Pick<Task, "id" | "grader" | "items">
): Effect.fn.Return<void, InputError> {
  const { grader } = task
  // Whether the judging model is there is known when the models are.
  const held = grader.kind === "judge" ? grader.audit?.grader : grader
  if (held === undefined) return
  if (grader.kind === "unit-tests") {
    const problem = unitTestsProblem(grader.language)
    if (problem !== undefined) return yield* problem
    yield* findSandbox()
  }
  for (const item of task.items) {
    for (const key of keysOf(item)) {
      const refused = rulesOf(held)?.refuses(key)
      if (refused !== undefined) return yield* badKey(`"${key}" of item ${item.id} in task ${task.id}`, refused)
    }
  }
})
