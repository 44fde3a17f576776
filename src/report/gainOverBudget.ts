import type { Axis } from "./figures/Axis.js"
import { linearAxis } from "./figures/linearAxis.js"
import { logAxis } from "./figures/logAxis.js"
import { type PanelPlace, panelGrid } from "./figures/panelGrid.js"
import { ratioStretch } from "./figures/ratioStretch.js"
import { svgElement } from "./figures/svgElement.js"
import { svgFigure } from "./figures/svgFigure.js"
import { svgText } from "./figures/svgText.js"
import { formatCost } from "./format/formatCost.js"
import type { BudgetGain, BudgetPoint } from "./GainViews.js"
import { oneLine } from "./text/oneLine.js"
import { shortenText } from "./text/shortenText.js"
import { dimensionWords } from "./words/dimensionWords.js"
import { gammaText } from "./words/gammaText.js"
import { verdictLabel } from "./words/verdictLabel.js"

const panelHeight = 236

/** The budgets of all curves on one axis. */
const budgetAxis = (curves: ReadonlyArray<BudgetGain>, start: number, end: number): Axis => {
  const budgets = curves.flatMap(({ points }) => points.map(({ budget }) => budget))
  const low = Math.min(...budgets)
  const high = Math.max(...budgets)
  const stretch = { start, end, gap: 40 }
  return low > 0
    ? logAxis({ from: low / 1.25, to: Math.max(high, low * 1.1) * 1.25, ...stretch })
    : linearAxis({ from: 0, to: high, ...stretch })
}

const clamp = (value: number, axis: Axis): number => Math.min(axis.to, Math.max(axis.from, value))

/** The band where both its limits exist; an open end reaches to the edge of the panel. */
const bandPath = (points: ReadonlyArray<BudgetPoint>, x: Axis, y: Axis): string => {
  const known = points.filter(({ band }) => band.lower !== null || band.upper !== null)
  const at = ({ budget }: BudgetPoint, value: number): string =>
    `${x.at(budget).toFixed(2)} ${y.at(clamp(value, y)).toFixed(2)}`
  const upper = known.map((point) => at(point, point.band.upper ?? y.to))
  const lower = [...known].reverse().map((point) => at(point, point.band.lower ?? y.from))
  return known.length < 2 ? "" : `M${[...upper, ...lower].join("L")}Z`
}

const pointParts = (point: BudgetPoint, x: Axis, y: Axis): ReadonlyArray<string> => {
  const { tone } = verdictLabel[point.verdict]
  const at = x.at(point.budget)
  const { gamma, lower, upper } = point
  if (gamma === null && lower === null && upper === null) {
    return [svgText(at, y.at(y.from) - 6, "n/e", "tick halo", "middle")]
  }
  const bottom = y.at(clamp(lower ?? y.from, y))
  const top = y.at(clamp(upper ?? y.to, y))
  const dash = tone === "none" ? " dash" : ""
  const line = svgElement("line", { x1: at, y1: bottom, x2: at, y2: top, class: `span ${tone}${dash}` })
  if (gamma === null) return [line]
  const middle = y.at(clamp(gamma, y))
  return [
    line,
    tone === "loss"
      ? svgElement("rect", { x: at - 4.5, y: middle - 4.5, width: 9, height: 9, class: `mark ${tone}` })
      : tone === "none"
        ? svgElement("path", {
            d: `M${at.toFixed(2)} ${(middle - 5.5).toFixed(2)}l5.5 5.5l-5.5 5.5l-5.5 -5.5z`,
            class: `mark ${tone}`
          })
        : svgElement("circle", { cx: at, cy: middle, r: 4.75, class: `mark ${tone}` })
  ]
}

const panel = (
  curve: BudgetGain,
  place: PanelPlace,
  of: {
    readonly curves: ReadonlyArray<BudgetGain>
    readonly from: number
    readonly to: number
    readonly relevance: number
  }
): ReadonlyArray<string> => {
  const [left, right] = [place.x + 40, place.x + place.width - 8]
  const [top, bottom] = [place.y + 44, place.y + place.height - 36]
  const x = budgetAxis(of.curves, left, right)
  const y = logAxis({ from: of.from, to: of.to, start: bottom, end: top, gap: 18, anchor: 1 })
  const drawn = curve.points.flatMap(({ budget, gamma }) => (gamma === null || gamma <= 0 ? [] : [{ budget, gamma }]))
  const line = drawn.map(({ budget, gamma }) => `${x.at(budget).toFixed(2)} ${y.at(clamp(gamma, y)).toFixed(2)}`)
  const letters = Math.floor(place.width / 8)
  const [bandTop, bandBottom] = [y.at(clamp(of.relevance, y)), y.at(clamp(1 / of.relevance, y))]
  return [
    svgText(place.x, place.y + 14, shortenText(curve.system, letters), "panel"),
    svgText(
      place.x,
      place.y + 30,
      shortenText(`${oneLine(curve.task)}${curve.comparison === "access" ? " (access)" : ""}`, letters),
      "soft"
    ),
    svgElement("rect", { x: left, y: bandTop, width: right - left, height: bandBottom - bandTop, class: "band" }),
    ...y.ticks.flatMap(({ value, label }) => [
      svgElement("line", { x1: left, y1: y.at(value), x2: right, y2: y.at(value), class: "grid" }),
      svgText(left - 6, y.at(value) + 4, label, "tick", "end")
    ]),
    svgElement("line", { x1: left, y1: y.at(1), x2: right, y2: y.at(1), class: "one" }),
    svgElement("path", { d: bandPath(curve.points, x, y), class: "area" }),
    svgElement("path", { d: line.length < 2 ? "" : `M${line.join("L")}`, class: "curve same" }),
    ...curve.points.flatMap((point) => pointParts(point, x, y)),
    svgElement("line", { x1: left, y1: bottom, x2: right, y2: bottom, class: "rule" }),
    ...x.ticks.map(({ value }) => svgText(x.at(value), bottom + 15, formatCost(value), "tick", "middle")),
    svgText((left + right) / 2, bottom + 31, `mean ${dimensionWords(curve.dimension)} a trial`, "tick", "middle")
  ]
}

const describe = (curves: ReadonlyArray<BudgetGain>): string =>
  `Γ over the budget. ${curves
    .map(({ system, task, points, level }) => {
      const told = points.map((point) => {
        const limits = { lower: point.lower, upper: point.upper, level, method: "" }
        const { point: value, interval } = gammaText({ ...point, interval: limits })
        return `${formatCost(point.budget)}: ${value} ${interval}`
      })
      return `${oneLine(system)} on ${oneLine(task)}: ${told.join("; ")}`
    })
    .join(". ")}.`

/**
 * Γ(B): every team's gain at the budgets of its rounds, one panel a team, all on the same axes.
 *
 * Bars are intervals of one budget alone, the shaded area holds for all budgets of a panel at once. Marks have the colours of
 * the verdicts; `n/e` stands where Γ is not estimable.
 *
 * Shape: only curves with points are drawn.
 * Unit: ratio against mean cost a trial, both logarithmic. `layout` is `wide` (920 user units) or `narrow` (360, for phones);
 * default `wide`.
 *
 * @category report
 */
export const gainOverBudget = (
  curves: ReadonlyArray<BudgetGain>,
  options: { readonly layout?: "wide" | "narrow"; readonly relevance?: number } = {}
): string => {
  const { layout = "wide", relevance = 1.05 } = options
  const shown = curves.filter(({ points }) => points.length > 0)
  const drawn = shown.flatMap(({ points }) =>
    points.flatMap(({ gamma, lower, upper }) =>
      gamma === null && lower === null ? [] : [{ gamma, lower: lower ?? 0, upper }]
    )
  )
  const grid = panelGrid(shown.length, panelHeight, layout)
  const stretch = ratioStretch(drawn, relevance)
  const parts = shown.flatMap((curve, i) => {
    const place = grid.places[i]
    return place === undefined ? [] : panel(curve, place, { curves: shown, ...stretch, relevance })
  })
  return svgFigure(grid.width, Math.max(40, grid.height), describe(shown), parts)
}
