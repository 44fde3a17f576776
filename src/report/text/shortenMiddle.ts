import { oneLine } from "./oneLine.js"

/** A text on one line, cut in the middle where it has more than `most` characters: names often differ at their ends. */
export const shortenMiddle = (text: string, most: number): string => {
  const characters = Array.from(oneLine(text))
  if (characters.length <= most) return characters.join("")
  const head = Math.ceil((most - 1) / 2)
  return `${characters.slice(0, head).join("")}…${characters.slice(characters.length - (most - 1 - head)).join("")}`
}
