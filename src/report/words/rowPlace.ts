import type { Estimate } from "../../gain/Estimate.js"
import { oneLine } from "../text/oneLine.js"

/** The family of a row; with the task where the family's name is not the task's. */
export const rowPlace = (estimate: Pick<Estimate, "family" | "task">): string => {
  const family = oneLine(estimate.family)
  const task = oneLine(estimate.task)
  return task === family ? family : `${family} (${task})`
}
