import { readChoice } from "../readChoice.js"
import type { AnswerGrader } from "./AnswerGrader.js"

/** The option letters are equal (see `readChoice` for the forms that are read). */
export const choice: AnswerGrader<"choice"> = {
  refuses: (key) => (readChoice(key) === null ? "the choice grader requires an option letter from A to Z" : undefined),
  score: (_, answer, key) => {
    const letter = readChoice(answer)
    return letter !== null && letter === readChoice(key) ? 1 : 0
  }
}
