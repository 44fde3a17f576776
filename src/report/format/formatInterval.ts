import { formatRatio } from "./formatRatio.js"

/**
 * An interval of a ratio. No upper bound is ∞, no lower bound is 0 (a ratio of scores cannot be less), and neither bound is
 * a dash: no interval at all.
 */
export const formatInterval = (lower: number | null, upper: number | null): string => {
  if (lower === null && upper === null) return "–"
  const from = lower === null || lower === 0 ? "0" : formatRatio(lower)
  return upper === null ? `[${from}, ∞)` : `[${from}, ${formatRatio(upper)}]`
}
