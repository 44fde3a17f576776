import { fixedApart } from "./fixedApart.js"

/** A difference with its sign; a dash where there is none. */
export const formatSigned = (value: number | null, digits = 3): string =>
  value === null ? "–" : `${value > 0 ? "+" : ""}${fixedApart(value, digits, [0])}`
