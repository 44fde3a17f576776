import { best, bm25 } from "../bm25.js"

/** Facts that one look-up brings back. */
const depth = 3

/** The facts that fit the words best, one a line; or `nothing found`. */
export const retrieval = (words: string, facts: ReadonlyArray<string>): string => {
  const scores = bm25(words, facts)
  const found = best(scores, depth).filter((position) => (scores[position] ?? 0) > 0)
  return found.length === 0 ? "nothing found" : found.map((position) => facts[position]).join(" | ")
}
