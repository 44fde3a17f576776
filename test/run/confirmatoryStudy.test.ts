import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { attributionsFromLedger } from "../../src/attribution/attributionsFromLedger.js"
import { pruneDesign } from "../../src/attribution/pruneDesign.js"
import { gain } from "../../src/cli/gain.js"
import type { Study } from "../../src/design/Study.js"
import { readLedger } from "../../src/ledger/readLedger.js"
import { confirmatoryStudy } from "../../src/run/confirmatoryStudy.js"
import { runStudy } from "../../src/study.js"
import { factorStudy, mark, markedModel, marks } from "../fixtures/factorStudy.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"
import { lone } from "../fixtures/tinyDesign.js"

/** Either of a, b does the whole job; c does nothing. */
const model = markedModel({ seed: 9, phi: (on) => (on.has("a") || on.has("b") ? 0.6 : 0.35) })

const lines = (count: number) =>
  Array.from({ length: count }, (_, n) => JSON.stringify({ id: `i${n}`, question: `item ${n}`, answer: `right${n}` }))

const study = (design: Partial<NonNullable<Study["designs"]>[number]> = {}): Study => ({
  ...factorStudy({ items: 1, design: { id: "d", factors: ["a", "b"] } }),
  designs: [{ id: "d", factors: ["a", "b"], base: lone("plain"), ...design }],
  tasks: [{ id: "t", source: { file: "items.jsonl" } }],
  items: 120,
  // Only large gains matter, so that few items tell.
  analysis: { relevance: 1.4 }
})

const firstRun = async (given: Study) => {
  const folder = temporaryFolder()
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/items.jsonl`, `${lines(200).join("\n")}\n`)
  const out = `${folder}/run`
  await runStudy(given, { out, folder, models: model, factors: marks("a", "b", "c"), concurrency: 32 })
  const ledger = await readLedger(out)
  return { folder, out, ledger, pruned: pruneDesign(attributionsFromLedger(ledger)) }
}

describe("a confirmatory study", () => {
  // Run in the first test that asks for it; its folder is gone afterwards.
  let kept: ReturnType<typeof firstRun> | undefined
  const twoFactors = () => {
    kept ??= firstRun(study())
    return kept
  }

  it("compares pruned and full system directly, on items that the first run has not seen", async () => {
    const { folder, out, ledger, pruned } = await twoFactors()
    expect(pruned.removed).toHaveLength(1)
    expect(pruned.kept[0]?.why).toContain("redundant")
    const options = { factors: marks("a", "b", "c"), folder }
    const { study: second, blueprint, notes } = await Effect.runPromise(confirmatoryStudy(ledger, pruned, options))
    expect(notes).toEqual([])
    expect(blueprint).toMatchObject({
      id: "plain-pruned",
      agents: [{ persona: pruned.removed[0]?.factor === "a" ? "b" : "a" }]
    })
    const [task] = second.tasks
    const fresh = "items" in task.source ? task.source.items.map(({ id }) => id) : []
    expect(fresh).toEqual(Array.from({ length: 80 }, (_, n) => `i${n + 120}`))
    const { report } = await runStudy(second, { out: `${out}-2`, models: model, factors: marks("a", "b", "c") })
    expect(report.estimates.map(({ system }) => system)).toEqual(["plain-pruned", "plain-full"])
    const [entry] = report.attribution
    expect(entry?.cells.map(({ system }) => system)).toEqual(["plain-full", "plain-pruned"])
    expect(entry?.result).toMatchObject({ items: 80, factors: [{ factor: "removed", class: "II" }] })
  })

  it("draws another seed of a synthetic family, without an item of the first run", async () => {
    const arithmetic = { synthetic: { family: "arithmetic", level: 1, items: 40, seed: 3 } } as const
    const { ledger, pruned, folder } = await twoFactors()
    const written = ledger.start.study
    if (written === undefined) throw new Error("the ledger holds its study")
    const other = {
      ...ledger,
      start: { ...ledger.start, study: { ...written, tasks: [{ id: "t", source: arithmetic }] as const } }
    }
    const { study: second } = await Effect.runPromise(
      confirmatoryStudy(other, pruned, { factors: marks("a", "b"), folder, items: 25 })
    )
    const [{ source }] = second.tasks
    expect(source).toMatchObject({ synthetic: { family: "arithmetic", items: 25 } })
    expect("synthetic" in source && source.synthetic.seed).not.toBe(3)
  })

  it("makes a system that was not run from the factors, and refuses another version", async () => {
    // Three factors in four runs: the full system without one of them is not among them.
    const { ledger, folder } = await firstRun(
      study({ factors: ["a", "b", "c"], plan: { kind: "fractional", runs: 4 } })
    )
    const full = { a: "on", b: "on", c: "on" }
    const pruned = {
      design: "d",
      full,
      levels: { ...full, c: "off" },
      removed: [{ factor: "c", why: "" }],
      kept: []
    }
    const make = (factors: ReturnType<typeof marks>) =>
      Effect.runPromise(confirmatoryStudy(ledger, pruned, { factors, folder }))
    expect((await make(marks("a", "b", "c"))).blueprint.agents[0].persona).toBe("a b")
    await expect(make([...marks("a", "b"), mark("c", 2)])).rejects.toThrow("version 2")
    await expect(make(marks("a", "b"))).rejects.toThrow("not at hand")
  })

  it("is written by gain prune; gain attribute prints what it rests on", async () => {
    const { out, folder } = await firstRun(study())
    writeFileSync(
      `${folder}/study.mjs`,
      "const move = (id) => ({ id, kind: 'control', version: 1, claim: '', source: '', levels: ['off', 'on'], nullLevel: 'off'," +
        " moves: ['agents.persona'], holdsFixed: '', apply: (level, blueprint) => blueprint })\n" +
        "export const factors = [move('a'), move('b')]\nexport default {}\n"
    )
    let printed = ""
    const add = (text: string): void => {
      printed += text
    }
    const terminal = { out: add, error: add }
    const file = `${folder}/confirm.json`
    expect(await gain(["prune", out, "--out", file, "--study", `${folder}/study.mjs`], terminal)).toBe(0)
    expect(printed).toContain("redundant with")
    const written = JSON.parse(readFileSync(file, "utf8"))
    expect(written).toMatchObject({ name: "marked-confirm", teams: [{ id: "plain-pruned" }, { id: "plain-full" }] })
    expect(JSON.parse(readFileSync(`${folder}/confirm.blueprint.json`, "utf8"))).toEqual(written.teams[0])

    printed = ""
    expect(await gain(["attribute", out], terminal)).toBe(0)
    expect(printed).toContain("a and b are redundant")
    expect(printed).not.toContain("exploratory")
    printed = ""
    expect(await gain(["attribute", out, "--contrast", "main"], terminal)).toBe(0)
    expect(printed).toContain("! exploratory: classes by main; declared before the run: from-full")
    printed = ""
    expect(await gain(["attribute", out, "--json"], terminal)).toBe(0)
    expect(JSON.parse(printed)).toHaveLength(1)
    expect(await gain(["prune", out, "--out", file, "--design", "x"], terminal)).toBe(2)
  })
})
