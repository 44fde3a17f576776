/** One turn of an agent, as the compact dialect writes it. */
export interface CompactTurn {
  readonly question: string
  /** Answers that the prompt shows, in its order; of a shown chain, what follows its last `A`. */
  readonly answers: ReadonlyArray<string>
  /** What a critic said of the last answer; `null` where none spoke. */
  readonly critique: string | null
  /** `A` answer at once, `T` think first, `G` aggregate, `C` criticise. */
  readonly ask: "A" | "T" | "G" | "C"
}

const tags = "ATPGC"
const parts = /([ATPGC])([^ATPGC]*)/gu

const read = (question: string, rest: string): CompactTurn | null => {
  const tagged = [...rest.matchAll(parts)].map((match) => ({ tag: match[1] ?? "", body: match[2] ?? "" }))
  const last = tagged.pop()
  if (last === undefined || last.body !== "" || last.tag === "P") return null
  const answers: Array<string> = []
  let critique: string | null = null
  let inAnswer = false
  for (const { tag, body } of tagged) {
    if (tag === "P") answers.push(body)
    else if (tag === "C") critique = body
    else if (tag === "A" && inAnswer) answers.splice(-1, 1, body)
    inAnswer = tag === "P" || (tag === "A" && inAnswer)
  }
  return { question, answers, critique, ask: last.tag as CompactTurn["ask"] }
}

/**
 * Reads a prompt of the compact dialect: `F<facts>` or nothing, `Q<question>`, then `P<answer>` and `C<critique>` in any
 * number, and last the tag of what is asked for.
 *
 * A question ends before the first tag that makes it a known one; so questions may hold capital letters. Answers may not.
 * `null` where the text is no such prompt, or its question is not known.
 */
export const readCompactTurn = (text: string, isKnown: (question: string) => boolean): CompactTurn | null => {
  for (let start = text.indexOf("Q"); start >= 0; start = text.indexOf("Q", start + 1)) {
    for (let end = start + 1; end < text.length; end++) {
      if (!tags.includes(text.charAt(end))) continue
      const question = text.slice(start + 1, end)
      if (isKnown(question)) return read(question, text.slice(end))
    }
  }
  return null
}
