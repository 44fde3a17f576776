import type { Term } from "../../gain/Estimate.js"
import { formatInterval } from "../format/formatInterval.js"
import { formatPoint } from "../format/formatPoint.js"
import type { Report } from "../Report.js"
import type { Section } from "../ReportDocument.js"
import { oneLine } from "../text/oneLine.js"
import { rowCell } from "./rowCell.js"

const names: Readonly<Record<Term["name"], { readonly term: string; readonly ratio: string }>> = {
  "resource-accumulation": { term: "resource accumulation", ratio: "one agent at the full budget ÷ one ordinary run" },
  "independent-ensemble": {
    term: "independent ensemble",
    ratio: "same agents without messages ÷ one agent at the full budget"
  },
  interaction: { term: "interaction", ratio: "team ÷ same agents without messages" },
  "team-over-single": { term: "team over single agent (Γ)", ratio: "team ÷ one agent at the full budget" }
}

/** Where a score comes from: budget, several agents, or their talking to each other. */
export const decompositionSection = (report: Report): Section => {
  const rows = report.estimates.flatMap((row) =>
    row.decomposition.map((term) => ({
      muted: term.ratio === null,
      cells: [
        rowCell(row),
        [names[term.name].term],
        [names[term.name].ratio],
        [formatPoint(term.ratio)],
        [formatInterval(term.lower, term.upper)],
        [term.reason === undefined ? "" : oneLine(term.reason)]
      ]
    }))
  )
  return {
    id: "decomposition",
    title: "Where the score comes from",
    blocks: [
      {
        kind: "paragraph",
        text: [
          "Spending more as one agent is no collaboration. The first ratio is what the budget alone buys; the others together are Γ: several agents that never talk, and then their talking. A team of equal agents that never talk is one agent that votes, so that this ratio is at most 1; interaction counts as a gain only where Γ itself is above 1."
        ]
      },
      rows.length === 0
        ? { kind: "paragraph", text: ["No row of this study has a decomposition."] }
        : {
            kind: "table",
            caption: "Decomposition into ratios",
            columns: [
              { header: ["Row"] },
              { header: ["term"] },
              { header: ["is the ratio"], prose: true },
              { header: ["ratio"], numeric: true },
              { header: ["interval"], numeric: true },
              { header: ["remark"], prose: true }
            ],
            rows
          }
    ]
  }
}
