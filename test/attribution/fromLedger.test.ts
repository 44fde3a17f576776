import { appendFileSync, readFileSync, writeFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { attributionsFromLedger } from "../../src/attribution/attributionsFromLedger.js"
import { cellsFromLedger } from "../../src/attribution/cellsFromLedger.js"
import type { Study } from "../../src/design/Study.js"
import { ModelError } from "../../src/errors/ModelError.js"
import { defineContextFactor } from "../../src/factor/defineFactor.js"
import type { Factor } from "../../src/factor/Factor.js"
import { readLedger } from "../../src/ledger/readLedger.js"
import type { LanguageModel } from "../../src/model/LanguageModel.js"
import { promptText } from "../../src/model/promptText.js"
import { buildReport } from "../../src/report/buildReport.js"
import { renderJson } from "../../src/report/renderJson.js"
import { renderReport, resumeStudy, runStudy } from "../../src/study.js"
import { factorStudy, mark, markedModel, marks } from "../fixtures/factorStudy.js"
import { ledgerOf } from "../fixtures/ledgerOf.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const run = async (study: Study, factors: ReadonlyArray<Factor>, model: LanguageModel) => {
  const out = `${temporaryFolder()}/run`
  const result = await runStudy(study, { out, models: model, factors, concurrency: 16, retries: 0 })
  return { ...result, ledger: await readLedger(out) }
}

const flat = (seed: number, phi = 0.5) => markedModel({ seed, phi: () => phi })

/** A model that is out of order for prompts of which this is true. */
const broken = (model: LanguageModel, when: (prompt: string) => boolean): LanguageModel => ({
  ...model,
  generate: (request) =>
    when(promptText(request.prompt))
      ? Effect.fail(
          new ModelError({
            reason: "unavailable",
            retryable: true,
            what: "Model",
            value: "down",
            limit: "up",
            advice: "Wait."
          })
        )
      : model.generate(request)
})

const traits = (hard: boolean) => ({ hard })
const items = (count: number): Study["tasks"][number] => {
  const [first, ...rest] = Array.from({ length: count }, (_, n) => ({
    id: `i${String(n).padStart(3, "0")}`,
    question: `item ${n}`,
    answer: `right${n}`,
    traits: traits(n % 2 === 1)
  }))
  if (first === undefined) throw new Error("at least one")
  return { id: "marked", source: { items: [first, ...rest] } }
}

const statement = { version: 1, claim: "It matters.", source: "this test" }

const hardness = defineContextFactor({
  ...statement,
  id: "hardness",
  kind: "context",
  levels: ["easy", "hard"],
  nullLevel: "easy",
  moves: ["where"],
  holdsFixed: "The systems.",
  apply: (level, settings) => ({ ...settings, where: { traits: traits(level === "hard") } })
})

describe("attributions of a ledger", () => {
  it("leave out items that some arm lacks, say which arm lacks how many, and give a reason where none is left", async () => {
    const study = factorStudy({ items: 20, design: { id: "d", factors: ["a"] } })
    const down = (prompt: string) => prompt.includes("You are a.") && /item (3|7)\b/.test(prompt)
    const { report, outcome } = await run(study, marks("a"), broken(flat(1), down))
    expect(outcome).toBe("missing")
    const [entry] = report.attribution
    expect(entry).toMatchObject({ missing: 2, missingFrom: [{ system: "d: a", items: 2 }], result: { items: 18 } })
    expect(entry?.notes.join()).toContain("2 items were left out")

    const all = await run(
      study,
      marks("a"),
      broken(flat(1), (prompt) => prompt.includes("You are a."))
    )
    expect(all.report.attribution[0]).toMatchObject({
      result: null,
      problem: { kind: "no-complete-item" },
      missing: 20
    })
    // JSON with nulls, no NaN.
    expect(() => renderJson(all.report)).not.toThrow()
  })

  it("gives a reason where a cell's cost has no baseline, and scores alone on request, as exploratory", async () => {
    const study = { ...factorStudy({ items: 20, design: { id: "d", factors: ["a"] } }), pool: { first: 1, most: 1 } }
    const model = markedModel({ seed: 2, phi: () => 0.5, tokens: (text) => (text.includes("You are a") ? 40 : 10) })
    const { report, ledger } = await run(study, marks("a"), model)
    expect(report.attribution[0]).toMatchObject({ result: null, problem: { kind: "unmatched" } })
    const [scores] = attributionsFromLedger(ledger, { basis: "score" })
    expect(scores?.result?.factors).toHaveLength(1)
    expect(scores?.exploratory).toHaveLength(1)
    expect(scores?.result?.factors[0]?.class).not.toBe("I")
  })

  it("mark what differs from what was declared as exploratory", async () => {
    const study = factorStudy({ items: 12, design: { id: "d", factors: ["a", "b"], contrast: "main" } })
    const { ledger } = await run(study, marks("a", "b"), flat(3))
    const of = (options: Parameters<typeof attributionsFromLedger>[1]) => attributionsFromLedger(ledger, options)[0]
    expect(of({})).toMatchObject({
      exploratory: [],
      declared: { contrast: "main", scale: "log" },
      result: { contrast: "main" }
    })
    expect(of({ contrast: "main" })?.exploratory).toEqual([])
    expect(of({ contrast: "shapley" })?.exploratory).toEqual(["classes by shapley; declared before the run: main"])
    expect(of({ scale: "linear" })?.exploratory[0]).toContain("linear")
    expect(() => of({ design: "x" })).toThrow("must be one of d")
  })

  it("compare cells over the same items item by item, though a context factor gave them a task of its own", async () => {
    const window = defineContextFactor({
      ...statement,
      id: "window",
      kind: "context",
      holdsFixed: "The systems.",
      levels: ["wide", "narrow"],
      nullLevel: "wide",
      moves: ["window"],
      apply: (level, settings) => ({ ...settings, window: level === "wide" ? 9 : 5 })
    })
    const study: Study = {
      ...factorStudy({ items: 1, design: { id: "d", factors: ["a", "window"] } }),
      tasks: [{ ...items(30), window: 9 }]
    }
    const { report, ledger } = await run(study, [mark("a"), window], flat(4))
    expect(report.attribution).toHaveLength(1)
    expect(report.attribution[0]).toMatchObject({ stratum: {}, contexts: [], result: { cells: 4, items: 30 } })
    expect(new Set(report.attribution[0]?.cells.map(({ task }) => task)).size).toBe(2)
    // The scores of a cell are those of its arm's trials, in the order of the items.
    const [read] = cellsFromLedger(ledger, "d")
    const slot = read?.slots[3]
    const trials = ledger.trials.filter((trial) => trial.slot === slot)
    expect(read?.data?.cells[3]?.scores.map(([score]) => score)).toEqual(
      read?.items.map((item) => trials.find((trial) => trial.item === item)?.score)
    )
  })

  it("keep strata of different items apart and compare them as independent samples", async () => {
    const study: Study = {
      ...factorStudy({ items: 1, design: { id: "d", factors: ["a", "hardness"] } }),
      tasks: [items(160)]
    }
    // a doubles the score on hard items only; the single agent scores the same on both.
    const base = flat(5, 0.35)
    const strong = flat(5, 0.7)
    const odd = (prompt: string) => Number(/item (\d+)/.exec(prompt)?.[1]) % 2 === 1
    const model: LanguageModel = {
      ...base,
      generate: (request) => {
        const text = promptText(request.prompt)
        return (text.includes("You are a.") && odd(text) ? strong : base).generate(request)
      }
    }
    const { report } = await run(study, [mark("a"), hardness], model)
    expect(report.attribution.map(({ stratum }) => stratum)).toEqual([{ hardness: "easy" }, { hardness: "hard" }])
    const [easy, hard] = report.attribution
    expect(easy?.result).toMatchObject({ items: 80, cells: 2 })
    const effect = easy?.contexts[0]
    expect(hard?.contexts).toEqual([])
    expect(effect).toMatchObject({ factor: "hardness", level: "hard", against: "easy", configurations: 2 })
    // Truth: the geometric mean of 1 and 2; the effect of a is twice as large.
    const near = (
      ratio: { value: number | null; lower: number | null; upper: number | null } | undefined,
      truth: number
    ) => {
      const { value, lower, upper } = ratio ?? { value: null, lower: null, upper: null }
      const error = Math.log((upper ?? 0) / (lower ?? 1)) / (2 * 1.97)
      expect(Math.abs(Math.log((value ?? 0) / truth))).toBeLessThan(4 * error)
      return error
    }
    near(effect?.ratio, Math.SQRT2)
    near(effect?.moderates[0]?.ratio, 2)
    // By hand: log Γ of each cell from its row; Welch's error from the two strata's own.
    const logs = (entry: typeof easy) =>
      (entry?.cells ?? []).map(({ score, baseline }) => Math.log((score ?? 0) / (baseline ?? 1)))
    const mean = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(Math.log(effect?.ratio.value ?? 0)).toBeCloseTo(mean(logs(hard)) - mean(logs(easy)), 10)
  })

  it("are empty for ledgers of studies without designs, as written before there were any", () => {
    const ledger = ledgerOf({
      items: 4,
      arms: [
        { id: "team", role: "team", seeds: 1, outcome: () => ({ answer: "right", cost: 10 }) },
        { id: "single", seeds: 2, outcome: () => ({ answer: "right", cost: 5 }) }
      ]
    })
    expect(attributionsFromLedger(ledger)).toEqual([])
    expect(buildReport(ledger).attribution).toEqual([])
  })

  it("are the same when the report is computed anew, and after a resume; another version of a factor is refused", async () => {
    const study = factorStudy({ items: 12, design: { id: "d", factors: ["a", "b"] } })
    const { report, folder } = await run(study, marks("a", "b"), flat(6))
    expect(await renderReport(folder)).toEqual(report)
    // Cut the ledger after a third of its lines.
    const lines = readFileSync(`${folder}/ledger.jsonl`, "utf8").split("\n")
    writeFileSync(`${folder}/ledger.jsonl`, "")
    appendFileSync(`${folder}/ledger.jsonl`, `${lines.slice(0, Math.floor(lines.length / 3)).join("\n")}\n`)
    const resume = (factors: ReadonlyArray<Factor>) => resumeStudy(folder, { models: flat(6), factors })
    await expect(resume([mark("a", 2), mark("b")])).rejects.toThrow("a of design d was version 1, is 2")
    expect((await resume(marks("a", "b"))).report).toEqual(report)
  })
})
