import type { Axis } from "./Axis.js"
import type { ForestRow } from "./forestPanels.js"
import { svgElement } from "./svgElement.js"
import { svgText } from "./svgText.js"

/** Γ and its interval on an axis: arrows where a bound leaves the axis, a dashed grey line where budgets do not match. */
export const forestMark = (
  row: Pick<ForestRow, "drawn" | "tone" | "interval">,
  axis: Axis,
  y: number
): ReadonlyArray<string> => {
  const start = axis.at(axis.from)
  const end = axis.at(axis.to)
  const { drawn, tone } = row
  if (drawn === undefined) {
    return [svgText(start + 6, y + 4, row.interval === "–" ? "no estimate" : "nothing is ruled out", "soft halo")]
  }
  const openLeft = drawn.lower < axis.from
  const openRight = drawn.upper === null || drawn.upper > axis.to
  const left = openLeft ? start : axis.at(drawn.lower)
  const right = openRight ? end : axis.at(drawn.upper ?? axis.to)
  const dash = tone === "none" ? " dash" : ""
  const parts: Array<string> = []
  if (right > left) {
    parts.push(
      svgElement("line", {
        x1: left + (openLeft ? 7 : 0),
        y1: y,
        x2: right - (openRight ? 7 : 0),
        y2: y,
        class: `span ${tone}${dash}`
      })
    )
  }
  const limit = (x: number, open: boolean, way: -1 | 1): string =>
    open
      ? svgElement("path", { d: `M${(x).toFixed(2)} ${y}l${-9 * way} -5v10z`, class: `tip ${tone}` })
      : svgElement("line", { x1: x, y1: y - 4.5, x2: x, y2: y + 4.5, class: `span ${tone}` })
  if (right > left) parts.push(limit(left, openLeft, -1), limit(right, openRight, 1))
  if (drawn.gamma !== null && drawn.gamma >= axis.from && drawn.gamma <= axis.to) {
    const x = axis.at(drawn.gamma)
    parts.push(
      tone === "loss"
        ? svgElement("rect", { x: x - 4.5, y: y - 4.5, width: 9, height: 9, class: `mark ${tone}` })
        : tone === "none"
          ? svgElement("path", { d: `M${x.toFixed(2)} ${y - 5.5}l5.5 5.5l-5.5 5.5l-5.5 -5.5z`, class: `mark ${tone}` })
          : svgElement("circle", { cx: x, cy: y, r: 4.75, class: `mark ${tone}` })
    )
  }
  return parts
}
