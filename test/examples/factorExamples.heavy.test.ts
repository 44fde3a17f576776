import { join } from "node:path"
import { expect, it } from "vitest"
import { files } from "../../examples/factors/families.js"
import { gain } from "../../src/cli/gain.js"
import { readLedger } from "../../src/ledger/readLedger.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

it.each(files)("examples/factors/%s.ts runs from end to end, and its model speaks its form", async (file) => {
  const out = join(temporaryFolder(), "run")
  const printed: Array<string> = []
  const print = (text: string) => void printed.push(text)
  // The items of `context` stand in the order of its levels: fewer of them would leave levels without any.
  const few = file === "context" ? [] : ["--items", "6"]
  const code = await gain(["run", `examples/factors/${file}.ts`, "--out", out, ...few], { out: print, error: print })
  expect(code, printed.join("")).toBe(0)
  const { calls, start } = await readLedger(out)
  for (const { blueprint, role, slot } of start.design.arms) {
    if (role !== "team") continue
    const own = calls.filter((call) => call.slot === slot)
    expect(own.length).toBeGreaterThan(0)
    // Six items are few calls: four standard errors below .9 would still pass; the committed page has the larger count.
    const least = 0.9 - 4 * Math.sqrt((0.9 * 0.1) / own.length)
    expect(own.filter(({ parsed }) => parsed).length / own.length, blueprint.id).toBeGreaterThan(least)
  }
  const ofTeams = calls.filter(({ slot }) => start.design.arms[slot]?.role === "team")
  expect(ofTeams.filter(({ parsed }) => parsed).length / ofTeams.length).toBeGreaterThanOrEqual(0.9)
})
