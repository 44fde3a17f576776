import type { Estimate } from "../gain/Estimate.js"
import { formatP } from "./format/formatP.js"
import { formatScore } from "./format/formatScore.js"
import type { Report } from "./Report.js"
import type { Text } from "./ReportDocument.js"
import { factorsLead } from "./sections/leadOf.js"
import { noticesOf } from "./sections/noticesOf.js"
import { displayWidth } from "./text/displayWidth.js"
import { keepTogether } from "./text/keepTogether.js"
import { oneLine } from "./text/oneLine.js"
import { padText } from "./text/padText.js"
import { wrapText } from "./text/wrapText.js"
import { verdictSentence } from "./verdictSentence.js"
import { describeVerdict } from "./words/describeVerdict.js"
import { gammaText } from "./words/gammaText.js"
import { rowPlace } from "./words/rowPlace.js"

const width = 110

/** Header, most columns it may take, and whether it holds numbers; the first takes what the others leave. */
const columns = [
  { header: "system", most: width, numeric: false },
  { header: "family", most: 14, numeric: false },
  { header: "comparison", most: 10, numeric: false },
  { header: "Φ_M", most: 6, numeric: true },
  { header: "Φ_S", most: 6, numeric: true },
  { header: "Γ [interval]", most: 19, numeric: true },
  { header: "verdict", most: 13, numeric: false },
  { header: "matched", most: 7, numeric: false },
  { header: "p Holm", most: 7, numeric: true }
] as const

const cellsOf = (row: Estimate, report: Report): ReadonlyArray<string> => {
  const { point, interval } = gammaText(row)
  return [
    oneLine(row.system),
    rowPlace(row),
    row.comparison,
    formatScore(row.phiM),
    formatScore(row.phiS),
    interval === "–" ? point : point === "–" ? interval : `${point} ${interval}`,
    describeVerdict(row, report.analysis).label,
    row.budget.matched ? "yes" : "no",
    formatP(row.pHolm, Number((1 - report.analysis.level).toFixed(12)))
  ]
}

/** Columns as wide as their cells, the first one as wide as the page allows. */
const widthsOf = (rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<number> => {
  const natural = columns.map((column, i) =>
    Math.min(column.most, Math.max(...rows.map((cells) => displayWidth(cells[i] ?? ""))))
  )
  const others = natural.slice(1).reduce((sum, size) => sum + size, 2 * (columns.length - 1))
  return natural.map((size, i) => (i === 0 ? Math.min(size, width - others) : size))
}

/** One row of cells as lines; a long cell goes on below itself. */
const lines = (cells: ReadonlyArray<string>, widths: ReadonlyArray<number>): ReadonlyArray<string> => {
  const wrapped = cells.map((cell, i) => wrapText(cell, widths[i] ?? width))
  const height = Math.max(...wrapped.map((cell) => cell.length))
  return Array.from({ length: height }, (_, line) =>
    wrapped
      .map((cell, i) => padText(cell[line] ?? "", widths[i] ?? 0, columns[i]?.numeric === true ? "start" : "end"))
      .join("  ")
      .trimEnd()
  )
}

/** A text without its marks. */
const plainText = (text: Text): string =>
  text
    .map((part) =>
      typeof part === "string" ? part : part.kind === "symbol" ? `${part.base}_${part.index}` : part.text
    )
    .join("")

const hanging = (text: string, first: string, rest: string): ReadonlyArray<string> =>
  wrapText(keepTogether(text), width - displayWidth(rest)).map(
    (line, i) => `${i === 0 ? first : rest}${line.replaceAll("\u00a0", " ")}`
  )

/**
 * The report as plain text for a terminal: the models' notices, what drives the gain, one line a row, and every verdict in words.
 *
 * Fits in 110 columns; long names go on in the next line and are never cut. No colour and no control characters: those in
 * names are made visible.
 *
 * @category report
 */
export const summaryTable = (report: Report): string => {
  const parity = report.estimates.filter((row) => row.comparison === "parity")
  const access = report.estimates.filter((row) => row.comparison === "access")
  const groups = [parity, access].map((group) => group.map((row) => cellsOf(row, report)))
  const headers = columns.map((column) => column.header)
  const widths = widthsOf([headers, ...groups.flat()])
  const rule = widths.map((size) => "─".repeat(size)).join("  ")
  const notices = noticesOf(report).flatMap(({ title, text }) => [...hanging(`${title}: ${text}`, "! ", "! "), ""])
  const body = groups
    .filter((group) => group.length > 0)
    .flatMap((group) => [rule, ...group.flatMap((cells) => lines(cells, widths))])
  const words = [...parity, ...access].flatMap((row) => hanging(verdictSentence(row, report.analysis), "• ", "  "))
  const table =
    report.estimates.length === 0
      ? ["This study has no row to judge."]
      : [...lines(headers, widths), ...body, rule, "", ...words]
  const factors = factorsLead(report).flatMap((text) => hanging(plainText(text), "", "  "))
  return `${[...notices, ...factors, ...(factors.length === 0 ? [] : [""]), ...table].join("\n")}\n`
}
