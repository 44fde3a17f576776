import { describe, expect, it } from "vitest"
import { summaryTable } from "../../src/report/summaryTable.js"
import { verdictSentence } from "../../src/report/verdictSentence.js"
import { emptyReport } from "../fixtures/emptyReport.js"
import { sampleEstimate, sampleReport } from "../fixtures/sampleReport.js"

const text = summaryTable(sampleReport)
const lines = text.split("\n")
const squeezed = (words: string) => words.replace(/\s+/gu, "")

describe("summaryTable", () => {
  it("fits in 110 columns", () => {
    expect(lines.filter((line) => Array.from(line).length > 110)).toEqual([])
  })

  it("also with words of any length and wide characters", () => {
    const system = `${"x".repeat(300)} ${"数".repeat(80)}`
    const wide = summaryTable({
      ...sampleReport,
      estimates: [
        sampleEstimate({ system, family: system, task: system, gamma: 123456, interval: { lower: 1e5, upper: 1e7 } })
      ]
    })
    const columns = (line: string) => Array.from(line).reduce((sum, one) => sum + (one === "数" ? 2 : 1), 0)
    expect(wide.split("\n").filter((line) => columns(line) > 110)).toEqual([])
    expect(squeezed(wide)).toContain("x".repeat(200))
  })

  it("puts the notice of the model first", () => {
    expect(lines[0]).toMatch(/^! About the model embedded: This is a model organism/u)
  })

  it("has the columns that were promised", () => {
    const header = lines.find((line) => line.startsWith("system")) ?? ""
    expect(header.split(/\s{2,}/u)).toEqual([
      "system",
      "family",
      "comparison",
      "Φ_M",
      "Φ_S",
      "Γ [interval]",
      "verdict",
      "matched",
      "p Holm"
    ])
  })

  it("prints the numbers of a row", () => {
    const row = lines.find((line) => line.startsWith("critic-revise")) ?? ""
    expect(row.split(/\s{2,}/u)).toEqual([
      "critic-revise",
      "arithmetic",
      "parity",
      "0.58",
      "0.70",
      "0.83 [0.76, 0.90]",
      "harmful",
      "yes",
      "< 0.001"
    ])
  })

  it("says every verdict in words, rows at parity first", () => {
    const words = squeezed(text)
    const places = [...sampleReport.estimates]
      .sort((a, b) => (a.comparison === b.comparison ? 0 : a.comparison === "parity" ? -1 : 1))
      .map((row) => words.indexOf(squeezed(verdictSentence(row, sampleReport.analysis))))
    expect(places).not.toContain(-1)
    expect(places).toEqual([...places].sort((a, b) => a - b))
  })

  it("holds no control characters but line feeds", () => {
    const text = summaryTable({
      ...sampleReport,
      estimates: [sampleEstimate({ system: "a\u001b[31mred\u0007\u202Eb" })]
    })
    expect(/[\p{Cc}\u202e]/u.test(text.replaceAll("\n", ""))).toBe(false)
    expect(text).toContain("⟨U+001B⟩")
  })

  it("says so when there is nothing to judge", () => {
    expect(summaryTable(emptyReport)).toBe("This study has no row to judge.\n")
  })
})
