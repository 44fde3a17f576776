import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { InputError } from "../../errors/InputError.js"
import { runInSandbox } from "../sandbox/runInSandbox.js"
import type { AnswerGrader } from "./AnswerGrader.js"

/** The key of a `unit-tests` item, written as JSON; a key that is plain code is taken for `tests` alone. */
export const UnitTestsKey = Schema.Struct({
  /** Code that throws, or returns a promise that fails, when the answer is wrong. */
  tests: Schema.NonEmptyString,
  /** The function that is asked for; found among an answer's code blocks by it. */
  entryPoint: Schema.optionalKey(Schema.NonEmptyString),
  /** Code that the answer may rely on, left out when the answer brings it along. */
  before: Schema.optionalKey(Schema.String),
  /** The head of the function, put in front of an answer that gives only the body. */
  head: Schema.optionalKey(Schema.String)
})
export type UnitTestsKey = typeof UnitTestsKey.Type

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(UnitTestsKey))

const keyOf = (key: string): UnitTestsKey => {
  const decoded = decode(key)
  return decoded._tag === "Some" ? decoded.value : { tests: key }
}

const declares = (code: string, name: string): boolean =>
  new RegExp(
    `(?:\\b(?:function\\s*\\*?|const|let|var|class)\\s+${escapeName(name)}(?![\\w$])|(?<![\\w$.])${escapeName(name)}\\s*=(?!=))`,
    "u"
  ).test(code)

const escapeName = (name: string): string => name.replace(/[$]/gu, "\\$")

/** The last block of code that declares the function, else the last block, else the whole answer. */
const codeOf = (answer: string, entryPoint: string | undefined): string => {
  const blocks = [...answer.matchAll(/```(?:[\w+-]*[^\S\n]*\n|(?:javascript|js)[^\S\n]+)?([\s\S]*?)(?:```|$)/gu)].map(
    (match) => match[1] ?? ""
  )
  const code =
    (entryPoint === undefined ? undefined : blocks.findLast((block) => declares(block, entryPoint))) ??
    blocks.at(-1) ??
    answer
  // Scripts have no exports; what is exported is there all the same.
  return code.replace(/^\s*export\s+(?:default\s+)?(?=(?:async\s+)?function\b|const\b|let\b|class\b)/gmu, "")
}

const declared = (code: string): ReadonlyArray<string> =>
  [...code.matchAll(/^(?:async\s+)?(?:function\s*\*?|const|let|var|class)\s+([\w$]+)/gmu)].map(
    (match) => match[1] ?? ""
  )

/** What runs, in order: what the task brings, the answer, the tests. */
const scriptsOf = (answer: string, key: UnitTestsKey): ReadonlyArray<string> => {
  const code = codeOf(answer, key.entryPoint)
  const whole =
    key.head === undefined || key.entryPoint === undefined || declares(code, key.entryPoint)
      ? code
      : `${key.head}${code}`
  const before = key.before ?? ""
  const brought = declared(before).some((name) => declares(whole, name))
  // Inside a function the tests may declare what the answer declared too, and wait for a promise.
  return [...(brought ? [] : [before]), whole, `(async () => {\n${key.tests}\n})()`]
}

/** What to do where only Python tests are at hand; `undefined` for languages that are run. */
export const unitTestsProblem = (language: "javascript" | "python"): InputError | undefined =>
  language === "javascript"
    ? undefined
    : new InputError({
        what: "Grader unit-tests",
        value: "language python",
        limit: "only JavaScript is run, in a sandbox inside the process; nothing here can run Python safely",
        advice:
          "Use the JavaScript translation (data set humaneval-js), or run the tests in a container of yours and grade by function."
      })

/**
 * 1 when the answer's program passes the key's tests within the limits, else 0.
 *
 * The program is the answer's last fenced block that declares the function asked for, or the answer as a whole. See
 * `runInSandbox` for what it can reach and how it is stopped.
 */
export const unitTests: AnswerGrader<"unit-tests"> = {
  refuses: (key) => (key.trim() === "" ? "the unit-tests grader requires tests" : undefined),
  score: (grader, answer, key) => {
    const problem = unitTestsProblem(grader.language)
    if (problem !== undefined) return Effect.fail(problem)
    const { kiloSteps, megabytes, seconds } = grader
    const limits = {
      ...(kiloSteps === undefined ? {} : { kiloSteps }),
      ...(megabytes === undefined ? {} : { megabytes }),
      ...(seconds === undefined ? {} : { seconds })
    }
    return Effect.map(runInSandbox(scriptsOf(answer, keyOf(key)), limits), ({ ended }) => (ended === "value" ? 1 : 0))
  }
}
