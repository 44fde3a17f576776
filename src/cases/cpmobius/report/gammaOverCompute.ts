import { linearAxis } from "../../../report/figures/linearAxis.js"
import { logAxis } from "../../../report/figures/logAxis.js"
import { panelGrid } from "../../../report/figures/panelGrid.js"
import { ratioStretch } from "../../../report/figures/ratioStretch.js"
import { svgElement } from "../../../report/figures/svgElement.js"
import { svgFigure } from "../../../report/figures/svgFigure.js"
import { svgText } from "../../../report/figures/svgText.js"
import { formatInterval } from "../../../report/format/formatInterval.js"
import { formatPoint } from "../../../report/format/formatPoint.js"
import { oneLine } from "../../../report/text/oneLine.js"
import { shortenText } from "../../../report/text/shortenText.js"
import { formatBudget } from "./formatBudget.js"
import type { ContrastReport, TrainingReport } from "./TrainingReport.js"

const panelHeight = 216

const knownPoints = ({ overBudget }: ContrastReport) =>
  overBudget.flatMap(({ budget, gamma, lower, upper }) => (gamma === null ? [] : [{ budget, gamma, lower, upper }]))

/** Whether there is a curve to draw. */
export const hasBudgetCurve = (contrast: ContrastReport): boolean => knownPoints(contrast).length > 1

/** Γ_train(B): the first arm over each other one where both have spent so much; the area is the interval at each budget alone. */
export const gammaOverCompute = (report: TrainingReport, layout: "wide" | "narrow"): string => {
  const contrasts = report.gammaTrain.filter(hasBudgetCurve)
  const grid = panelGrid(contrasts.length, panelHeight, layout)
  const all = contrasts.flatMap(knownPoints)
  const stretch = ratioStretch(
    all.map(({ gamma, lower, upper }) => ({ gamma, lower: lower ?? gamma, upper: upper ?? gamma })),
    1.01
  )
  const parts = contrasts.flatMap((contrast, index) => {
    const place = grid.places[index]
    if (place === undefined) return []
    const points = knownPoints(contrast)
    const [left, right] = [place.x + 42, place.x + place.width - 10]
    const [top, bottom] = [place.y + 40, place.y + place.height - 34]
    const x = linearAxis({ from: 0, to: report.budget, start: left, end: right, gap: 64 })
    const at = (budget: number): number => left + (budget / report.budget) * (right - left)
    const y = logAxis({ ...stretch, start: bottom, end: top, gap: 20, anchor: 1 })
    const clamp = (value: number): number => Math.min(y.to, Math.max(y.from, value))
    const position = (budget: number, value: number): string =>
      `${at(budget).toFixed(1)} ${y.at(clamp(value)).toFixed(1)}`
    const banded = points.filter(({ lower, upper }) => lower !== null && upper !== null)
    const area =
      banded.length < 2
        ? ""
        : `M${[...banded.map(({ budget, upper }) => position(budget, upper ?? 1)), ...[...banded].reverse().map(({ budget, lower }) => position(budget, lower ?? 1))].join("L")}Z`
    return [
      svgText(
        place.x,
        place.y + 14,
        shortenText(`over ${oneLine(contrast.second)}`, Math.floor(place.width / 8)),
        "panel"
      ),
      svgText(place.x, place.y + 29, "Γ of training, overall", "soft"),
      ...y.ticks.flatMap(({ value, label }) => [
        svgElement("line", { x1: left, y1: y.at(value), x2: right, y2: y.at(value), class: "grid" }),
        svgText(left - 6, y.at(value) + 4, label, "tick", "end")
      ]),
      svgElement("path", { d: area, class: "area" }),
      svgElement("line", { x1: left, y1: y.at(1), x2: right, y2: y.at(1), class: "one" }),
      svgElement("path", {
        d: `M${points.map(({ budget, gamma }) => position(budget, gamma)).join("L")}`,
        class: "curve same"
      }),
      ...points.map(({ budget, gamma, lower, upper }) => {
        const tone = lower !== null && lower > 1 ? "gain" : upper !== null && upper < 1 ? "loss" : "open"
        return svgElement("circle", { cx: at(budget), cy: y.at(clamp(gamma)), r: 4, class: `mark ${tone}` })
      }),
      svgElement("line", { x1: left, y1: bottom, x2: right, y2: bottom, class: "rule" }),
      ...x.ticks
        .filter(({ value }) => value <= report.budget)
        .map(({ value }) => svgText(at(value), bottom + 15, formatBudget(value), "tick", "middle")),
      svgText(
        (left + right) / 2,
        bottom + 30,
        report.unit === "flops" ? "training FLOPs" : "rollouts",
        "tick",
        "middle"
      )
    ]
  })
  const description = contrasts.map(
    (contrast) =>
      `over ${oneLine(contrast.second)}: ${knownPoints(contrast)
        .map(
          ({ budget, gamma, lower, upper }) =>
            `${formatBudget(budget)}: ${formatPoint(gamma)} ${formatInterval(lower, upper)}`
        )
        .join("; ")}`
  )
  return svgFigure(
    grid.width,
    Math.max(40, grid.height),
    `Γ of training over compute. ${description.join(". ")}.`,
    parts
  )
}
