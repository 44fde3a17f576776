const before = "(?<![\\p{L}\\p{N}'’-])"
const after = "(?![\\p{L}\\p{N}'’]|-\\p{L})"
// "A" is mostly an article and "I" a pronoun where a lower-case word follows, unless that word can only follow a name.
const notProse = "(?!(?<=[AI])\\s+(?!(?:is|because|seems|since)\\b)\\p{Ll})"

// From the most explicit form to the least; within a form the first in the text counts.
const forms: ReadonlyArray<RegExp> = [
  /^[\s("'`*[]*([A-Za-z])[\s)"'`*\].,:;!]*$/u,
  new RegExp(
    `\\b(?:[Aa]nswer|ANSWER|[Oo]ption|[Cc]hoice)(?:\\s+is)?\\s*[:=]?[\\s("'\`*[]*(?:${before}([A-Z])${after}${notProse}|([a-z])(?=[\\s)"'\`*\\].,:;!]*$))`,
    "u"
  ),
  /[([]\s*([A-Z])\s*[)\]]/u,
  new RegExp(`${before}([A-Z])(?=[).:](?:\\s|$))`, "u"),
  new RegExp(`${before}([A-Z])${after}${notProse}`, "u")
]

/**
 * Reads the option letter of an answer to a multiple-choice question, as a capital; `null` when there is none.
 *
 * Forms, the more explicit before the less: the letter alone (`b`, `(B).`), after "answer", "option" or "choice"
 * (`Answer: B`, `the answer is (B)`), in brackets (`I say (B)`), as a label (`B. Paris`, `B) Paris`), standing alone as a
 * capital (`so it is B`). A letter inside a word never counts, nor the article in "A cat" or the pronoun in "I think".
 */
export const readChoice = (text: string): string | null => {
  for (const form of forms) {
    const match = form.exec(text)
    const letter = match?.[1] ?? match?.[2]
    if (letter !== undefined) return letter.toUpperCase()
  }
  return null
}
