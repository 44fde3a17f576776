import { budgetCurve } from "./budgetCurve.js"
import { effectForest } from "./effectForest.js"
import { forestPlot } from "./forestPlot.js"
import { gainOverBudget } from "./gainOverBudget.js"
import { interactionMap } from "./interactionMap.js"
import type { Report } from "./Report.js"
import { hasCourse, roundCourses } from "./roundCourses.js"

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")

/**
 * Every figure of a report as an SVG file of its own: the forest plot, one cost–score figure a task and comparison, and where
 * there is something to show the factors and interactions of every design, Γ over the budget, and H and D over the rounds.
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
  }),
  ...report.attribution.flatMap(({ design, result }, i) => {
    if (result === null) return []
    const name = [String(i + 1), plain(design)].filter((word) => word !== "").join("-")
    return [
      { name: `factors-${name}.svg`, svg: effectForest(result) },
      ...(result.interactions.some(({ effect }) => effect.estimate !== null)
        ? [{ name: `interactions-${name}.svg`, svg: interactionMap(result) }]
        : [])
    ]
  }),
  ...(report.gainCurves.length === 0
    ? []
    : [
        {
          name: "budgets.svg",
          svg: gainOverBudget(report.gainCurves, { relevance: report.analysis.relevance })
        }
      ]),
  ...(report.dynamics.arms.some(hasCourse) ? [{ name: "rounds.svg", svg: roundCourses(report.dynamics.arms) }] : [])
]
