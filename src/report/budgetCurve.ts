import { curveLayouts } from "./figures/CurveLayout.js"
import { curveAxes } from "./figures/curveAxes.js"
import { curveLegend } from "./figures/curveLegend.js"
import { curveLines } from "./figures/curveLines.js"
import { svgElement } from "./figures/svgElement.js"
import { svgFigure } from "./figures/svgFigure.js"
import { svgText } from "./figures/svgText.js"
import { teamParts } from "./figures/teamParts.js"
import { formatCost } from "./format/formatCost.js"
import { formatScore } from "./format/formatScore.js"
import type { Report } from "./Report.js"
import { oneLine } from "./text/oneLine.js"
import { dimensionWords } from "./words/dimensionWords.js"

type Curve = Report["curves"][number]

const describe = (curve: Curve, unit: string): string => {
  const teams = curve.teams.map(
    ({ system, point }) => `${oneLine(system)} ${formatScore(point.score)} at ${formatCost(point.cost)}`
  )
  const last = [...curve.envelope].sort((a, b) => a.cost - b.cost).at(-1)
  return [
    `Mean score against mean ${unit} a trial on ${oneLine(curve.task)}.`,
    ...(last === undefined
      ? []
      : [`The best single agent reaches ${formatScore(last.score)} at ${formatCost(last.cost)}.`]),
    ...(teams.length === 0 ? [] : [`Teams: ${teams.join("; ")}.`])
  ].join(" ")
}

/**
 * Cost against score on one task, as an SVG file: every strategy of the single agent thin, their envelope thick, the teams
 * as marks. A team above the envelope scores more than every single-agent policy that costs no more.
 *
 * Shape: the score axis shows the stretch in which the teams and what comes near their cost lie; what is below it is named in
 * the legend.
 * Unit: mean cost a trial in `dimension` (logarithmic where all costs are positive), mean score in [0, 1]. `layout` is `wide`
 * (920 user units) or `narrow` (360, for phones); default `wide`.
 * Assumes: between two points of a curve a mixture of both policies, which spends the budget in the mean.
 *
 * @category report
 */
export const budgetCurve = (
  curve: Curve,
  options: { readonly dimension?: string; readonly layout?: "wide" | "narrow" } = {}
): string => {
  const layout = curveLayouts[options.layout ?? "wide"]
  const { left, right, top, bottom, width } = layout
  const unit = dimensionWords(options.dimension ?? "cost")
  const { x, y } = curveAxes(curve, layout)
  const legend = curveLegend(curve, y, layout)
  const parts = [
    svgText(left - 38, top - 14, "mean score", "tick"),
    ...y.ticks.flatMap(({ value, label }) => [
      svgElement("line", { x1: left, y1: y.at(value), x2: right, y2: y.at(value), class: "grid" }),
      svgText(left - 8, y.at(value) + 4, label, "tick", "end")
    ]),
    svgElement("line", { x1: left, y1: bottom, x2: right, y2: bottom, class: "rule" }),
    ...x.ticks.flatMap(({ value }) => [
      svgElement("line", { x1: x.at(value), y1: bottom, x2: x.at(value), y2: bottom + 4, class: "rule" }),
      svgText(x.at(value), bottom + 17, formatCost(value), "tick", "middle")
    ]),
    svgText(
      (left + right) / 2,
      bottom + 34,
      `mean ${unit} a trial${x.from > 0 ? ", log scale" : ""}`,
      "tick",
      "middle"
    ),
    curveLines(curve, x, y, layout),
    ...teamParts(curve.teams, x, y, layout),
    ...legend.parts
  ]
  return svgFigure(width, Math.max(bottom + 44, legend.bottom), describe(curve, unit), parts)
}
