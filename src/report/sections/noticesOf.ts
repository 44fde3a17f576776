import type { Report } from "../Report.js"
import type { ReportDocument } from "../ReportDocument.js"
import { oneLine } from "../text/oneLine.js"

/** The warnings that the models of a study ask every report to print; equal ones once. */
export const noticesOf = (report: Report): ReportDocument["notices"] => {
  const texts = [
    ...new Set(report.models.flatMap((model) => (model.notice === undefined ? [] : [oneLine(model.notice)])))
  ]
  return texts.map((text) => {
    const aliases = report.models.filter((model) => model.notice !== undefined && oneLine(model.notice) === text)
    const names = [...new Set(aliases.map((model) => oneLine(model.id)))]
    return { title: `About the model ${names.join(", ")}`, text }
  })
}
