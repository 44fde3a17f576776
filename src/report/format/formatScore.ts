import { fixedApart } from "./fixedApart.js"

/** A mean score in [0, 1]; a dash where there is none. A score short of full marks never reads as 1. */
export const formatScore = (value: number | null, digits = 2): string =>
  value === null ? "–" : fixedApart(value, digits, [0, 1])
