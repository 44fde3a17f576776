import { escapeMarkdown } from "./escapeMarkdown.js"
import { oneLine } from "./oneLine.js"

/** A text as inline Markdown code; escaped plain text where a code span could not hold it in a table cell. */
export const codeSpan = (text: string): string => {
  const shown = oneLine(text)
  return shown === "" || /[`|]/.test(shown) ? escapeMarkdown(shown) : `\`${shown}\``
}
