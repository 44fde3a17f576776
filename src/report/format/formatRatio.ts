import { fixedApart } from "./fixedApart.js"

/** A ratio such as Γ; a dash where there is none. A ratio that is not 1 never reads as 1. */
export const formatRatio = (value: number | null): string =>
  value === null ? "–" : fixedApart(value, value >= 100 ? 0 : value >= 10 ? 1 : 2, [0, 1])
