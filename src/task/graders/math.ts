import { boxed, cleanMath } from "../math/cleanMath.js"
import { parseMath } from "../math/parseMath.js"
import { sameMath } from "../math/sameMath.js"
import type { AnswerGrader } from "./AnswerGrader.js"

/** Of a longer answer the end is read: the final answer stands there. */
const mostCharacters = 8000

/** What may be the final answer of a text: the last box, else the whole text and the last formula in it. */
const candidates = (whole: string): ReadonlyArray<string> => {
  const text = whole.slice(-mostCharacters)
  const box = boxed(text)
  if (box !== undefined) return [box]
  const formula = [...text.matchAll(/(?<!\\)\$((?:[^$\\]|\\.)+)(?<!\\)\$|\\\((.+?)\\\)/gu)].at(-1)
  const inner = formula?.[1] ?? formula?.[2]
  return inner === undefined ? [text] : [text, inner]
}

/** For answers that are not of the grammar: without spaces, wrappers and the difference of small and capital letters. */
const asText = (clean: string): string => clean.toLowerCase().replace(/[\s{}()"'`]/gu, "")

const same = (answer: string, key: string, units: ReadonlyArray<string>): boolean => {
  const [given, wanted] = [cleanMath(answer, units), cleanMath(key, units)]
  if (given === wanted) return true
  const [a, b] = [parseMath(given), parseMath(wanted)]
  return a === null || b === null ? asText(given) === asText(wanted) && asText(given) !== "" : sameMath(a, b)
}

/**
 * Mathematically equal final answers, as keys in the style of MATH need it. `sameMath` says what counts as equal,
 * `parseMath` what is read; what neither text can be read as is compared as text.
 *
 * Limits: inequalities are not turned into intervals, i² is not −1, no simplification is asked for (`2/4` is right where the
 * key is `1/2`), and letters are compared at sample points, which can be fooled by formulas made to fool it.
 *
 * Why not a library: mathjs (18 MB) writes LaTeX but does not read it; the Compute Engine (46 MB) reads it, but what it
 * holds equal is its own to change, and scores must not change with a dependency. The grammar of final answers is small.
 */
export const math: AnswerGrader<"math"> = {
  refuses: (key) => (key.trim() === "" ? "the math grader requires a key that is not empty" : undefined),
  score: (grader, answer, key) => {
    const wanted = boxed(key) ?? key
    return candidates(answer).some((given) => same(given, wanted, grader.units ?? [])) ? 1 : 0
  }
}
