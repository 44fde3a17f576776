import type { Estimate } from "../../gain/Estimate.js"
import { formatCost } from "../format/formatCost.js"
import { formatDifference } from "../format/formatDifference.js"
import { formatInterval } from "../format/formatInterval.js"
import { formatLevel } from "../format/formatLevel.js"
import { formatP } from "../format/formatP.js"
import { formatPoint } from "../format/formatPoint.js"
import { formatRatio } from "../format/formatRatio.js"
import { formatScore } from "../format/formatScore.js"
import { formatShare } from "../format/formatShare.js"
import { formatSigned } from "../format/formatSigned.js"
import type { Report } from "../Report.js"
import type { Block, Section, Table, Text } from "../ReportDocument.js"
import { oneLine } from "../text/oneLine.js"
import { describeVerdict } from "../words/describeVerdict.js"
import { gammaText } from "../words/gammaText.js"
import { rowSubject } from "../words/rowSubject.js"
import { verdictLabel } from "../words/verdictLabel.js"
import { rowCell } from "./rowCell.js"
import { phiM, phiS } from "./symbols.js"

const muted = (estimate: Estimate): boolean => verdictLabel[estimate.verdict].tone === "none"

const scores = (report: Report): Table => ({
  kind: "table",
  caption: "Scores and gain",
  columns: [
    { header: ["Row"] },
    { header: [phiM], numeric: true },
    { header: [phiS], numeric: true },
    { header: [phiS, " in-sample"], numeric: true },
    { header: ["Γ"], numeric: true },
    { header: ["interval"], numeric: true },
    { header: ["Γ in-sample"], numeric: true },
    { header: ["Δ"], numeric: true },
    { header: ["interval of Δ"], numeric: true },
    { header: ["status"] }
  ],
  rows: report.estimates.map((row) => {
    const { point, interval } = gammaText(row)
    const { delta } = row
    return {
      muted: muted(row),
      cells: [
        rowCell(row),
        [formatScore(row.phiM, 3)],
        [formatScore(row.phiS, 3)],
        [formatScore(row.phiSInSample, 3)],
        [{ kind: "strong", text: point }],
        [interval],
        [formatPoint(row.gammaInSample)],
        [formatSigned(delta.value)],
        [formatDifference(delta.lower, delta.upper)],
        [row.status]
      ]
    }
  })
})

/** What a row says besides Γ: how much there could be, errors, guessing, the budget that one agent would need. */
const beside = (report: Report): ReadonlyArray<Table> => {
  const rows = report.estimates
  const column = (header: string, of: (row: Estimate) => string) => ({ header, of })
  const columns = [
    ...(rows.some(boundSpeaks)
      ? [column("largest possible Γ", (row) => formatRatio(boundSpeaks(row) ? (row.bound ?? null) : null))]
      : []),
    ...(rows.some((row) => row.errorRatio !== undefined)
      ? [column("errors of one agent ÷ of the team", ({ errorRatio }) => ratioCell(errorRatio?.value, errorRatio))]
      : []),
    ...(rows.some((row) => row.chanceCorrected !== undefined)
      ? [column("Γ above guessing", ({ chanceCorrected }) => ratioCell(chanceCorrected?.gamma, chanceCorrected))]
      : []),
    ...(rows.some((row) => row.equivalentBudget !== undefined)
      ? [column("λ: budget at which one agent scores as much, × the team’s", equivalent)]
      : [])
  ]
  return columns.length === 0
    ? []
    : [
        {
          kind: "table",
          caption: "Beside Γ",
          columns: [
            { header: ["Row"] },
            ...columns.map(({ header }) => ({ header: [header], numeric: true })),
            { header: ["holds for"] }
          ],
          rows: rows.map((row) => ({
            muted: muted(row),
            cells: [
              rowCell(row),
              ...columns.map(({ of }): Text => [of(row)]),
              [row.population === "benchmark" ? "these items" : "items like these"]
            ]
          }))
        }
      ]
}

/** Below 2 the score leaves little room, and what could be shown is worth knowing. */
const boundSpeaks = ({ bound }: Estimate): boolean => bound !== undefined && bound < 2

type Limits = { readonly lower: number | null; readonly upper: number | null } | undefined

const ratioCell = (value: number | null | undefined, limits: Limits): string =>
  limits === undefined || (value === null && limits.lower === null)
    ? "–"
    : `${value === null || value === undefined ? "∞" : formatPoint(value)} ${formatInterval(limits.lower, limits.upper)}`

const equivalent = ({ equivalentBudget: one }: Estimate): string => {
  if (one === undefined) return "–"
  const { lambda, lower, upper, above, atMost } = one
  if (lambda === null) return above === undefined ? "–" : `> ${formatPoint(above)}`
  return `${atMost === true ? "≤ " : ""}${formatPoint(lambda)} ${lower === null ? "" : formatInterval(lower, upper)}`.trim()
}

const decisions = (report: Report): Table => ({
  kind: "table",
  caption: "Decisions",
  columns: [
    { header: ["Row"] },
    { header: ["verdict"] },
    { header: ["rules that hold"], prose: true },
    { header: ["p at Γ = 1"], numeric: true },
    { header: ["p after Holm"], numeric: true },
    { header: ["smallest detectable Γ"], numeric: true },
    { header: ["level"], numeric: true },
    { header: ["interval by"], prose: true }
  ],
  rows: report.estimates.map((row) => {
    const { label, tone } = describeVerdict(row, report.analysis)
    const alpha = Number((1 - report.analysis.level).toFixed(12))
    return {
      muted: muted(row),
      cells: [
        rowCell(row),
        [{ kind: "badge", text: label, tone }],
        [row.verdicts.map((verdict) => verdictLabel[verdict].label).join("; ")],
        [formatP(row.p, alpha)],
        [formatP(row.pHolm, alpha)],
        [formatRatio(row.minimumDetectable)],
        [formatLevel(row.interval.level)],
        [oneLine(row.interval.method)]
      ]
    }
  })
})

const data = (report: Report): Table => ({
  kind: "table",
  caption: "Data behind the rows",
  columns: [
    { header: ["Row"] },
    { header: ["items"], numeric: true },
    { header: ["trials an item"], numeric: true },
    { header: ["items missing"], numeric: true },
    { header: ["Γ, missing as 0 and as 1"], numeric: true },
    { header: ["replies read"], numeric: true },
    { header: ["trials cut off"], numeric: true }
  ],
  rows: report.estimates.map((row) => ({
    muted: muted(row),
    cells: [
      rowCell(row),
      [formatCost(row.items)],
      [String(row.seeds)],
      [String(row.missing)],
      [row.missingBounds === undefined ? "–" : formatInterval(row.missingBounds.lower, row.missingBounds.upper)],
      [formatShare(row.parseRate)],
      [formatShare(row.cutOffRate)]
    ]
  }))
})

/** What is said of rows, each remark once with the rows that it is about. */
const remarks = (report: Report): ReadonlyArray<Block> => {
  const rows = new Map<string, Array<string>>()
  for (const row of report.estimates) {
    // The reason of unmatched budgets stands beside the budgets.
    const told = row.budget.reason !== undefined && row.reason?.includes(row.budget.reason) === true
    const texts = [...(told || row.reason === undefined ? [] : [row.reason]), ...row.notes].map(oneLine)
    const name = `${rowSubject(row)}${row.comparison === "access" ? " (access)" : ""}`
    for (const text of new Set(texts)) rows.set(text, [...(rows.get(text) ?? []), name])
  }
  const items = [...rows].map(([text, names]): Text => {
    const who = names.length > 1 && names.length === report.estimates.length ? "every row" : names.join("; ")
    return [{ kind: "strong", text }, ` (${who})`]
  })
  return items.length === 0
    ? []
    : [
        { kind: "heading", text: ["Remarks"] },
        { kind: "list", items }
      ]
}

/** Every field of every estimate, in three tables. */
export const estimatesSection = (report: Report): Section => ({
  id: "estimates",
  title: "Estimates",
  blocks: [
    {
      kind: "paragraph",
      text: [
        phiM,
        " is the team’s mean score and ",
        phiS,
        " the single agent’s at the team’s mean cost, with its policy chosen on other items than those it is scored on (cross-fitted); the in-sample value, chosen on the same items, is biased up. The truth tends to lie between the two. Γ = ",
        phiM,
        "/",
        phiS,
        " and Δ = ",
        phiM,
        " − ",
        phiS,
        ". The smallest detectable Γ is the smallest gain that this run had an 80% chance to show."
      ]
    },
    scores(report),
    ...beside(report),
    decisions(report),
    data(report),
    ...remarks(report)
  ]
})
