import type { Estimate } from "../../gain/Estimate.js"
import { formatInterval } from "../format/formatInterval.js"
import { formatPoint } from "../format/formatPoint.js"

/** Γ with its interval as a reader should see it, e.g. `0.97 [0.91, 1.03]`, `∞ [1.90, ∞)` or `–`. */
export const gammaText = (
  estimate: Pick<Estimate, "gamma" | "status" | "interval">
): { readonly point: string; readonly interval: string } => {
  const { gamma, interval, status } = estimate
  if (status === "not-estimable") return { point: "–", interval: "–" }
  if (status === "unbounded")
    return { point: interval.lower === null ? "–" : "∞", interval: formatInterval(interval.lower ?? 0, interval.upper) }
  if (status === "uninformative") return { point: "–", interval: formatInterval(interval.lower ?? 0, interval.upper) }
  return { point: formatPoint(gamma), interval: formatInterval(interval.lower, interval.upper) }
}
