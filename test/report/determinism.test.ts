import { describe, expect, it } from "vitest"
import type { Report } from "../../src/report/Report.js"
import { renderHtml } from "../../src/report/renderHtml.js"
import { renderJson } from "../../src/report/renderJson.js"
import { renderMarkdown } from "../../src/report/renderMarkdown.js"
import { renderSvg } from "../../src/report/renderSvg.js"
import { summaryTable } from "../../src/report/summaryTable.js"
import { richReport } from "../fixtures/factorReport.js"

const sampleReport = richReport()

/** The same data, every object built in the opposite order. */
const reversed = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(reversed)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, inner]) => [key, reversed(inner)])
        )
      : value

const renderers: ReadonlyArray<readonly [string, (report: Report) => string]> = [
  ["renderHtml", renderHtml],
  ["renderMarkdown", renderMarkdown],
  ["renderJson", renderJson],
  ["summaryTable", summaryTable],
  [
    "renderSvg",
    (report) =>
      renderSvg(report)
        .map(({ name, svg }) => name + svg)
        .join("")
  ]
]

describe.each(renderers)("%s", (_, render) => {
  it("gives the same bytes whatever the order of keys", () => {
    const other = reversed(sampleReport) as Report
    expect(Object.keys(other)).not.toEqual(Object.keys(sampleReport))
    expect(render(other)).toBe(render(sampleReport))
  })

  it("leaves the report as it was", () => {
    const before = JSON.stringify(sampleReport)
    render(sampleReport)
    expect(JSON.stringify(sampleReport)).toBe(before)
  })
})
