import { formatCost } from "../format/formatCost.js"
import { formatScore } from "../format/formatScore.js"
import { formatShare } from "../format/formatShare.js"
import type { Report } from "../Report.js"
import type { Section, Text } from "../ReportDocument.js"
import { oneLine } from "../text/oneLine.js"
import { dimensionWords } from "../words/dimensionWords.js"

const roles = { team: "team", single: "single", access: "access" } as const

const listed = (names: ReadonlyArray<string>): Text => [names.length === 0 ? "none" : names.map(oneLine).join(", ")]

/** Who had what: models, information, memory and tools of every arm. */
export const paritySection = (report: Report): Section => ({
  id: "parity",
  title: "Who had what",
  blocks: [
    {
      kind: "paragraph",
      text: [
        "The single agent holds the union of what the team’s agents hold. A system counts as one agent when all its calls share one set of model, memory, tools and information."
      ]
    },
    {
      kind: "table",
      caption: "Parity of the arms",
      columns: [
        { header: ["Arm"] },
        { header: ["role"] },
        { header: ["agents"], numeric: true },
        { header: ["counts as one agent"] },
        { header: ["models"] },
        { header: ["information"] },
        { header: ["memory"] },
        { header: ["tools"] },
        { header: ["trials"], numeric: true },
        { header: [`mean ${dimensionWords(report.budget.dimension)}`], numeric: true },
        { header: ["mean calls"], numeric: true },
        { header: ["mean score"], numeric: true },
        { header: ["replies read"], numeric: true },
        { header: ["cut off"], numeric: true }
      ],
      rows: report.parity.map((row) => ({
        cells: [
          [{ kind: "strong", text: oneLine(row.system) }, ` on ${oneLine(row.task)}`],
          [roles[row.role]],
          [String(row.agents)],
          [row.singleAgent ? "yes" : "no"],
          listed(row.models),
          listed(row.information),
          listed(row.memory),
          listed(row.tools),
          [formatCost(row.trials)],
          [formatCost(row.meanCost)],
          [formatCost(row.meanCalls)],
          [formatScore(row.meanScore, 3)],
          [formatShare(row.parseRate)],
          [formatShare(row.cutOffRate)]
        ]
      }))
    }
  ]
})
