import { formatScore } from "../format/formatScore.js"
import type { Report } from "../Report.js"
import { shortenMiddle } from "../text/shortenMiddle.js"
import { wrapText } from "../text/wrapText.js"
import type { Axis } from "./Axis.js"
import type { CurveLayout } from "./CurveLayout.js"
import { strategyPaint } from "./strategyPaint.js"
import { svgElement } from "./svgElement.js"
import { svgText } from "./svgText.js"
import { teamMark } from "./teamMark.js"

type Curve = Report["curves"][number]

/** From one entry to the next, and from one line of an entry to the next. Unit: user units. */
const step = 20
const lineStep = 13
/** Characters that fit on a line; an entry has two lines at most. */
const columns = 38

/** What each line is; strategies that lie below the plot say so. Long names go on in a second line. */
export const curveLegend = (
  curve: Curve,
  y: Axis,
  layout: CurveLayout
): { readonly parts: ReadonlyArray<string>; readonly bottom: number } => {
  const { x } = layout.legend
  const below = (points: Curve["envelope"]): string => {
    if (points.length === 0) return " (no point)"
    const best = Math.max(...points.map((point) => point.score))
    return best < y.from ? ` (below the plot, ${formatScore(best)})` : ""
  }
  const entries: ReadonlyArray<{ readonly name: string; readonly sample: (y: number) => string }> = [
    {
      name: "best single agent (envelope)",
      sample: (at) => svgElement("path", { d: `M${x + 3} ${at}h20`, class: "envelope" })
    },
    ...curve.strategies.map(({ name, points }, i) => ({
      name: `${shortenMiddle(name, 70)}${below(points)}`,
      sample: (at: number) =>
        svgElement("path", { d: `M${x} ${at}h26`, class: strategyPaint(i).line }) +
        svgElement("circle", { cx: x + 13, cy: at, r: 2.8, class: strategyPaint(i).dot })
    })),
    { name: "team", sample: (at) => teamMark(x + 13, at) }
  ]
  const parts: Array<string> = []
  let at = layout.legend.y
  for (const { name, sample } of entries) {
    const lines = wrapText(name, columns)
    parts.push(sample(at), ...lines.map((line, i) => svgText(x + 36, at + 4 + lineStep * i, line, "tick")))
    at += step + lineStep * (lines.length - 1)
  }
  return { parts, bottom: at }
}
