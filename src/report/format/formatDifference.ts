import { formatSigned } from "./formatSigned.js"

/** An interval of a difference; with one bound only, what it says; with none, a dash. */
export const formatDifference = (lower: number | null, upper: number | null): string => {
  if (lower === null) return upper === null ? "–" : `≤ ${formatSigned(upper)}`
  return upper === null ? `≥ ${formatSigned(lower)}` : `[${formatSigned(lower)}, ${formatSigned(upper)}]`
}
