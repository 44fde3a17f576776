import { formatCost } from "../format/formatCost.js"
import { formatInterval } from "../format/formatInterval.js"
import { formatLevel } from "../format/formatLevel.js"
import { formatPoint } from "../format/formatPoint.js"
import { formatScore } from "../format/formatScore.js"
import type { BudgetGain, BudgetPoint } from "../GainViews.js"
import { gainOverBudget } from "../gainOverBudget.js"
import type { Report } from "../Report.js"
import type { Section, Table } from "../ReportDocument.js"
import { oneLine } from "../text/oneLine.js"
import { dimensionWords } from "../words/dimensionWords.js"
import { gammaText } from "../words/gammaText.js"
import { verdictLabel } from "../words/verdictLabel.js"
import { phiM, phiS } from "./symbols.js"

const equivalent = ({ equivalent: one }: BudgetPoint): string => {
  if (one === null) return "–"
  if (one.lambda === null) return one.above === undefined ? "never" : `> ${formatPoint(one.above)}`
  return `${one.atMost === true ? "≤ " : ""}${formatPoint(one.lambda)}`
}

const table = (curves: ReadonlyArray<BudgetGain>): Table => ({
  kind: "table",
  caption: "Γ after each round",
  columns: [
    { header: ["Team"] },
    { header: ["rounds"], numeric: true },
    { header: ["budget a trial"], numeric: true },
    { header: [phiM], numeric: true },
    { header: [phiS], numeric: true },
    { header: ["Γ"], numeric: true },
    { header: ["interval"], numeric: true },
    { header: ["band over all budgets"], numeric: true },
    { header: ["λ"], numeric: true },
    { header: ["verdict"] },
    { header: ["remark"], prose: true }
  ],
  rows: curves.flatMap((curve) =>
    curve.points.map((point) => {
      const { label, tone } = verdictLabel[point.verdict]
      const { point: gamma, interval } = gammaText({
        ...point,
        interval: { lower: point.lower, upper: point.upper, level: curve.level, method: "" }
      })
      const dear = point.tooDear.map(oneLine)
      const remark = [
        ...(point.reason === undefined ? [] : [oneLine(point.reason)]),
        ...(dear.length === 0 ? [] : [`one run costs more, so on a share of the items only: ${dear.join(", ")}`])
      ]
      return {
        muted: tone === "none",
        cells: [
          [
            { kind: "strong", text: oneLine(curve.system) },
            ` on ${oneLine(curve.task)}${curve.comparison === "access" ? " (access)" : ""}`
          ],
          [point.rounds === null ? "–" : String(point.rounds)],
          [`${formatCost(point.budget)} ${dimensionWords(curve.dimension)}`],
          [formatScore(point.phiM, 3)],
          [formatScore(point.phiS, 3)],
          [{ kind: "strong", text: gamma }],
          [interval],
          [formatInterval(point.band.lower, point.band.upper)],
          [equivalent(point)],
          [{ kind: "badge", text: label, tone }],
          [remark.join("; ")]
        ]
      }
    })
  )
})

/** Γ at the budgets of the rounds; only for teams with several. */
export const gainOverBudgetSection = (report: Report): ReadonlyArray<Section> => {
  const curves = report.gainCurves.filter(({ points }) => points.length > 1)
  if (curves.length === 0) return []
  const { relevance, level } = report.analysis
  const ahead = curves
    .filter(({ dominance }) => dominance)
    .map(({ system, task }) => `${oneLine(system)} on ${oneLine(task)}`)
  return [
    {
      id: "budget-gain",
      title: "Γ at other budgets",
      blocks: [
        {
          kind: "paragraph",
          text: [
            `Each team stopped after each of its rounds, against the best single agent at the same mean cost. ${ahead.length === 0 ? "No team is shown ahead at every budget." : `Shown ahead at every budget at once: ${ahead.join(", ")}.`} λ is the multiple of the budget at which one agent scores as much.`
          ]
        },
        {
          kind: "figure",
          wide: gainOverBudget(curves, { relevance }),
          narrow: gainOverBudget(curves, { relevance, layout: "narrow" }),
          caption: [
            `Bars: ${formatLevel(level)} interval at one budget; shaded: at all budgets of a panel at once. What the team would answer after a round is known from the ledger, not run anew.`
          ],
          plain: table(curves)
        }
      ]
    }
  ]
}
