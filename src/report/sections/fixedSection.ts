import { formatCost } from "../format/formatCost.js"
import { formatLevel } from "../format/formatLevel.js"
import { formatRatio } from "../format/formatRatio.js"
import type { Report } from "../Report.js"
import type { Section } from "../ReportDocument.js"
import { oneLine } from "../text/oneLine.js"
import { dimensionWords } from "../words/dimensionWords.js"

/** What was decided before the run and cannot have followed from its results. */
export const fixedSection = (report: Report): Section => {
  const { analysis, budget } = report
  const caps = Object.entries(budget.caps).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return {
    id: "fixed",
    title: "Fixed before the run",
    blocks: [
      {
        kind: "facts",
        facts: [
          { name: ["design hash"], value: [{ kind: "code", text: report.designHash }] },
          { name: ["seed"], value: [String(report.seed)] },
          { name: ["matched dimension"], value: [dimensionWords(budget.dimension)] },
          {
            name: ["hard caps a trial"],
            value: [
              caps.length === 0
                ? "none"
                : caps.map(([name, cap]) => `${formatCost(cap)} ${dimensionWords(name)}`).join(", ")
            ]
          },
          { name: ["confidence level"], value: [formatLevel(analysis.level)] },
          { name: ["relevance δ"], value: [`${formatRatio(analysis.relevance)}: the smallest gain that matters`] },
          { name: ["margin ν"], value: [`${formatRatio(analysis.margin)}: what non-inferior must keep`] },
          { name: ["folds"], value: [`${analysis.folds}: for the cross-fitted choice of the single agent’s policy`] },
          { name: ["coverage"], value: [`${analysis.coverage} × the dearest team’s mean cost`] },
          { name: ["report version"], value: [String(report.version)] }
        ]
      },
      {
        kind: "table",
        caption: "Models",
        columns: [{ header: ["Alias"] }, { header: ["model"] }, { header: ["dialect"] }, { header: ["digest"] }],
        rows: report.models.map((model) => ({
          cells: [
            [oneLine(model.alias)],
            [oneLine(model.id)],
            [oneLine(model.dialect)],
            [{ kind: "code", text: model.digest }]
          ]
        }))
      }
    ]
  }
}
