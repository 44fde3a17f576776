import type { Report } from "../Report.js"
import type { Axis } from "./Axis.js"
import type { CurveLayout } from "./CurveLayout.js"
import { strategyPaint } from "./strategyPaint.js"
import { svgElement } from "./svgElement.js"

type Curve = Report["curves"][number]
type Point = Curve["envelope"][number]

const round = (value: number): string => String(Number(value.toFixed(2)))

/** Most points that are marked one by one; a longer curve is a line with its two ends marked. */
const mostDots = 8

/** The envelope and the strategies, cut at the edge of the plot. Between two points: the mixture of both policies. */
export const curveLines = (curve: Curve, x: Axis, y: Axis, layout: CurveLayout): string => {
  const { left, top, right, bottom } = layout
  const sorted = (points: ReadonlyArray<Point>) => [...points].sort((a, b) => a.cost - b.cost)
  const path = (points: ReadonlyArray<Point>): string =>
    points
      .map(({ cost, score }, i) => `${i === 0 ? "M" : "L"}${round(x.at(cost) - left)} ${round(y.at(score) - top + 6)}`)
      .join("")
  const dots = (points: ReadonlyArray<Point>, style: string): ReadonlyArray<string> =>
    points
      .filter((_, i) => points.length <= mostDots || i === 0 || i === points.length - 1)
      .map(({ cost, score }) =>
        svgElement("circle", { cx: x.at(cost) - left, cy: y.at(score) - top + 6, r: 2.8, class: style })
      )
  return svgElement(
    "svg",
    { x: left, y: top - 6, width: right - left, height: bottom - top + 6 },
    svgElement("path", { d: path(sorted(curve.envelope)), class: "envelope" }),
    ...curve.strategies.flatMap(({ points }, i) => [
      svgElement("path", { d: path(sorted(points)), class: strategyPaint(i).line }),
      ...dots(sorted(points), strategyPaint(i).dot)
    ])
  )
}
