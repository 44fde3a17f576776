import { budgetCurve } from "./budgetCurve.js"
import { forestPlot } from "./forestPlot.js"
import type { Report } from "./Report.js"

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")

/**
 * Every figure of a report as an SVG file of its own: the forest plot, and one cost–score figure a task and comparison.
 *
 * Shape: names are unique and safe in any file system, e.g. `forest.svg`, `curve-1-arithmetic.svg`.
 *
 * @category report
 */
export const renderSvg = (report: Report): ReadonlyArray<{ readonly name: string; readonly svg: string }> => [
  { name: "forest.svg", svg: forestPlot(report) },
  ...report.curves.map((curve, i) => {
    const words = [plain(curve.task), curve.comparison === "access" ? "access" : ""].filter((word) => word !== "")
    return {
      name: `curve-${[String(i + 1), ...words].join("-")}.svg`,
      svg: budgetCurve(curve, { dimension: report.budget.dimension })
    }
  })
]
