import type { Estimate } from "../../gain/Estimate.js"
import { formatCost } from "../format/formatCost.js"
import { formatScore } from "../format/formatScore.js"
import { formatShare } from "../format/formatShare.js"
import { formatSigned } from "../format/formatSigned.js"
import type { Report } from "../Report.js"
import type { Block, Section, Table } from "../ReportDocument.js"
import { oneLine } from "../text/oneLine.js"
import { dimensionWords } from "../words/dimensionWords.js"
import { rowSubject } from "../words/rowSubject.js"
import { verdictLabel } from "../words/verdictLabel.js"
import { rowCell } from "./rowCell.js"

const allMatched = (report: Report): boolean => report.estimates.every((row) => row.budget.matched)

const overview = (report: Report): Table => ({
  kind: "table",
  caption: "Budgets: mean cost a trial",
  columns: [
    { header: ["Row"] },
    { header: ["unit"] },
    { header: ["cap"], numeric: true },
    { header: ["team"], numeric: true },
    { header: ["one agent, read at"], numeric: true },
    { header: ["matched"] },
    { header: ["slope beyond"], numeric: true },
    { header: ["policy chosen"], prose: true },
    ...(allMatched(report) ? [] : [{ header: ["why not matched"], prose: true }])
  ],
  rows: report.estimates.map((row) => ({
    muted: verdictLabel[row.verdict].tone === "none",
    cells: [
      rowCell(row),
      [dimensionWords(row.budget.dimension)],
      [formatCost(row.budget.cap)],
      [formatCost(row.budget.team)],
      [formatCost(row.budget.single)],
      row.budget.matched ? ["yes"] : [{ kind: "strong", text: "no" }],
      [formatSigned(row.baseline.slope)],
      [row.baseline.selected === null ? "–" : oneLine(row.baseline.selected)],
      ...(allMatched(report)
        ? []
        : [[row.budget.matched ? "" : oneLine(row.budget.reason ?? "no reason was recorded")]])
    ]
  }))
})

const strategies = (row: Estimate): Block => {
  const unit = dimensionWords(row.budget.dimension)
  const read = row.budget.team === null ? "" : `, read at ${formatCost(row.budget.team)} ${unit}`
  const table: Table = {
    kind: "table",
    caption: `Single-agent strategies against ${rowSubject(row)}${row.comparison === "access" ? " (access)" : ""}`,
    columns: [
      { header: ["Strategy"] },
      { header: ["cheapest"], numeric: true },
      { header: ["dearest"], numeric: true },
      { header: ["score at the team’s cost"], numeric: true },
      { header: ["samples an item"], numeric: true },
      { header: ["replies read"], numeric: true }
    ],
    rows: row.baseline.strategies.map((strategy) => ({
      cells: [
        [oneLine(strategy.name)],
        [formatCost(strategy.from)],
        [formatCost(strategy.to)],
        [formatScore(strategy.score, 3)],
        [String(strategy.samples)],
        [formatShare(strategy.parseRate)]
      ]
    }))
  }
  return {
    kind: "fold",
    title: [
      `${rowSubject(row)}${row.comparison === "access" ? " (access)" : ""}: ${row.baseline.strategies.length} strategies${read}`
    ],
    blocks: row.baseline.strategies.length === 0 ? [{ kind: "paragraph", text: ["No strategy was run."] }] : [table]
  }
}

/** What each side spent, and whether the single agent had enough tries. */
export const budgetsSection = (report: Report): Section => ({
  id: "budgets",
  title: "Budgets and saturation",
  blocks: [
    {
      kind: "paragraph",
      text: [
        `A team is never padded: Γ is read at its own mean cost. The single agent was sampled until its curve covers ${report.analysis.coverage} × that cost. The slope is what the best single agent would still gain from there on, in score points: near 0 it is saturated, a steep slope says that it was not. One agent that needs less than the team is saturated, not mismatched.`
      ]
    },
    overview(report),
    ...(report.estimates.length === 0 ? [] : [{ kind: "heading", text: ["What the single agent tried"] } as const]),
    ...report.estimates.map(strategies)
  ]
})
