import { forestMark } from "./figures/forestMark.js"
import { type ForestPanel, type ForestRow, forestPanels } from "./figures/forestPanels.js"
import { logAxis } from "./figures/logAxis.js"
import { svgElement } from "./figures/svgElement.js"
import { svgFigure } from "./figures/svgFigure.js"
import { svgText } from "./figures/svgText.js"
import type { Report } from "./Report.js"
import { shortenText } from "./text/shortenText.js"

interface Layout {
  readonly width: number
  readonly start: number
  readonly end: number
  readonly rowHeight: number
  /** Distance from the top of a row to its line. */
  readonly line: number
  readonly gap: number
}

const layouts: Readonly<Record<"wide" | "narrow", Layout>> = {
  wide: { width: 920, start: 264, end: 694, rowHeight: 42, line: 21, gap: 44 },
  narrow: { width: 360, start: 8, end: 352, rowHeight: 68, line: 50, gap: 40 }
}

const rowText = (row: ForestRow, layout: Layout, top: number): ReadonlyArray<string> => {
  const none = row.point === "–" && row.interval === "–"
  if (layout === layouts.wide) {
    const numbers = [
      ...(row.point === "–" ? [] : [svgText(714, top + 18, row.point, "strong")]),
      svgText(row.point === "–" ? 714 : 762, top + 18, row.interval, "")
    ]
    return [
      svgText(8, top + 18, shortenText(row.system, 27), "strong"),
      svgText(8, top + 33, shortenText(row.place, 36), "soft"),
      ...(none ? [] : numbers),
      svgText(714, top + (none ? 25 : 33), row.label, `soft ${row.tone}`)
    ]
  }
  return [
    svgText(8, top + 17, shortenText(row.system, 26), "strong"),
    svgText(8, top + 33, shortenText(row.place, 30), "soft"),
    ...(none
      ? []
      : [svgText(352, top + 17, row.point === "–" ? row.interval : `${row.point} ${row.interval}`, "", "end")]),
    svgText(352, top + 33, row.label, `soft ${row.tone}`, "end")
  ]
}

const panelParts = (
  panel: ForestPanel,
  relevance: number,
  layout: Layout,
  top: number
): { readonly parts: ReadonlyArray<string>; readonly height: number } => {
  const { start, end, rowHeight, line, gap } = layout
  const axis = logAxis({ from: panel.from, to: panel.to, start, end, gap, anchor: 1 })
  const narrow = layout === layouts.narrow
  const head = top + (narrow ? 64 : 52)
  const foot = head + panel.rows.length * rowHeight
  const one = axis.at(1)
  const low = Math.max(start, axis.at(1 / relevance))
  const high = Math.min(end, axis.at(relevance))
  // On a phone the numbers stand above the line of a row, which keeps the grid to itself.
  const stretches: ReadonlyArray<readonly [number, number]> = narrow
    ? panel.rows.map((_, i) => [head + i * rowHeight + 38, head + (i + 1) * rowHeight] as const)
    : [[head, foot]]
  const title = narrow ? panel.title.split(": ") : [panel.title]
  const parts: Array<string> = [
    ...title.map((text, i) => svgText(8, top + 16 + 15 * i, text, i === 0 ? "panel" : "soft")),
    ...(one - start < 110 ? [] : [svgText(one - 10, head - 6, "one agent better", "tick", "end")]),
    ...(end - one < 90 ? [] : [svgText(one + 10, head - 6, "team better", "tick")]),
    ...stretches.flatMap(([y1, y2]) => [
      svgElement("rect", { x: low, y: y1, width: high - low, height: y2 - y1, class: "band" }),
      ...axis.ticks.map(({ value }) =>
        svgElement("line", { x1: axis.at(value), y1, x2: axis.at(value), y2, class: "grid" })
      ),
      svgElement("line", { x1: one, y1, x2: one, y2, class: "one" })
    ]),
    ...panel.rows.flatMap((row, i) => {
      const y = head + i * rowHeight
      return [
        svgElement("line", { x1: 0, y1: y, x2: layout.width, y2: y, class: "rule" }),
        ...rowText(row, layout, y),
        ...forestMark(row, axis, y + line)
      ]
    }),
    svgElement("line", { x1: 0, y1: foot, x2: layout.width, y2: foot, class: "rule" }),
    ...axis.ticks.map((tick) => svgText(axis.at(tick.value), foot + 15, tick.label, "tick", "middle")),
    svgText((start + end) / 2, foot + 32, "Γ = team ÷ one agent, log scale", "tick", "middle")
  ]
  return { parts, height: foot + 40 - top }
}

const describe = (panels: ReadonlyArray<ForestPanel>): string =>
  panels.length === 0
    ? "Forest plot without rows."
    : panels
        .map((panel) => {
          const rows = panel.rows.map(
            (row) => `${row.system} on ${row.place} ${row.point} ${row.interval}, ${row.label}`
          )
          return `Forest plot of Γ. ${panel.title}. ${rows.join("; ")}.`
        })
        .join(" ")

/**
 * A forest plot of every row: Γ with its interval on a logarithmic axis, as an SVG file.
 *
 * The line stands at 1, the shaded band is [1/δ, δ]. An arrow marks a bound that leaves the axis or does not exist; rows
 * without matched budgets are grey and dashed, rows without an estimate say so. Rows at information parity and rows of access
 * gain are two panels, each with an axis of its own.
 *
 * Unit: ratio. `layout` is `wide` (920 user units) or `narrow` (360, for phones); default `wide`.
 *
 * @category report
 */
export const forestPlot = (report: Report, options: { readonly layout?: "wide" | "narrow" } = {}): string => {
  const layout = layouts[options.layout ?? "wide"]
  const panels = forestPanels(report)
  const parts: Array<string> = []
  let top = 0
  for (const panel of panels) {
    const drawn = panelParts(panel, report.analysis.relevance, layout, top)
    parts.push(...drawn.parts)
    top += drawn.height + 14
  }
  if (panels.length === 0) parts.push(svgText(8, 24, "No rows.", "soft"))
  return svgFigure(layout.width, Math.max(40, top - 14), describe(panels), parts)
}
