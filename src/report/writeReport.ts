import * as Effect from "effect/Effect"
import type { LedgerError } from "../errors/LedgerError.js"
import { writeRunFile } from "../ledger/RunFolder.js"
import { readLedgerEffect } from "../ledger/readLedger.js"
import { buildReport } from "./buildReport.js"
import { evidenceOf } from "./evidenceOf.js"
import type { Report } from "./Report.js"
import { renderHtml } from "./renderHtml.js"
import { renderJson } from "./renderJson.js"
import { renderMarkdown } from "./renderMarkdown.js"

/** Builds the report of a run folder from its ledger and writes `report.{json,md,html}` and `evidence.json`. */
export const writeReport = Effect.fnUntraced(function* (folder: string): Effect.fn.Return<Report, LedgerError> {
  const ledger = yield* readLedgerEffect(folder)
  const report = buildReport(ledger)
  yield* writeRunFile(folder, "report.json", renderJson(report))
  yield* writeRunFile(folder, "evidence.json", `${JSON.stringify(evidenceOf(ledger, report))}\n`)
  yield* writeRunFile(folder, "report.md", renderMarkdown(report))
  yield* writeRunFile(folder, "report.html", renderHtml(report))
  return report
})
