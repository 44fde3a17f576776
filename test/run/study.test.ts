import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { ModelError } from "../../src/errors/ModelError.js"
import { readLedger } from "../../src/ledger/readLedger.js"
import type { LanguageModel } from "../../src/model/LanguageModel.js"
import { renderReport, resumeStudy, runStudy } from "../../src/study.js"
import { knower, simulatedStudy } from "../fixtures/simulatedStudy.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const fresh = (): string => join(temporaryFolder(), "run")
const read = (folder: string, name: string): string => readFileSync(join(folder, name), "utf8")

/** A model that counts its calls and fails when told to. */
const watched = (model: LanguageModel, fails: (call: number) => boolean = () => false) => {
  const seen = { calls: 0, failures: 0 }
  const generate: LanguageModel["generate"] = (request) =>
    Effect.suspend(() => {
      if (!fails(seen.calls + seen.failures)) {
        seen.calls++
        return model.generate(request)
      }
      seen.failures++
      return Effect.fail(
        new ModelError({
          reason: "unavailable",
          retryable: false,
          what: "Server",
          value: "down",
          limit: "must answer",
          advice: "Start it."
        })
      )
    })
  return { model: { ...model, generate }, seen }
}

describe("a study", () => {
  it("leaves the whole run folder and says the same again with equal seeds, at any concurrency", async () => {
    const [a, b] = [fresh(), fresh()]
    const first = await runStudy(simulatedStudy(), { out: a, models: knower(), concurrency: 1 })
    await runStudy(simulatedStudy(), { out: b, models: knower(), concurrency: 7 })
    expect(first.outcome).toBe("done")
    for (const name of ["ledger.jsonl", "run.json", "report.json", "report.md", "report.html", "evidence.json"]) {
      expect(existsSync(join(a, name)), name).toBe(true)
    }
    expect(read(b, "report.json")).toBe(read(a, "report.json"))
    expect(existsSync(join(a, "ledger.lock"))).toBe(false)
  })

  it("says something else with another seed", async () => {
    const [a, b] = [fresh(), fresh()]
    await runStudy(simulatedStudy(), { out: a, models: knower() })
    await runStudy({ ...simulatedStudy(), seed: 2 }, { out: b, models: knower() })
    expect(read(b, "report.json")).not.toBe(read(a, "report.json"))
  })

  it("samples the single agent until its curves cover 1.25 × the dearest team, and says matched", async () => {
    const { report } = await runStudy(simulatedStudy(), { out: fresh(), models: knower() })
    const dearest = Math.max(...report.estimates.map((row) => row.budget.team ?? 0))
    for (const row of report.estimates) {
      expect(row.budget.matched, row.budget.reason).toBe(true)
      // A greedy agent repeats itself and an adaptive one stops by its own rule: both are flat beyond their end.
      const pools = row.baseline.strategies.filter(({ name }) => !/greedy|adaptive/.test(name))
      expect(pools.length).toBeGreaterThan(3)
      for (const { name, to } of pools) expect(to, name).toBeGreaterThanOrEqual(1.25 * dearest)
    }
  })

  it("writes a ledger whose report can be computed anew without a model, to the byte", async () => {
    const folder = fresh()
    await runStudy(simulatedStudy(), { out: folder, models: knower() })
    const before = read(folder, "report.json")
    await renderReport(folder)
    expect(read(folder, "report.json")).toBe(before)
  })

  it("points every arm of the report to its ledger lines", async () => {
    const folder = fresh()
    await runStudy(simulatedStudy(), { out: folder, models: knower() })
    const lines = read(folder, "ledger.jsonl").trimEnd().split("\n")
    const evidence = JSON.parse(read(folder, "evidence.json"))
    expect(evidence.arms.length).toBeGreaterThan(2)
    for (const arm of evidence.arms) {
      for (const [from, to] of arm.trials) {
        for (let line = from; line <= to; line++) {
          expect(JSON.parse(lines[line - 1] ?? "")).toMatchObject({ type: "trial-end", slot: arm.slot })
        }
      }
    }
  })

  it("refuses a folder that holds a run", async () => {
    const folder = fresh()
    await runStudy(simulatedStudy(), { out: folder, models: knower() })
    await expect(runStudy(simulatedStudy(), { out: folder, models: knower() })).rejects.toMatchObject({
      _tag: "InputError",
      value: folder
    })
  })
})

describe("an outage", () => {
  it("is never a score, and a resumed run ends where an undisturbed one does, paying for no call twice", async () => {
    const [whole, broken] = [fresh(), fresh()]
    const undisturbed = watched(knower())
    await runStudy(simulatedStudy(), { out: whole, models: undisturbed.model })
    const disturbed = watched(knower(), (call) => call % 17 === 5)
    const first = await runStudy(simulatedStudy(), { out: broken, models: disturbed.model })
    expect(first.outcome).toBe("missing")
    const before = await readLedger(broken)
    expect(before.missing.length).toBeGreaterThan(5)
    expect(before.missing[0]?.error).toContain("Server: down")
    expect(first.report.estimates[0]?.missing).toBeGreaterThan(0)
    const rest = watched(knower())
    const second = await resumeStudy(broken, { models: rest.model })
    expect(second.outcome).toBe("done")
    expect(read(broken, "report.json")).toBe(read(whole, "report.json"))
    expect(disturbed.seen.calls + rest.seen.calls).toBe(undisturbed.seen.calls)
  })

  it("that may pass is tried again at once", async () => {
    const folder = fresh()
    const flaky = watched(knower(), (call) => call % 17 === 5)
    const generate: LanguageModel["generate"] = (request) =>
      Effect.mapError(flaky.model.generate(request), (error) => new ModelError({ ...error, retryable: true }))
    const { outcome } = await runStudy(simulatedStudy(), { out: folder, models: { ...flaky.model, generate } })
    expect(outcome).toBe("done")
    expect(read(folder, "ledger.jsonl")).toContain('"type":"call-failed"')
  })
})

describe("a cap of the whole run", () => {
  it("stops it without being crossed, and a resumed run ends where an unlimited one does", async () => {
    const [whole, limited] = [fresh(), fresh()]
    await runStudy(simulatedStudy(), { out: whole, models: knower() })
    const first = await runStudy(simulatedStudy(), { out: limited, models: knower(), limits: { tokens: 6000 } })
    expect(first.outcome).toBe("limit")
    const { calls } = await readLedger(limited)
    const spent = calls.reduce((sum, { usage }) => sum + (usage.promptTokens ?? 0) + (usage.sampledTokens ?? 0), 0)
    expect(spent).toBeGreaterThan(3000)
    expect(spent).toBeLessThanOrEqual(6000)
    expect((await resumeStudy(limited, { models: knower(), limits: { tokens: 6500 } })).outcome).toBe("limit")
    expect((await resumeStudy(limited, { models: knower() })).outcome).toBe("done")
    expect(read(limited, "report.json")).toBe(read(whole, "report.json"))
  })
})

describe("a resumed run", () => {
  it("is refused with another model, and says what differs", async () => {
    const folder = fresh()
    await runStudy(simulatedStudy(), { out: folder, models: knower(), limits: { calls: 50 } })
    const model = knower()
    const other = { ...model, identity: { ...model.identity, digest: "other" } }
    await expect(resumeStudy(folder, { models: other })).rejects.toMatchObject({
      reason: "mismatch",
      value: expect.stringContaining("digest was")
    })
  })
})
