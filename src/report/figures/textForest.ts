import type { Report } from "../Report.js"
import { padText } from "../text/padText.js"
import { shortenText } from "../text/shortenText.js"
import { type ForestPanel, type ForestRow, forestPanels } from "./forestPanels.js"
import { logAxis } from "./logAxis.js"

const width = 45
const labelWidth = 34

const lineOf = (row: ForestRow, column: (value: number) => number, panel: ForestPanel): string => {
  const cells = Array.from({ length: width }, () => " ")
  cells[column(1)] = "┊"
  const { drawn } = row
  if (drawn === undefined) return cells.join("")
  const stroke = row.tone === "none" ? "╌" : "─"
  const openLeft = drawn.lower < panel.from
  const openRight = drawn.upper === null || drawn.upper > panel.to
  const from = openLeft ? 0 : column(drawn.lower)
  const to = openRight ? width - 1 : column(drawn.upper ?? panel.to)
  for (let i = from; i <= to; i += 1) cells[i] = i === column(1) ? "┼" : stroke
  cells[from] = openLeft ? "◀" : "├"
  cells[to] = openRight ? "▶" : "┤"
  if (drawn.gamma !== null && drawn.gamma >= panel.from && drawn.gamma <= panel.to) {
    cells[column(drawn.gamma)] =
      row.tone === "none" ? "◇" : row.tone === "open" || row.tone === "small-gain" ? "○" : "●"
  }
  return cells.join("")
}

const panelText = (panel: ForestPanel): ReadonlyArray<string> => {
  const axis = logAxis({ from: panel.from, to: panel.to, start: 0, end: width - 1, gap: 7, anchor: 1 })
  const column = (value: number) => Math.min(width - 1, Math.max(0, Math.round(axis.at(value))))
  const scale = Array.from({ length: width + 4 }, () => " ")
  for (const tick of axis.ticks) {
    const start = Math.min(
      width + 4 - tick.label.length,
      Math.max(0, column(tick.value) - Math.floor(tick.label.length / 2))
    )
    for (const [i, character] of Array.from(tick.label).entries()) scale[start + i] = character
  }
  return [
    panel.title,
    ...panel.rows.map((row) => {
      const label = padText(shortenText(`${row.system} · ${row.place}`, labelWidth), labelWidth)
      const numbers = row.point === "–" ? row.interval : `${row.point} ${row.interval}`
      return `${label}  ${lineOf(row, column, panel)}  ${padText(numbers === "–" ? "" : numbers, 19)}  ${row.label}`.trimEnd()
    }),
    `${" ".repeat(labelWidth + 2)}${scale.join("")}`.trimEnd()
  ]
}

/** The forest plot in plain characters, for places that show no pictures. */
export const textForest = (report: Report): string =>
  forestPanels(report)
    .map((panel) => panelText(panel).join("\n"))
    .join("\n\n")
