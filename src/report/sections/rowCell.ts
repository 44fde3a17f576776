import type { Estimate } from "../../gain/Estimate.js"
import type { Text } from "../ReportDocument.js"
import { oneLine } from "../text/oneLine.js"
import { rowPlace } from "../words/rowPlace.js"

/** The cell that names a row in every table. */
export const rowCell = (estimate: Estimate): Text => [
  { kind: "strong", text: oneLine(estimate.system) },
  ` on ${rowPlace(estimate)}${estimate.comparison === "access" ? " (access)" : ""}`
]
