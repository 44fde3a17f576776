import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { gain } from "../../src/cli/gain.js"
import { readLedger } from "../../src/ledger/readLedger.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const examples = [
  { file: "own-protocol", arm: "dissent", turns: ["revise", "solve"] },
  { file: "langgraph-team", arm: "graph", turns: ["chat"] }
]

const row = (arm: string): RegExp =>
  new RegExp(
    `^${arm} +arithmetic +parity +\\d\\.\\d\\d +\\d\\.\\d\\d +\\d\\.\\d\\d \\[\\d\\.\\d\\d, (?:\\d\\.\\d\\d|∞)\\]`,
    "mu"
  )

it.each(examples)("examples/$file has at most 60 lines, runs, and prints what the page shows", async (example) => {
  const path = `examples/${example.file}.ts`
  expect(readFileSync(path, "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(60)
  expect(readFileSync("docs/bring-your-own.md", "utf8")).toMatch(row(example.arm))
  const out = join(temporaryFolder(), "run")
  const printed: Array<string> = []
  const print = (text: string) => void printed.push(text)
  // Fewer items than the file says: the form is checked here, the figures in the long tier.
  const code = await gain(["run", path, "--out", out, "--items", "4"], { out: print, error: print })
  expect(code, printed.join("")).toBeLessThanOrEqual(1)
  expect(printed.join("")).toMatch(new RegExp(`^${example.arm} +arithmetic`, "mu"))
  const { calls, start } = await readLedger(out)
  const slot = start.design.arms.find(({ blueprint }) => blueprint.id === example.arm)?.slot
  const own = calls.filter((call) => call.slot === slot)
  expect([...new Set(own.map(({ turn }) => turn))].sort()).toEqual(example.turns)
  // The embedded model reads the words that the examples speak to it.
  expect(own.filter(({ parsed }) => parsed).length).toBeGreaterThan(0.9 * own.length)
})
