import { readNumber } from "../readNumber.js"
import type { AnswerGrader } from "./AnswerGrader.js"

const sameNumber = (answer: number, key: number, tolerance: number): boolean =>
  // Decimal tolerances are not exact in binary: |1.1 − 1| must be within .1.
  Math.abs(answer - key) <=
  tolerance + (tolerance > 0 ? 2 * Number.EPSILON * Math.max(Math.abs(answer), Math.abs(key)) : 0)

/** Both read as one number each (see `readNumber`), at most `tolerance` apart, default 0. */
export const numeric: AnswerGrader<"numeric"> = {
  refuses: (key) => (readNumber(key) === null ? "the numeric grader requires one number" : undefined),
  score: (grader, answer, key) => {
    const [given, wanted] = [readNumber(answer), readNumber(key)]
    return given !== null && wanted !== null && sameNumber(given, wanted, grader.tolerance ?? 0) ? 1 : 0
  }
}
