import { describe, expect, it } from "vitest"
import { buildDocument } from "../../src/report/buildDocument.js"
import type { Block } from "../../src/report/ReportDocument.js"
import { renderHtml } from "../../src/report/renderHtml.js"
import { renderMarkdown } from "../../src/report/renderMarkdown.js"
import { emptyReport } from "../fixtures/emptyReport.js"
import { factorReport, fractionWorld, halfWorld, richReport } from "../fixtures/factorReport.js"
import { sampleReport } from "../fixtures/sampleReport.js"

const first = ["Verdicts"]
const changes = ["What would change the verdict"]
const middle = ["All rows at a glance", "Estimates", "Budgets and saturation", "What more budget buys"]
const views = ["Γ at other budgets", "In other units", "Over tasks and kinds of items"]
const rounds = ["What happened in the rounds"]
const parity = ["Who had what", "Where the score comes from"]
const last = ["Transcripts", "Missing trials", "Fixed before the run"]
const factors = ["Which factors make the gain"]

const blocksOf = (blocks: ReadonlyArray<Block>): ReadonlyArray<Block> =>
  blocks.flatMap((block) => (block.kind === "fold" ? [block, ...blocksOf(block.blocks)] : [block]))

describe.each([
  ["sample", sampleReport, [...first, ...changes, ...middle, ...parity, ...last]],
  ["empty", emptyReport, [...first, ...middle, ...parity, ...last]],
  ["rich", richReport(), [...factors, ...first, ...changes, ...middle, ...views, ...parity, ...rounds, ...last]],
  ["factorial", factorReport(halfWorld), [...factors, ...first, ...changes, ...middle, ...parity, ...last]]
])("the %s report", (_, report, sections) => {
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
      // The null level of a factor is a word of its own.
      const told = text.replace(/\bnull (?:and on )?levels?\b/gu, "")
      expect(told).not.toMatch(/\bNaN\b|\bundefined\b|\bnull\b|Infinity|\[object/u)
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

describe("a report of a design over factors", () => {
  it("says first what drives the gain, what can go and what is not known", () => {
    const markdown = renderMarkdown(factorReport(halfWorld))
    const [drive, prune, open] = [
      "**Drive the gain**: **critic** ×",
      "**Can be pruned**: **memory** ×",
      "**Not known**: **planner** ×"
    ]
    const places = [drive, prune, open].map((text) => markdown.indexOf(text ?? ""))
    expect(Math.min(...places)).toBeGreaterThan(0)
    expect(Math.max(...places)).toBeLessThan(markdown.indexOf("is the team’s mean score divided by"))
  })

  it("never prints an aliased effect as if it were clear", () => {
    const report = factorReport(fractionWorld)
    const { result } = report.attribution[0] ?? {}
    const aliased = result?.factors.filter(({ main }) => main.estimate !== null && !main.clear) ?? []
    expect(aliased.length).toBe(5)
    for (const line of renderMarkdown(report).split("\n")) {
      for (const { main } of aliased) {
        const text = main.ratio.value?.toFixed(2) ?? "?"
        const interval = `[${main.ratio.lower?.toFixed(2)}, ${main.ratio.upper?.toFixed(2)}]`
        if (line.includes(`${text} ${interval}`)) expect(line).toContain(`${interval} aliased`)
      }
    }
    expect(renderHtml(report)).not.toContain("Class I: driver")
  })
})
