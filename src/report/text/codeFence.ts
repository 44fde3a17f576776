import { visibleText } from "./visibleText.js"

/** A text as a fenced Markdown block, under a fence longer than any run of backticks in it. */
export const codeFence = (text: string): string => {
  const shown = visibleText(text)
  const longest = Math.max(2, ...Array.from(shown.matchAll(/`+/g), (run) => run[0].length))
  const fence = "`".repeat(longest + 1)
  return `${fence}text\n${shown.endsWith("\n") ? shown : `${shown}\n`}${fence}`
}
