import { displayWidth } from "./displayWidth.js"
import { oneLine } from "./oneLine.js"

/** A text on one line, cut with an ellipsis where it is wider than `width` columns. */
export const shortenText = (text: string, width: number): string => {
  const shown = oneLine(text)
  if (displayWidth(shown) <= width) return shown
  let cut = ""
  for (const character of shown) {
    if (displayWidth(cut + character) > width - 1) break
    cut += character
  }
  return `${cut.trimEnd()}…`
}
