import { fixedApart } from "./fixedApart.js"

/** A point estimate of a ratio, plainly rounded: only bounds decide, so only they must not cross 1; a dash where none. */
export const formatPoint = (value: number | null): string =>
  value === null ? "–" : fixedApart(value, value >= 100 ? 0 : value >= 10 ? 1 : 2, [0])
