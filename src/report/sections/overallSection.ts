import { formatInterval } from "../format/formatInterval.js"
import { formatP } from "../format/formatP.js"
import { formatPoint } from "../format/formatPoint.js"
import { formatShare } from "../format/formatShare.js"
import type { Report } from "../Report.js"
import type { Block, Section } from "../ReportDocument.js"
import { oneLine } from "../text/oneLine.js"
import { countWords } from "../words/countWords.js"

const overall = (report: Report): ReadonlyArray<Block> =>
  report.overall.length === 0
    ? []
    : [
        {
          kind: "table",
          caption: "Γ over all tasks of a system, every task counting the same",
          columns: [
            { header: ["System"] },
            { header: ["tasks"], numeric: true },
            { header: ["overall Γ"], numeric: true },
            { header: ["interval"], numeric: true },
            { header: ["p that Γ is the same"], numeric: true },
            { header: ["variation beyond chance"], numeric: true },
            { header: ["a further task like these"], numeric: true },
            { header: ["remark"], prose: true }
          ],
          rows: report.overall.map((row) => ({
            muted: row.gamma === null,
            cells: [
              [{ kind: "strong", text: oneLine(row.system) }, row.comparison === "access" ? " (access)" : ""],
              [String(row.tasks.length)],
              [{ kind: "strong", text: formatPoint(row.gamma) }],
              [formatInterval(row.lower, row.upper)],
              [formatP(row.heterogeneity?.p ?? null)],
              [formatShare(row.heterogeneity?.iSquared ?? null)],
              [formatInterval(row.prediction?.lower ?? null, row.prediction?.upper ?? null)],
              [oneLine(row.reason ?? "")]
            ]
          }))
        }
      ]

const traits = (report: Report): ReadonlyArray<Block> =>
  report.traits.length === 0
    ? []
    : [
        {
          kind: "table",
          caption: "Γ by traits of the items",
          columns: [
            { header: ["Row"] },
            { header: ["trait"] },
            { header: ["Γ by value"], prose: true },
            { header: ["p that Γ is the same"], numeric: true },
            { header: ["remark"], prose: true }
          ],
          rows: report.traits.map((row) => ({
            cells: [
              [
                { kind: "strong", text: oneLine(row.system) },
                ` on ${oneLine(row.task)}${row.comparison === "access" ? " (access)" : ""}`
              ],
              [oneLine(row.trait)],
              [
                row.strata
                  .map(
                    ({ value, gamma, lower, upper, items }) =>
                      `${oneLine(value)}: ${formatPoint(gamma)} ${formatInterval(lower, upper)}, ${countWords(items, "item")}`
                  )
                  .join("; ")
              ],
              [formatP(row.p)],
              [oneLine(row.reason ?? "")]
            ]
          }))
        },
        {
          kind: "paragraph",
          text: [
            "A gain that is shown for one value and not for another is not thereby shown to differ; the p-value says whether it does. Not corrected for the number of traits."
          ]
        }
      ]

/** Γ over several tasks and by kinds of items; only where a study has them. */
export const overallSection = (report: Report): ReadonlyArray<Section> => {
  const blocks = [...overall(report), ...traits(report)]
  return blocks.length === 0 ? [] : [{ id: "overall", title: "Over tasks and kinds of items", blocks }]
}
