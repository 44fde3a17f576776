import { describe, it } from "vitest"
import { budgetCurve } from "../../src/report/budgetCurve.js"
import { forestPlot } from "../../src/report/forestPlot.js"
import { renderHtml } from "../../src/report/renderHtml.js"
import { renderJson } from "../../src/report/renderJson.js"
import { renderMarkdown } from "../../src/report/renderMarkdown.js"
import { renderSvg } from "../../src/report/renderSvg.js"
import { reportJsonSchema } from "../../src/report/reportJsonSchema.js"
import { summaryTable } from "../../src/report/summaryTable.js"
import { emptyReport } from "../fixtures/emptyReport.js"
import { sampleReport } from "../fixtures/sampleReport.js"
import { expectFile } from "../golden/expectFile.js"

const outputs: Readonly<Record<string, string>> = {
  "report.md": renderMarkdown(sampleReport),
  "report.html": renderHtml(sampleReport),
  "report.json": renderJson(sampleReport),
  "summary.txt": summaryTable(sampleReport),
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
