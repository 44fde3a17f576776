import { buildDocument } from "./buildDocument.js"
import { documentHtml } from "./documentHtml.js"
import type { Report } from "./Report.js"

/**
 * A report as one HTML file: no script, no other file, nothing from the network; light and dark, phone and print.
 *
 * Every text from a model or a user is escaped, and a content security policy in the page forbids scripts altogether.
 * The same report gives the same bytes.
 *
 * @category report
 */
export const renderHtml = (report: Report): string =>
  documentHtml(buildDocument(report), {
    skipTo: "verdicts",
    skip: "Skip to the verdicts",
    footer: "Every number on this page follows from the ledger of the run and can be computed again from it."
  })
