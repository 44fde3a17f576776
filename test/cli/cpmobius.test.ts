import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { gain } from "../../src/cli/gain.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const cli = async (...args: ReadonlyArray<string>) => {
  let [out, error] = ["", ""]
  const code = await gain(["cpmobius", ...args], {
    out: (text) => {
      out += text
    },
    error: (text) => {
      error += text
    }
  })
  return { code, out, error }
}
const small = ["--arms", "full,frozen", "--seeds", "2", "--iterations", "4", "--votes", "2"]
const shelf = mkdtempSync(join(tmpdir(), "gain-"))
afterAll(() => rmSync(shelf, { recursive: true, force: true }))
let files = 0
const file = (content: string): string => {
  const path = join(shelf, `${files++}-settings.json`)
  writeFileSync(path, content)
  return path
}

describe("gain cpmobius run", () => {
  it("trains, compares, prints JSON with arms, gammaTrain, curves and cost, and writes the report", async () => {
    const out = join(temporaryFolder(), "study")
    const { code, out: printed, error } = await cli("run", ...small, "--json", "--out", out)
    expect(code).toBe(0)
    const report = JSON.parse(printed)
    expect(report.arms.map(({ id }: { readonly id: string }) => id)).toEqual(["full", "frozen-coach"])
    expect(report.gammaTrain[0]).toMatchObject({ first: "full", second: "frozen-coach" })
    expect(report.curves.length).toBe(4)
    expect(report.cost[0].flops).toBeGreaterThan(0)
    expect(report.breakEven.arms.length).toBe(2)
    expect(report.scope).toBe("simulated")
    expect(error).toMatch(/full seed 1 \(1\/4\) iteration 4\/4 · accuracy .* accepted .* ties .* none .* Δ .* SNR/u)
    expect(readFileSync(join(out, "report.json"), "utf8")).toBe(printed)
    for (const name of ["report.md", "report.html", "study.json", "full/seed-1/ledger.jsonl"]) {
      expect(existsSync(join(out, name))).toBe(true)
    }
    // Once more on a finished study: nothing is run, the same report.
    const again = await cli("run", "--resume", "--json", "--out", out)
    expect([again.code, again.out]).toEqual([0, printed])
    const compared = await cli("compare", out, "--json", "--out", temporaryFolder())
    expect([compared.code, compared.out]).toEqual([0, printed])
  })

  it.each<readonly [string, ReadonlyArray<string>, ReadonlyArray<string>]>([
    ["an unknown learner", ["--learner", "magic"], ["magic", "simulated"]],
    ["an unknown preset", ["--preset", "best"], ["best", "paper"]],
    ["an unknown arm", ["--arms", "full,fozen"], ["arms.1", "frozen-coach"]],
    ["an arm twice", ["--arms", "full,frozen,frozen-coach"], ["frozen-coach twice"]],
    ["the full loop not first", ["--arms", "frozen,full"], ["Name it first"]],
    ["no seeds", ["--seeds", "0"], ["at least one"]],
    ["a seed that is no number", ["--seeds", "1,x"], ["whole number"]],
    ["no iterations", ["--iterations", "0"], ["at least 1"]],
    ["a budget without a unit", ["--budget", "20000"], ["rollouts="]],
    ["a field that does not exist", ["--config", file('{"problms": 3}')], ["problms", "problems"]],
    ["a value that a field cannot have", ["--config", file('{"answers": 1}')], ["answers"]],
    ["settings that are no JSON", ["--config", file("{")], ["settings.json"]],
    ["a folder that cannot be made", ["--out", join(file("x"), "study")], ["settings.json/study"]],
    ["an unknown model", ["--learner", "in-context", "--model", "gpt-17"], ["gpt-17"]],
    ["a study to resume that is none", ["--resume", "--out", join(shelf, "empty")], ["holds no study"]]
  ])("refuses %s", async (_, args, told) => {
    const { code, error } = await cli("run", "--out", join(temporaryFolder(), "study"), ...args)
    expect(code).toBe(2)
    for (const part of told) expect(error).toContain(part)
  })

  it("does not write over a study", async () => {
    const out = temporaryFolder()
    writeFileSync(join(out, "study.json"), "{}")
    const { code, error } = await cli("run", ...small, "--out", out)
    expect(code).toBe(2)
    expect(error).toContain("already holds a study")
    expect(readFileSync(join(out, "study.json"), "utf8")).toBe("{}")
  })
})

describe("gain cpmobius compare", () => {
  let study: string
  beforeAll(async () => {
    study = join(shelf, "compare")
    await cli(
      "run",
      "--arms",
      "full,frozen,shuffled",
      "--seeds",
      "1,2",
      "--iterations",
      "3",
      "--votes",
      "0",
      "--out",
      study
    )
  })

  it("names an unfinished run and returns 1", async () => {
    const folder = temporaryFolder()
    for (const seed of [1, 2]) {
      for (const arm of ["full", "frozen-coach", "shuffled-delta"]) {
        const own = join(folder, arm, `seed-${seed}`)
        mkdirSync(own, { recursive: true })
        const text = readFileSync(join(study, arm, `seed-${seed}`, "ledger.jsonl"), "utf8")
        const cut = arm === "full" && seed === 2 ? text.slice(0, text.length * 0.6) : text
        writeFileSync(join(own, "ledger.jsonl"), cut)
      }
    }
    writeFileSync(join(folder, "study.json"), readFileSync(join(study, "study.json")))
    const { code, out } = await cli("compare", folder)
    expect(code).toBe(1)
    expect(out).toContain("Not ended: full seed 2")
  })

  it("takes single runs of several folders, in either unit, up to a budget", async () => {
    const folders = ["full", "shuffled-delta"].flatMap((arm) => [1, 2].map((seed) => join(study, arm, `seed-${seed}`)))
    const out = temporaryFolder()
    const { code, out: printed } = await cli(
      "compare",
      ...folders,
      "--unit",
      "flops",
      "--at",
      "2e11",
      "--json",
      "--out",
      out
    )
    expect(code).toBe(0)
    const report = JSON.parse(printed)
    expect([report.unit, report.budget, report.gammaTrain.length]).toEqual(["flops", 2e11, 1])
  })

  it.each([
    ["a folder that is not there", ["/nowhere/at/all"], "nowhere"],
    ["a damaged ledger", ["damaged"], "line"]
  ])("refuses %s", async (_, names, told) => {
    const folder = temporaryFolder()
    const text = readFileSync(join(study, "full/seed-1/ledger.jsonl"), "utf8")
    const lines = text.split("\n")
    lines[3] = (lines[3] ?? "").replace(/\d/u, "7x")
    writeFileSync(join(folder, "ledger.jsonl"), lines.join("\n"))
    const { code, error } = await cli("compare", ...(names[0] === "damaged" ? [folder] : names))
    expect(code).toBe(2)
    expect(error).toContain(told)
  })
})

describe("gain cpmobius export", () => {
  it("writes a folder for veRL that compare reads once its log is there", async () => {
    const root = temporaryFolder()
    const study = join(root, "study")
    await cli("run", "--arms", "full", "--seeds", "1", "--iterations", "2", "--votes", "0", "--out", study)
    const out = join(root, "large")
    const exported = await cli(
      "export",
      study,
      "--to",
      "verl",
      "--model",
      "Qwen/Qwen2.5-7B-Instruct",
      "--parameters",
      "7e9",
      "--out",
      out
    )
    expect(exported.code).toBe(0)
    expect(exported.out).toContain("bash run_verl.sh")
    expect((await cli("compare", out)).error).toContain("metrics.jsonl")
    const line = (step: number) =>
      JSON.stringify({
        step,
        data: { "val-core/cpmobius/held/acc/mean@1": 0.3 + 0.1 * step, "val-core/cpmobius/ood/acc/mean@1": 0.2 }
      })
    writeFileSync(join(out, "metrics.jsonl"), `${line(0)}\n${line(1)}\n`)
    const { code, out: printed } = await cli("compare", out)
    expect(code).toBe(0)
    expect(printed).toContain("trained elsewhere")
    expect(printed).toContain("0.400")
  })

  it("refuses an arm or a run that is not there", async () => {
    const root = temporaryFolder()
    const study = join(root, "study")
    await cli("run", "--arms", "full", "--seeds", "1", "--iterations", "1", "--votes", "0", "--out", study)
    const of = (...args: ReadonlyArray<string>) =>
      cli("export", study, "--to", "trl", "--model", "m", "--out", join(root, "x"), ...args)
    expect((await of("--seed", "9")).code).toBe(2)
    expect((await of("--arm", "frozen")).code).toBe(2)
    expect((await cli("export", study, "--to", "tensorflow", "--model", "m", "--out", "x")).code).toBe(2)
  })
})
