import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it, vi } from "vitest"
import { gain } from "../../src/cli/gain.js"
import type { Report } from "../../src/report/Report.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const folder = join(import.meta.dirname, "../../examples")
const examples = readdirSync(folder).filter((name) => name.endsWith(".ts"))

/** Runs an example on the embedded model; its report, and the processor time that it took in seconds. */
const runExample = async (
  name: string
): Promise<{ readonly report: Report; readonly seconds: number; readonly out: string }> => {
  const out = join(temporaryFolder(), "run")
  const before = process.cpuUsage()
  let printed = ""
  let errors = ""
  const code = await gain(["run", join(folder, `${name}.ts`), "--out", out, "--json"], {
    out: (text) => {
      printed += text
    },
    error: (text) => {
      errors += text
    }
  })
  expect(errors).toContain("Report:")
  expect(code).toBe(0)
  const { user, system } = process.cpuUsage(before)
  return { report: JSON.parse(printed), seconds: (user + system) / 1e6, out }
}

/** A minute on two cores, whatever else the machine is doing. */
const aMinute = 120

describe("examples of ablations", () => {
  it("are short enough to be read at once", () => {
    for (const name of examples) {
      expect([name, readFileSync(join(folder, name), "utf8").trimEnd().split("\n").length <= 60]).toEqual([name, true])
    }
  })

  it("leave-one-out: every part of a debate has its effect from the full system, with scores in the middle", async () => {
    const { report, seconds, out } = await runExample("leave-one-out")
    expect(seconds).toBeLessThan(aMinute)
    const [entry] = report.attribution
    expect(entry?.cells.map(({ system }) => system)).toContain("debate: all but memory")
    expect(entry?.result?.factors.map(({ factor }) => factor).sort()).toEqual([
      "memory",
      "message",
      "schedule",
      "topology"
    ])
    for (const factor of entry?.result?.factors ?? []) expect(factor.fromFull.ratio.value).toBeGreaterThan(0)
    for (const { score } of entry?.cells ?? []) {
      expect(score).toBeGreaterThan(0.2)
      expect(score).toBeLessThan(0.9)
    }
    // The commands that its head names.
    const said: Array<string> = []
    const terminal = { out: (text: string) => void said.push(text), error: (text: string) => void said.push(text) }
    expect(await gain(["attribute", out], terminal)).toBe(0)
    expect(said.join("")).toContain("leave-one-out, 5 runs")
    expect([0, 1]).toContain(await gain(["prune", out, "--out", join(out, "pruned.json")], terminal))
  })

  it("half-fraction: sixteen runs of five factors, all main effects and pairs clear", async () => {
    const { report, seconds } = await runExample("half-fraction")
    expect(seconds).toBeLessThan(aMinute)
    const [entry] = report.attribution
    expect(entry).toMatchObject({
      plan: { runs: 16, resolution: 5 },
      result: { resolution: "V or higher", contrast: "main" }
    })
    expect(entry?.result?.interactions).toHaveLength(10)
    for (const { main } of entry?.result?.factors ?? []) expect(main).toMatchObject({ clear: true, scale: "log" })
  })

  it("gain-over-budget: Γ after each round of a debate", async () => {
    const { report, seconds } = await runExample("gain-over-budget")
    expect(seconds).toBeLessThan(aMinute)
    const curve = report.gainCurves.find(({ system }) => system.includes("three-rounds"))
    expect(curve?.points.map(({ rounds }) => rounds)).toEqual([1, 2, 3, 4])
  })

  it("import-results: effects and a ratio from a table alone", async () => {
    const said: Array<string> = []
    vi.spyOn(console, "log").mockImplementation((...words) => void said.push(words.join(" ")))
    await import("../../examples/import-results.js")
    vi.restoreAllMocks()
    expect(said).toHaveLength(4)
    expect(said[0]).toMatch(/^memory: ratio \d/)
    expect(said[2]).toContain("memory and mesh")
    expect(said[3]).toMatch(/^(gain|ratio) \d\.\d\d/)
  })
})
