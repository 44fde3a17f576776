import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { gain } from "../../src/cli/gain.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

it.each(["own-protocol", "langgraph-team"])("examples/%s.ts gives the figures of the page", async (name) => {
  const printed: Array<string> = []
  const print = (text: string) => void printed.push(text)
  const out = join(temporaryFolder(), "run")
  expect(await gain(["run", `examples/${name}.ts`, "--out", out], { out: print, error: () => {} })).toBe(0)
  const figures = /\d\.\d\d +\d\.\d\d +\d\.\d\d \[\d\.\d\d, \d\.\d\d\]/u.exec(printed.join(""))?.[0]
  expect(figures).toBeDefined()
  expect(readFileSync("docs/bring-your-own.md", "utf8")).toContain(figures)
})
