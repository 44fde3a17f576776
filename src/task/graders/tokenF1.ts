import type { AnswerGrader } from "./AnswerGrader.js"

// The marks that Python calls punctuation; typographic ones stay, as in the reference script.
const marks = /[!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]/gu

/** Words in small letters without punctuation and articles, in the way of the SQuAD script. */
export const answerTokens = (text: string): ReadonlyArray<string> =>
  text
    .toLowerCase()
    .replace(marks, "")
    .replace(/(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu, " ")
    .split(/\s+/u)
    .filter((token) => token !== "")

/**
 * The harmonic mean of the share of the answer's words that are in the key and of the key's that are in the answer, each
 * word as often as it occurs in both. Two texts without words are the same.
 *
 * Unit: 0 to 1. Source: Rajpurkar et al. 2016, SQuAD, section 6.1, and its script for version 1.1.
 */
export const tokenF1: AnswerGrader<"token-f1"> = {
  refuses: () => undefined,
  score: (_, answer, key) => {
    const [given, wanted] = [answerTokens(answer), answerTokens(key)]
    if (given.length === 0 || wanted.length === 0) return given.length === wanted.length ? 1 : 0
    const left = new Map<string, number>()
    for (const token of wanted) left.set(token, (left.get(token) ?? 0) + 1)
    let shared = 0
    for (const token of given) {
      const count = left.get(token) ?? 0
      if (count > 0) shared++
      left.set(token, count - 1)
    }
    return (2 * shared) / (given.length + wanted.length)
  }
}
