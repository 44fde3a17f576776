import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { type GraderFunctions, grade } from "../task/grade.js"
import type { Item } from "../task/Item.js"
import { keysOf } from "../task/keysOf.js"
import { readChoice } from "../task/readChoice.js"
import { readNumber } from "../task/readNumber.js"
import type { Task } from "../task/Task.js"

/** Tells which answers are the same and which are right. */
export interface AnswerReader {
  /** Class of equal answers to an item; `null`: none, or none that the grader can read. */
  readonly classOf: (item: Item, answer: string | null) => string | null
  /** Whether an answer gets the top of the task's range; a text, why not, where the grader cannot say. */
  readonly isRight: (item: Item, answer: string | null) => boolean | string
}

/**
 * Reads answers as the task's grader does: numbers by their value, options by their letter, formulas by what they are equal to,
 * others by their trimmed text.
 *
 * Assumes: a numeric tolerance does not join classes, as near is not transitive: 0.99 and 1 are two classes, both right.
 * Errors: none; where the grader fails, needs a model or time, or has no code, `isRight` gives the reason.
 */
export const answerReader = (task: Task, graders: GraderFunctions): AnswerReader => {
  const { grader, range } = task
  const scored = (answer: string, keys: readonly [string, ...ReadonlyArray<string>]): number | string => {
    const exit = Effect.runSyncExit(grade(grader, answer, keys, graders, range))
    if (Exit.isSuccess(exit)) return exit.value
    const cause = Cause.squash(exit.cause)
    return `answers cannot be graded from the ledger: ${cause instanceof Error ? cause.message : String(cause)}`
  }
  const verdicts = new Map<string, boolean | string>()
  const formulas = new Map<string, Array<string>>()

  /** The first answer to the item that the grader finds equal; the answer itself where there is none yet. */
  const equalBefore = (item: Item, answer: string): string => {
    const before = formulas.get(item.id) ?? []
    formulas.set(item.id, before)
    const equal = before.find((one) => one === answer) ?? before.find((one) => scored(answer, [one]) === range[1])
    if (equal === undefined) before.push(answer)
    return equal ?? answer
  }

  return {
    classOf: (item, answer) => {
      if (answer === null) return null
      switch (grader.kind) {
        case "numeric":
          return readNumber(answer)?.toString() ?? null
        case "choice":
          return readChoice(answer)
        case "exact":
          return grader.ignoreCase === true ? answer.trim().toLowerCase() : answer.trim()
        case "math":
          return answer.trim() === "" ? null : equalBefore(item, answer.trim())
        default:
          return answer.trim()
      }
    },
    isRight: (item, answer) => {
      if (answer === null) return false
      const key = JSON.stringify([item.id, answer])
      const before = verdicts.get(key)
      if (before !== undefined) return before
      const score = scored(answer, keysOf(item))
      const verdict = typeof score === "string" ? score : score >= range[1]
      verdicts.set(key, verdict)
      return verdict
    }
  }
}
