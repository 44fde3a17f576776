import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { renderJson } from "../../src/report/renderJson.js"
import { emptyReport } from "../fixtures/emptyReport.js"
import { richReport } from "../fixtures/factorReport.js"
import { sampleReport } from "../fixtures/sampleReport.js"
import { schemaProblems } from "../fixtures/schemaProblems.js"

const schema: unknown = JSON.parse(readFileSync(new URL("../../docs/report.schema.json", import.meta.url), "utf8"))
const sample = (): Record<string, unknown> => JSON.parse(renderJson(sampleReport))

const first = (report: Record<string, unknown>): Record<string, unknown> =>
  (report.estimates as Array<Record<string, unknown>>)[0] ?? {}

describe("docs/report.schema.json", () => {
  it("accepts what renderJson writes", () => {
    expect(schemaProblems(schema, sample())).toEqual([])
    expect(schemaProblems(schema, JSON.parse(renderJson(emptyReport)))).toEqual([])
    expect(schemaProblems(schema, JSON.parse(renderJson(richReport())))).toEqual([])
  })

  it("holds the fields that readers rest on", () => {
    const text = JSON.stringify(schema)
    for (const field of [
      "system",
      "family",
      "comparison",
      "phiM",
      "phiS",
      "gamma",
      "status",
      "interval",
      "delta",
      "verdict",
      "attribution",
      "gainCurves",
      "units",
      "dynamics"
    ]) {
      expect(text).toContain(`"${field}":`)
    }
  })

  it.each<readonly [string, Record<string, unknown>, Record<string, unknown>]>([
    ["another version", { version: 2 }, {}],
    ["a missing field", { designHash: undefined }, {}],
    ["Γ as text", {}, { gamma: "1.2" }],
    ["a verdict that does not exist", {}, { verdict: "negative" }],
    ["half an item", {}, { items: 1.5 }],
    ["a cap as text", { budget: { dimension: "tokens", caps: { tokens: "many" } } }, {}]
  ])("refuses %s", (_, changes, rowChanges) => {
    const estimates = [{ ...first(sample()), ...rowChanges }]
    const damaged: unknown = JSON.parse(JSON.stringify({ ...sample(), estimates, ...changes }))
    expect(schemaProblems(schema, damaged)).toHaveLength(1)
  })
})
