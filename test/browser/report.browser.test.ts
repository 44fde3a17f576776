import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { type Browser, chromium } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { renderHtml } from "../../src/report/renderHtml.js"
import { factorReport, halfWorld, richReport } from "../fixtures/factorReport.js"
import { hostileTexts, reportWith } from "../fixtures/hostileReport.js"
import { sampleReport } from "../fixtures/sampleReport.js"
import { openPage } from "./openPage.js"

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium"
const found = existsSync(executablePath)
if (!found) console.log(`Skipped: no browser at ${executablePath}; install chromium or set CHROMIUM_PATH.`)

describe.skipIf(!found)("the HTML report in a browser", () => {
  let browser: Browser
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "gain-report-"))
    writeFileSync(join(folder, "sample.html"), renderHtml(sampleReport))
    writeFileSync(join(folder, "rich.html"), renderHtml(richReport()))
    writeFileSync(join(folder, "factors.html"), renderHtml(factorReport(halfWorld)))
    writeFileSync(join(folder, "hostile.html"), renderHtml(reportWith(hostileTexts)))
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] })
  })

  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const open = (name: string, width: number) => openPage(browser, join(folder, `${name}.html`), width)

  describe.each([
    ["sample", 11],
    ["factors", 12],
    ["rich", 16],
    ["hostile", 16]
  ] as const)("%s", (name, sections) => {
    it.each([390, 1280])("is quiet and does not overflow at %i pixels", async (width) => {
      const { page, trouble } = await open(name, width)
      const reach = await page.evaluate("document.documentElement.scrollWidth")
      expect(reach).toBeLessThanOrEqual(width)
      expect(await page.locator("h1").count()).toBe(1)
      expect(await page.locator("h2").count()).toBe(sections)
      expect(await page.locator("script").count()).toBe(0)
      expect(trouble).toEqual([])
      await page.close()
    })
  })

  it("shows a reply word for word", async () => {
    const { page } = await open("hostile", 1280)
    const shown = await page.locator("pre").allTextContents()
    const turns = reportWith(hostileTexts).transcripts.flatMap((transcript) => transcript.turns)
    const plain = turns.flatMap(({ prompt, text }) => [prompt, text]).filter((text) => /^[\x20-\x7e\n]+$/u.test(text))
    expect(plain.length).toBeGreaterThan(3)
    for (const text of plain) expect(shown).toContain(text)
    await page.close()
  })

  it("shows one form of every figure, the other is hidden from readers too", async () => {
    for (const [width, seen, hidden] of [
      [1280, "wide", "narrow"],
      [390, "narrow", "wide"]
    ] as const) {
      const { page } = await open("sample", width)
      expect(await page.locator(`figure .${seen} > svg:visible`).count()).toBe(4)
      expect(await page.locator(`figure .${hidden} svg:visible`).count()).toBe(0)
      await page.close()
    }
  })

  it("follows the reader's choice of light or dark", async () => {
    const { page } = await open("sample", 1280)
    const paper = () => page.evaluate("getComputedStyle(document.querySelector('figure')).backgroundColor")
    await page.emulateMedia({ colorScheme: "light" })
    expect(await paper()).toBe("rgb(255, 255, 255)")
    await page.emulateMedia({ colorScheme: "dark" })
    expect(await paper()).not.toBe("rgb(255, 255, 255)")
    await page.close()
  })

  it("prints folded parts too, on light paper", async () => {
    const page = await browser.newPage({ viewport: { width: 1030, height: 720 }, colorScheme: "dark" })
    await page.goto(pathToFileURL(join(folder, "sample.html")).href)
    await page.emulateMedia({ media: "print", colorScheme: "dark" })
    expect(await page.getByText("37+48=85-09=76*3=31A31").isVisible()).toBe(true)
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)")
    await page.close()
  })
})
