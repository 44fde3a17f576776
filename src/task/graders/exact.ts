import type { AnswerGrader } from "./AnswerGrader.js"

/** Equal after trimming, with `ignoreCase` also up to case. */
export const exact: AnswerGrader<"exact"> = {
  refuses: () => undefined,
  score: (grader, answer, key) => {
    const [a, b] = [answer.trim(), key.trim()]
    return a === b || (grader.ignoreCase === true && a.toLowerCase() === b.toLowerCase()) ? 1 : 0
  }
}
