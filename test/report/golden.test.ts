import { describe, it } from "vitest"
import type { Attribution } from "../../src/attribution/Attribution.js"
import { budgetCurve } from "../../src/report/budgetCurve.js"
import { effectForest } from "../../src/report/effectForest.js"
import { forestPlot } from "../../src/report/forestPlot.js"
import { interactionMap } from "../../src/report/interactionMap.js"
import type { Report } from "../../src/report/Report.js"
import { renderHtml } from "../../src/report/renderHtml.js"
import { renderJson } from "../../src/report/renderJson.js"
import { renderMarkdown } from "../../src/report/renderMarkdown.js"
import { renderSvg } from "../../src/report/renderSvg.js"
import { reportJsonSchema } from "../../src/report/reportJsonSchema.js"
import { summaryTable } from "../../src/report/summaryTable.js"
import { emptyReport } from "../fixtures/emptyReport.js"
import { factorReport, fullWorld, halfWorld, pairWorld, richReport } from "../fixtures/factorReport.js"
import { sampleReport } from "../fixtures/sampleReport.js"
import { expectFile } from "../golden/expectFile.js"

const attributionOf = (report: Report): Attribution => {
  const result = report.attribution[0]?.result
  if (result == null) throw new Error("This report has no attribution.")
  return result
}

const outputs: Readonly<Record<string, string>> = {
  "report.md": renderMarkdown(sampleReport),
  "report.html": renderHtml(sampleReport),
  "report.json": renderJson(sampleReport),
  "summary.txt": summaryTable(sampleReport),
  "rich.md": renderMarkdown(richReport()),
  "factors-full.md": renderMarkdown(factorReport(fullWorld)),
  "factors-half.txt": summaryTable(factorReport(halfWorld)),
  "factors-narrow.svg": effectForest(attributionOf(factorReport(pairWorld)), { layout: "narrow" }),
  "interactions-narrow.svg": interactionMap(attributionOf(factorReport(halfWorld)), { layout: "narrow" }),
  ...Object.fromEntries(
    renderSvg(richReport())
      .filter(({ name }) => /^(?:factors|interactions|budgets|rounds)/u.test(name))
      .map(({ name, svg }) => [name, svg])
  ),
  "empty.md": renderMarkdown(emptyReport),
  "forest-narrow.svg": forestPlot(sampleReport, { layout: "narrow" }),
  ...Object.fromEntries(renderSvg(sampleReport).map(({ name, svg }) => [name, svg])),
  ...Object.fromEntries(
    sampleReport.curves
      .slice(0, 1)
      .map((curve) => ["curve-narrow.svg", budgetCurve(curve, { dimension: "tokens", layout: "narrow" })])
  )
}

describe("committed outputs of the sample report", () => {
  it.each(Object.entries(outputs))("%s", (name, text) => {
    expectFile(`test/golden/${name}`, text)
  })
})

describe("committed schema of report.json", () => {
  it("is the one that the program decodes with", () => {
    expectFile("docs/report.schema.json", `${JSON.stringify(reportJsonSchema(), null, 2)}\n`)
  })
})
