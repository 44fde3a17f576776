import type { DesignAttribution } from "../../attribution/DesignAttribution.js"
import { oneLine } from "../text/oneLine.js"

/** Which design on which task, with the levels that its items were held at. */
export const designPlace = ({
  design,
  task,
  stratum
}: Pick<DesignAttribution, "design" | "task" | "stratum">): string => {
  const held = Object.entries(stratum)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([factor, level]) => `, ${oneLine(factor)} = ${oneLine(level)}`)
  return `${oneLine(design)} on ${oneLine(task)}${held.join("")}`
}
