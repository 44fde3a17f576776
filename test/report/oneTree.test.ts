import { describe, expect, it } from "vitest"
import { buildDocument } from "../../src/report/buildDocument.js"
import type { Block } from "../../src/report/ReportDocument.js"
import { renderHtml } from "../../src/report/renderHtml.js"
import { renderMarkdown } from "../../src/report/renderMarkdown.js"
import { emptyReport } from "../fixtures/emptyReport.js"
import { sampleReport } from "../fixtures/sampleReport.js"

const sections = [
  "Verdicts",
  "All rows at a glance",
  "Estimates",
  "Budgets and saturation",
  "What more budget buys",
  "Who had what",
  "Where the score comes from",
  "Transcripts",
  "Missing trials",
  "Fixed before the run"
]

const blocksOf = (blocks: ReadonlyArray<Block>): ReadonlyArray<Block> =>
  blocks.flatMap((block) => (block.kind === "fold" ? [block, ...blocksOf(block.blocks)] : [block]))

describe.each([
  ["sample", sampleReport],
  ["empty", emptyReport]
])("the %s report", (_, report) => {
  const document = buildDocument(report)

  it("has the promised sections in the promised order, in every form", () => {
    expect(document.sections.map(({ title }) => title)).toEqual(sections)
    expect([...renderHtml(report).matchAll(/<h2 id="[\w-]+">([^<]+)<\/h2>/gu)].map(([, title]) => title)).toEqual(
      sections
    )
    expect([...renderMarkdown(report).matchAll(/^## (.+)$/gmu)].map(([, title]) => title)).toEqual(sections)
  })

  it("has tables whose rows are as long as their heads", () => {
    const tables = document.sections.flatMap(({ blocks }) => blocksOf(blocks)).filter((block) => block.kind === "table")
    for (const { columns, rows } of tables) {
      for (const { cells } of rows) expect(cells).toHaveLength(columns.length)
    }
  })

  it("links to anchors that exist once", () => {
    const page = renderHtml(report)
    for (const [, target = ""] of page.matchAll(/href="#([^"]+)"/gu)) {
      expect(page.split(`id="${target}"`)).toHaveLength(2)
    }
  })

  it("prints no number that is none", () => {
    for (const text of [renderHtml(report), renderMarkdown(report)]) {
      expect(text).not.toMatch(/\bNaN\b|\bundefined\b|\bnull\b|Infinity|\[object/u)
    }
  })
})

describe("the sample report", () => {
  it("warns of the model before anything else", () => {
    const page = renderHtml(sampleReport)
    const notice = page.indexOf("This is a model organism")
    expect(notice).toBeGreaterThan(0)
    expect(notice).toBeLessThan(page.indexOf("<h1>"))
    const markdown = renderMarkdown(sampleReport)
    expect(markdown.indexOf("This is a model organism")).toBeLessThan(
      markdown.indexOf("is the team’s mean score divided by")
    )
  })

  it("gives every table a caption and heads with a scope", () => {
    const page = renderHtml(sampleReport)
    const tables = page.split("<table>").slice(1)
    expect(tables.length).toBeGreaterThan(10)
    for (const table of tables) expect(table.startsWith("<caption>")).toBe(true)
    expect(page.match(/<th(?![^>]*scope=)[ >]/gu)).toBeNull()
  })

  it("says the same number in every form", () => {
    const html = renderHtml(sampleReport)
    const markdown = renderMarkdown(sampleReport)
    for (const number of [
      "[1.0004, 1.31]",
      "2,103",
      "0.943",
      "99.8%",
      "3f9a0d8f6f5b4a1c9e2d7b60a54c18e3f2907d6b1c8a4e5f60718293a4b5c6d7"
    ]) {
      expect(html).toContain(number)
      expect(markdown).toContain(number)
    }
  })
})
