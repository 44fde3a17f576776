import { cleanMath } from "../../task/math/cleanMath.js"
import { parseMath } from "../../task/math/parseMath.js"
import { sameMath } from "../../task/math/sameMath.js"
import { readNumber } from "../../task/readNumber.js"

/**
 * When two answers are one for the vote: `raw` when their texts are, `normalised` when they are after spelling and numbers are
 * unified, `symbolic` when they are mathematically equal.
 */
export type AnswerKey = "raw" | "normalised" | "symbolic"

const plainNumber = /^[-+$€£]?[\d.,]+$/u

const normalise = (answer: string): string => {
  const clean = cleanMath(answer, []).replace(/\s+/gu, " ").toLowerCase()
  const number = plainNumber.test(clean) ? readNumber(clean) : null
  return number === null ? clean : String(number)
}

const symbolicKeys = (answers: ReadonlyArray<string | null>): ReadonlyArray<string | null> => {
  const classes: Array<{ readonly key: string; readonly node: ReturnType<typeof parseMath> }> = []
  const known = new Map<string, string>()
  return answers.map((answer) => {
    if (answer === null) return null
    const text = normalise(answer)
    const before = known.get(text)
    if (before !== undefined) return before
    const node = parseMath(cleanMath(answer, []))
    const same = node === null ? undefined : classes.find((one) => one.node !== null && sameMath(node, one.node))
    const key = same?.key ?? text
    if (same === undefined) classes.push({ key, node })
    known.set(text, key)
    return key
  })
}

/**
 * Keys under which the answers to one problem are counted; equal keys are one answer.
 *
 * Shape: one key an answer, in the same order; no answer (`null`) has the key `null`.
 * Assumes: under `symbolic` the first answer of a class names it, so that keys of different problems cannot be compared.
 *
 * @example
 * answerKeys(["1/2", "0.5", "07", null], "raw") // "1/2", "0.5", "07", null
 * answerKeys(["1/2", "0.5", "07", null], "symbolic") // "1/2", "1/2", "7", null
 *
 * @category cpmobius
 */
export const answerKeys = (answers: ReadonlyArray<string | null>, by: AnswerKey): ReadonlyArray<string | null> => {
  switch (by) {
    case "raw":
      return answers
    case "normalised":
      return answers.map((answer) => (answer === null ? null : normalise(answer)))
    case "symbolic":
      return symbolicKeys(answers)
  }
}
