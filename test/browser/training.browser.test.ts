import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { type Browser, chromium } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { buildTrainingReport } from "../../src/cases/cpmobius/report/buildTrainingReport.js"
import { trainingHtml } from "../../src/cases/cpmobius/report/renderTraining.js"
import { trainingRecords } from "../fixtures/trainingRecords.js"
import { openPage } from "./openPage.js"

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium"
const found = existsSync(executablePath)
if (!found) console.log(`Skipped: no browser at ${executablePath}; install chromium or set CHROMIUM_PATH.`)

describe.skipIf(!found)("the comparison of training in a browser", () => {
  let browser: Browser
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "gain-training-"))
    const records = await trainingRecords()
    const report = await Effect.runPromise(buildTrainingReport(records))
    writeFileSync(join(folder, "whole.html"), trainingHtml(report))
    const long = "an-arm-whose-name-does-not-end-".repeat(6)
    const hostile = records.runs.map((one) => (one.arm === "full" ? one : { ...one, arm: `<b>${long}</b>&${one.arm}` }))
    const strange = await Effect.runPromise(
      buildTrainingReport({ ...records, runs: hostile }, { title: `<script>alert(1)</script>${long}` })
    )
    writeFileSync(join(folder, "hostile.html"), trainingHtml(strange))
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] })
  })

  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it.each([
    ["whole", 390],
    ["whole", 1280],
    ["hostile", 390],
    ["hostile", 1280]
  ] as const)("%s is quiet and does not overflow at %i pixels", async (name, width) => {
    const { page, trouble } = await openPage(browser, join(folder, `${name}.html`), width)
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width)
    expect(await page.locator("h1").count()).toBe(1)
    expect(await page.locator("script").count()).toBe(0)
    const seen = width === 390 ? "narrow" : "wide"
    expect(await page.locator(`figure .${seen} > svg:visible`).count()).toBe(5)
    // No text of a figure reaches beyond its edge.
    const outside = await page.locator(`figure .${seen} > svg`).evaluateAll((figures) =>
      figures.flatMap((figure) => {
        const frame = figure.getBoundingClientRect()
        return [...figure.querySelectorAll("text")]
          .filter((text) => {
            const box = text.getBoundingClientRect()
            return box.right > frame.right + 1 || box.left < frame.left - 1
          })
          .map((text) => text.textContent)
      })
    )
    expect(outside).toEqual([])
    expect(trouble).toEqual([])
    await page.close()
  })
})
