import type { Report } from "../Report.js"
import type { Section } from "../ReportDocument.js"
import { oneLine } from "../text/oneLine.js"
import { countWords } from "../words/countWords.js"

/** Trials that have no score, and why. */
export const missingSection = (report: Report): Section => ({
  id: "missing",
  title: "Missing trials",
  blocks:
    report.missing.length === 0
      ? [{ kind: "paragraph", text: ["No trial stayed missing."] }]
      : [
          {
            kind: "paragraph",
            text: [
              `${countWords(report.missing.length, "trial")} stayed without a score. An outage is never scored 0: its item leaves the row, and the bounds under “Data behind the rows” show what the missing ones could change.`
            ]
          },
          {
            kind: "table",
            caption: "Trials that stayed missing",
            columns: [
              { header: ["Trial"] },
              { header: ["system"] },
              { header: ["task"] },
              { header: ["item"] },
              { header: ["error"], prose: true }
            ],
            rows: report.missing.map((row) => ({
              cells: [
                [{ kind: "code", text: row.trial }],
                [oneLine(row.system)],
                [oneLine(row.task)],
                [oneLine(row.item)],
                [oneLine(row.error)]
              ]
            }))
          }
        ]
})
