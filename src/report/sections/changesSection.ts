import type { Report } from "../Report.js"
import type { Inline, Section } from "../ReportDocument.js"
import { classChanges, type VerdictChange, verdictChanges } from "../verdictChanges.js"
import { designPlace } from "../words/designPlace.js"
import { factorName } from "../words/factorName.js"
import { rowCell } from "./rowCell.js"

interface Row {
  readonly subject: ReadonlyArray<Inline>
  readonly change: VerdictChange
}

/** What would turn each verdict and each class, with numbers; no section where nothing would. */
export const changesSection = (report: Report): ReadonlyArray<Section> => {
  const factors = report.attribution.flatMap((entry): ReadonlyArray<Row> => {
    const { result } = entry
    if (result === null) return []
    return result.factors.flatMap((factor) =>
      classChanges(factor, result).map((change) => ({
        subject: [
          { kind: "strong", text: factorName(factor, result) } as const,
          ...(report.attribution.length === 1 ? [] : [` in ${designPlace(entry)}`])
        ],
        change
      }))
    )
  })
  const cells = new Set(
    report.attribution.flatMap((entry) => entry.cells.map(({ system, task }) => JSON.stringify([system, task])))
  )
  // Of configurations of a design the factors speak.
  const rows = report.estimates
    .filter(({ system, task }) => !cells.has(JSON.stringify([system, task])))
    .flatMap((row) => verdictChanges(row, report).map((change) => ({ subject: rowCell(row), change })))
  const all = [...factors, ...rows]
  return all.length === 0
    ? []
    : [
        {
          id: "changes",
          title: "What would change the verdict",
          blocks: [
            {
              kind: "paragraph",
              text: [
                `Not listed where nothing near would do it. ${(report.promptVariants ?? []).length === 0 ? "One wording of the prompts was run, so that how far others move Γ is not in any interval." : "Wordings were varied: see there."}`
              ]
            },
            {
              kind: "table",
              caption: "Each line alone, everything else as it is",
              columns: [
                { header: ["Of"] },
                { header: ["now"] },
                { header: ["would be"] },
                { header: ["with"], prose: true }
              ],
              rows: all.map(({ subject, change }) => ({
                cells: [subject, [change.now], [change.becomes], [change.words]]
              }))
            }
          ]
        }
      ]
}
