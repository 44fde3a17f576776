import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { writeLargeLedger } from "../fixtures/millionLedger.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

it("a ledger of a million trials is estimated in a minute of processor time and under a gigabyte", () => {
  const file = join(temporaryFolder(), "ledger.jsonl")
  expect(writeLargeLedger(file, { items: 20_000, samples: 7 })).toBe(1_000_000)
  const output = execFileSync(
    process.execPath,
    [
      "--max-old-space-size=800",
      here("../../node_modules/jiti/lib/jiti-cli.mjs"),
      here("../fixtures/estimateLarge.ts"),
      file
    ],
    { encoding: "utf8", maxBuffer: 1e7 }
  )
  const found: {
    readonly trials: number
    readonly seconds: number
    readonly megabytes: number
    readonly phiM: number
    readonly gamma: number
    readonly lower: number
    readonly matched: boolean
  } = JSON.parse(output)
  process.stdout.write(`a million trials: ${output}\n`)
  expect(found).toMatchObject({ trials: 1_000_000, matched: true })
  // The team's items are right with .66: 4 standard errors of 20,000 of them.
  expect(Math.abs(found.phiM - 0.66)).toBeLessThan(4 * Math.sqrt((0.66 * 0.34) / 20_000))
  expect(found.lower).toBeLessThan(found.gamma)
  // Processor time: the machine may be busy.
  expect(found.seconds).toBeLessThan(60)
  expect(found.megabytes).toBeLessThan(1000)
})
