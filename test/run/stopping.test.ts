import { readFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { debate } from "../../factors/presets/debate.js"
import type { Study } from "../../src/design/Study.js"
import { designHash } from "../../src/design/Trial.js"
import { readLedger } from "../../src/ledger/readLedger.js"
import { resumeStudy, runStudy } from "../../src/study.js"
import { syntheticTask } from "../../src/task/syntheticTask.js"
import { ensembleWorld, stoppedRun } from "../fixtures/ensembleWorld.js"
import { knower, simulatedStudy } from "../fixtures/simulatedStudy.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"
import { lone } from "../fixtures/tinyDesign.js"

const items = 130
/** A debate that loses to its own single agent's vote. */
const study: Study = {
  ...simulatedStudy(items),
  teams: [debate],
  singles: [lone("reasoning")],
  pool: { first: 3, most: 9 },
  seed: 3,
  stopping: { pilot: 20, every: 20, until: ["positive", "harmful"] }
}
const fresh = (): string => join(temporaryFolder(), "run")
const looksOf = async (folder: string) => ((await readLedger(folder)).looks ?? []).map(({ line: _, ...look }) => look)

describe("a run with a stopping rule", () => {
  it("ends early, records every look, and reports the interval that allowed it", async () => {
    const folder = fresh()
    const { outcome, report } = await runStudy(study, { out: folder, models: knower(items) })
    const ledger = await readLedger(folder)
    const looks = ledger.looks ?? []
    const [row] = report.estimates
    expect(outcome).toBe("done")
    expect(looks.map(({ number }) => number)).toEqual(looks.map((_, index) => index + 1))
    expect(looks.map(({ stop }) => stop)).toEqual(looks.map((_, index) => index === looks.length - 1))
    const done = looks.at(-1)?.items ?? 0
    expect(done).toBeLessThan(items - 20)
    expect(new Set(ledger.trials.map(({ item }) => item)).size).toBe(20 + done)
    expect(row).toMatchObject({
      verdict: "harmful",
      interval: { method: "always-valid", upper: looks.at(-1)?.rows[0]?.upper },
      stopping: { early: true, looks: looks.length, pilot: 20, items: done, spared: items - 20 - done },
      missing: 0,
      delta: { lower: null, upper: null }
    })
    // Nothing in the report rests on an interval for a number of items fixed beforehand.
    expect(report.gainCurves.every(({ points }) => points.length === 0)).toBe(true)
    expect(report.traits).toEqual([])
    expect(row?.decomposition.every(({ ratio }) => ratio === null)).toBe(true)
    expect(report.units.flatMap(({ rows }) => rows).length).toBeGreaterThan(0)
    expect(readFileSync(join(folder, "report.md"), "utf8")).toContain("stopped early by an always-valid rule")
  })

  it("cut off by a cap of the run and resumed, decides the same, to the byte of the report", async () => {
    const [whole, cut] = [fresh(), fresh()]
    await runStudy(study, { out: whole, models: knower(items), concurrency: 4 })
    let result = await runStudy(study, { out: cut, models: knower(items), concurrency: 3, limits: { calls: 150 } })
    let sessions = 1
    for (let calls = 400; result.outcome === "limit"; calls += 400, sessions++) {
      result = await resumeStudy(cut, { models: knower(items), limits: { calls } })
    }
    expect(sessions).toBeGreaterThan(2)
    expect(await looksOf(cut)).toEqual(await looksOf(whole))
    expect(readFileSync(join(cut, "report.json"), "utf8")).toBe(readFileSync(join(whole, "report.json"), "utf8"))
  })

  it("does all items where nothing is decided, and still reports the always-valid interval", async () => {
    const { report } = await runStudy(
      { ...study, stopping: { pilot: 20, every: 55, until: ["positive"] } },
      { out: fresh(), models: knower(items) }
    )
    expect(report.estimates[0]).toMatchObject({
      interval: { method: "always-valid" },
      stopping: { early: false, looks: 2, items: items - 20, spared: 0 }
    })
  })

  it("is part of the design", async () => {
    const hashes = await Promise.all(
      [study, { ...study, stopping: { pilot: 21, every: 10 } }].map(async (one) => {
        const folder = fresh()
        await runStudy(one, { out: folder, models: knower(items), limits: { calls: 1 } })
        const { start } = await readLedger(folder)
        expect(designHash(start.design)).toBe(start.designHash)
        return start.designHash
      })
    )
    expect(hashes[0]).not.toBe(hashes[1])
  })

  it.each([
    ["fewer items than its pilot", { ...study, items: 15 }],
    ["no look", { ...study, stopping: { every: 0 } }]
  ])("is refused with %s", async (_, wrong) => {
    await expect(runStudy(wrong, { out: fresh(), models: knower(items) })).rejects.toThrow(/topping/u)
  })

  it("is refused where items belong together", async () => {
    const { items: drawn } = Effect.runSync(syntheticTask({ family: "arithmetic", level: 2, items, seed: 3 }))
    const [first, ...rest] = drawn.map((item, index) => ({ ...item, group: `pair ${index >> 1}` }))
    if (first === undefined) throw new Error("no item")
    const grouped: Study = { ...study, tasks: [{ id: "sums", source: { items: [first, ...rest] } }] }
    await expect(runStudy(grouped, { out: fresh(), models: knower(items) })).rejects.toThrow(/independent/u)
  })
})

describe("an ensemble against its own vote, Γ = 1, looked at after every 8 items", () => {
  it("is hardly ever called a gain or a loss", async () => {
    const runs = 10
    let wrong = 0
    for (let seed = 1; seed <= runs; seed++) {
      const { looks } = await stoppedRun(ensembleWorld({ seed, items: 60 }))
      expect(looks.length).toBeGreaterThan(0)
      if (looks.some(({ rows }) => rows.some(({ verdict }) => /positive|harmful/u.test(verdict)))) wrong++
    }
    // At most .05 each: 3 or more of 10 have a chance of .01. `npm run calibrate` takes hundreds of runs.
    expect(wrong).toBeLessThanOrEqual(2)
  })
})
