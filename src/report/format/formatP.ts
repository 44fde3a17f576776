import { fixedApart } from "./fixedApart.js"

/** A p-value; a dash where there is none. It never reads as the threshold that it is not. */
export const formatP = (value: number | null, threshold = 0.05): string =>
  value === null ? "–" : value < 0.001 ? "< 0.001" : fixedApart(value, 3, [threshold, 1])
