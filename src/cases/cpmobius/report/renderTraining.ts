import * as Effect from "effect/Effect"
import { InputError } from "../../../errors/InputError.js"
import type { LedgerError } from "../../../errors/LedgerError.js"
import { writeRunFile } from "../../../ledger/RunFolder.js"
import { documentHtml } from "../../../report/documentHtml.js"
import { documentMarkdown } from "../../../report/documentMarkdown.js"
import type { TrainingReport } from "./TrainingReport.js"
import { trainingDocument } from "./trainingDocument.js"

const finite = (key: string, value: unknown): unknown => {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new InputError({
      what: "Comparison of training",
      value: `${key}: ${value}`,
      limit: "requires finite numbers",
      advice: "Use null for what is not known."
    })
  }
  return value
}

/** A comparison as JSON, two spaces, numbers as they are. Errors: throws an InputError for a NaN or an Infinity. */
export const trainingJson = (report: TrainingReport): string => `${JSON.stringify(report, finite, 2)}\n`

/** A comparison as Markdown; figures stand as tables. */
export const trainingMarkdown = (report: TrainingReport): string => documentMarkdown(trainingDocument(report))

/** A comparison as one HTML file without scripts; the same comparison gives the same bytes. */
export const trainingHtml = (report: TrainingReport): string =>
  documentHtml(trainingDocument(report), {
    skipTo: report.gammaTrain.length === 0 ? "arms" : "verdicts",
    skip: "Skip to the results",
    footer:
      "Every number on this page follows from the ledgers of the runs, or from imported logs, and can be computed again from them."
  })

/** Writes `report.json`, `report.md` and `report.html` into a folder. Errors: LedgerError `write`. */
export const writeTrainingReport = Effect.fnUntraced(function* (
  folder: string,
  report: TrainingReport
): Effect.fn.Return<void, LedgerError> {
  yield* writeRunFile(folder, "report.json", trainingJson(report))
  yield* writeRunFile(folder, "report.md", trainingMarkdown(report))
  yield* writeRunFile(folder, "report.html", trainingHtml(report))
})
