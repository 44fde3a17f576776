import { displayWidth } from "./displayWidth.js"

/** A text filled with spaces to `width` terminal columns, at the end or, for numbers, at the start. */
export const padText = (text: string, width: number, side: "end" | "start" = "end"): string => {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)))
  return side === "end" ? text + space : space + text
}
