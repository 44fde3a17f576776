import type { Estimate } from "../../gain/Estimate.js"
import { oneLine } from "../text/oneLine.js"
import { rowPlace } from "./rowPlace.js"

/** Which system on which family a row is about. */
export const rowSubject = (estimate: Pick<Estimate, "system" | "family" | "task">): string => {
  const system = oneLine(estimate.system)
  return `${system.charAt(0).toUpperCase()}${system.slice(1)} on ${rowPlace(estimate)}`
}
