import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { gain } from "../../src/cli/gain.js"
import type { LedgerPilot } from "../../src/gain/pilotOf.js"
import type { Plan } from "../../src/gain/planStudy.js"
import { runStudy } from "../../src/study.js"
import { knower, simulatedStudy } from "../fixtures/simulatedStudy.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const page = readFileSync(new URL("../../docs/planning.md", import.meta.url), "utf8")

const run = async (...args: ReadonlyArray<string>) => {
  let out = ""
  let error = ""
  const code = await gain(args, {
    out: (text) => {
      out += text
    },
    error: (text) => {
      error += text
    }
  })
  return { code, out, error }
}

const numbers = ["--phi-single", "0.5", "--icc", "0.5", "--cross-correlation", "0.7"]

describe("gain plan", () => {
  const printed = [...page.matchAll(/```sh\nnpx gain (plan .*)\n```\n\n```text\n([\s\S]*?)```/gu)]

  it.each(printed.map(([, command = "", expected = ""]) => ({ command, expected })))(
    "prints what the page says: $command",
    async ({ command, expected }) => {
      expect(await run(...command.split(" "))).toEqual({ code: 0, out: expected, error: "" })
    }
  )
  it("has examples on its page", () => {
    expect(printed.length).toBeGreaterThanOrEqual(2)
  })

  it("gives the plan as JSON, and its exit code says whether there is one", async () => {
    const { code, out } = await run("plan", "--gamma", "1.2", ...numbers, "--cost-per-task", "5", "--json")
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ items: 113, seeds: 4, bestSeeds: 4 })
    const beyond = await run("plan", "--gamma", "2.5", ...numbers)
    expect(beyond.code).toBe(1)
    expect(beyond.out).toContain("Γ = 2.5 is out of reach")
    const harm = await run("plan", "--gamma", "0.8", ...numbers)
    expect(harm.out).toContain("shows     Γ ≤ 0.8")
  })

  it.each([
    [["--gamma", "1.2"], "requires --phi-single, --icc, --cross-correlation"],
    [numbers, "neither a Γ to be shown nor a number of tasks"],
    [["--gamma", "1", ...numbers], "requires a number above 0 other than 1"],
    [["--gamma", "much", ...numbers], "Must be a number"],
    [["--items", "1", ...numbers], "Must be a whole number of at least 2"],
    [["--gamma", "1.2", "--pilot", "nowhere"], "must be a readable ledger file or run folder"]
  ])("refuses %j", async (args, message) => {
    const { code, error } = await run("plan", ...args)
    expect(code).toBe(2)
    expect(error).toContain(message)
  })

  it("reads score, correlations, tokens and speed from the folder of a pilot run", async () => {
    const folder = join(temporaryFolder(), "pilot")
    await runStudy({ ...simulatedStudy(40), seeds: 2 }, { out: folder, models: knower(40) })
    const pilot = ["plan", "--gamma", "0.8", "--pilot", folder]
    const { code, out, error } = await run(...pilot, "--team", "debate", "--cross-correlation", "0.5", "--json")
    expect(error).toBe("")
    expect(code).toBe(0)
    const plan = JSON.parse(out) as Plan & { readonly pilot: LedgerPilot }
    expect(plan.pilot).toMatchObject({ system: "debate", task: "sums", items: 40, dimension: "tokens" })
    const read = ["--phi-single", String(plan.pilot.phiS), "--icc", String(plan.pilot.withinIcc)]
    const given = await run("plan", "--gamma", "0.8", "--json", ...read, "--cross-correlation", "0.5")
    expect(plan.items).toBe((JSON.parse(given.out) as Plan).items)
    const tokens = plan.pilot.costPerTrial ?? 0
    expect(plan.tokens).toBeCloseTo((plan.items ?? 0) * tokens * (plan.seeds + 1.25 * plan.pilot.strategies), 6)
    expect(plan.seconds).toBeGreaterThan(0)
    // A flag takes precedence: seeds that say nothing new make all numbers of seeds alike.
    const sure = await run(...pilot, "--team", "debate", "--cross-correlation", "0.5", "--icc", "1", "--json")
    const { alternatives } = JSON.parse(sure.out) as Plan
    expect(new Set(alternatives.map(({ items }) => items)).size).toBe(1)

    const text = await run(...pilot, "--team", "debate", "--cross-correlation", "0.5")
    expect(text.out).toMatch(/^pilot {5}debate on sums, 40 tasks: Φ single 0\.\d{3}, within-arm correlation/u)
    const unclear = await run(...pilot)
    expect(unclear.code).toBe(2)
    expect(unclear.error).toContain("requires one team, has debate on sums, independent-ensemble on sums")
  })
})

describe("gain import", () => {
  const inFolder = (name: string, text: string): string => {
    const path = join(temporaryFolder(), name)
    writeFileSync(path, text)
    return path
  }
  const rows = (cost: string) =>
    ["system,item,score,tokens"]
      .concat(
        Array.from({ length: 40 }, (_, item) => `debate,${item},${item % 4 === 0 ? 0 : 1},${cost}`),
        Array.from({ length: 40 }, (_, item) => `alone,${item},${item % 2},${cost}`)
      )
      .join("\n")

  it("gives Γ where budgets agree, and a ratio where they are unknown", async () => {
    const matched = await run(
      "import",
      inFolder("s.csv", rows("10")),
      "--team",
      "debate",
      "--single",
      "alone",
      "--json"
    )
    expect(matched.code).toBe(0)
    expect(JSON.parse(matched.out)).toMatchObject({ kind: "gain", gamma: 1.5, budget: { matched: true, team: 10 } })
    const unknown = await run("import", inFolder("s.csv", rows("")), "--team", "debate", "--single", "alone")
    expect(unknown.out).toContain("verdict   unmatched (no cost is known of every system")
    expect(unknown.out).toContain("budget    not matched, cost unknown")
    expect(unknown.out).not.toContain("From scores alone")
  })

  it("takes several single agents, a range and a dimension", async () => {
    const text = rows("10").replaceAll(",1,10", ",100,10")
    const path = inFolder("s.csv", `${text}\n${text.split("\n").slice(41).join("\n").replaceAll("alone", "other")}`)
    const found = await run(
      ...["import", path, "--team", "debate", "--single", "alone", "--single", "other", "--json"],
      ...["--range", "0,100", "--dimension", "tokens"]
    )
    expect(JSON.parse(found.out)).toMatchObject({
      singles: ["alone", "other"],
      phiM: 0.75,
      budget: { dimension: "tokens" }
    })
  })

  it.each([
    [["--single", "alone"], "required option '--team <name>' not specified"],
    [["--team", "debate", "--single", "nobody"], "must be one of debate, alone"],
    [["--team", "debate", "--single", "alone", "--range", "1,0"], "Must be worst,best"],
    [["--team", "debate", "--single", "alone", "--dimension", "love"], "Must be one of tokens"],
    [["--team", "debate", "--single", "alone", "--level", "2"], "Must be above 0.5"]
  ])("refuses %j", async (args, message) => {
    const { code, error } = await run("import", inFolder("s.csv", rows("10")), ...args)
    expect(code).toBe(2)
    expect(error).toContain(message)
  })

  it("refuses malformed rows by file and line", async () => {
    const { code, error } = await run(
      "import",
      inFolder("s.csv", "system,item,score\na,b,c"),
      "--team",
      "a",
      "--single",
      "b"
    )
    expect(code).toBe(2)
    expect(error).toContain('Column "score": "c" at s.csv line 2; requires a number')
  })
})
