import { visibleText } from "./visibleText.js"

/** A visible text on one line: runs of white space become one space. */
export const oneLine = (text: string): string => visibleText(text).replace(/\s+/g, " ").trim()
