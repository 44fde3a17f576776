import { readFile } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { debate } from "../../factors/presets/debate.js"
import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { singleStrategies } from "../../src/blueprint/singleStrategies.js"
import { expandArms } from "../../src/design/expandArms.js"
import type { Study } from "../../src/design/Study.js"
import { InputError } from "../../src/errors/InputError.js"
import type { ModelRequest } from "../../src/model/LanguageModel.js"
import { scriptedModel } from "../../src/model/ScriptedModel.js"
import { createStream } from "../../src/stats/createStream.js"
import { deriveSeed } from "../../src/stats/deriveSeed.js"
import { runStudy, runStudyEffect } from "../../src/study.js"
import { simulatedStudy } from "../fixtures/simulatedStudy.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"
import { tinyDesign } from "../fixtures/tinyDesign.js"

const [, chainOfThought] = singleStrategies()
const items = Array.from({ length: 60 }, (_, i) => ({ id: `q${i}`, question: `question ${i}?`, answer: "yes" }))
const [firstItem, ...otherItems] = items

/** Yes-or-no questions; agents answer in one line. */
const study = (promptVariants?: Study["promptVariants"]): Study => ({
  name: "wordings",
  model: "scripted",
  tasks: [{ id: "yesno", source: { items: [firstItem as (typeof items)[number], ...otherItems] } }],
  teams: [debate],
  singles: [chainOfThought as Blueprint],
  pool: { first: 2, most: 12 },
  budget: { tokens: 50_000 },
  ...(promptVariants === undefined ? {} : { promptVariants })
})

const revising = [
  "solve problems in a group",
  "Others have answered the same problem",
  "Read the other answers critically"
]
const solving = [
  "You solve problems. Think step by step",
  "Work the problem out in short steps",
  "Reason briefly, one step after"
]

/** Says the right answer with a probability that hangs on what the agent is asked to do and in which wording. */
const world = (chance: (turn: "solve" | "revise", wording: number) => number) =>
  scriptedModel({
    dialect: "chat",
    replies: (request: ModelRequest) => {
      const system = request.prompt.kind === "messages" ? (request.prompt.messages[0]?.content ?? "") : ""
      const place = (texts: ReadonlyArray<string>) => texts.findIndex((text) => system.includes(text))
      const revise = place(revising)
      const wording = revise < 0 ? place(solving) : revise
      if (wording < 0) throw new Error(`unknown wording: ${system}`)
      const right = createStream(deriveSeed(7, request.seed)).next() < chance(revise < 0 ? "solve" : "revise", wording)
      return `Answer: ${right ? "yes" : "no"}`
    }
  })

/** With two answers at .5 no vote of any size beats a coin: Γ is 1, but where wording 0 happens to suit the debaters. */
const luckyWorld = () => world((turn, wording) => (turn === "revise" && wording === 0 ? 0.85 : 0.5))
/** Debating helps whatever the words. */
const helpfulWorld = () => world((turn) => (turn === "revise" ? 0.85 : 0.5))

describe("prompt variants as a block", () => {
  it("crosses every arm with every wording, on the same items, under names and dice of their own", async () => {
    const task = { ...tinyDesign.tasks[0], id: "yesno" }
    const arms = await Effect.runPromise(expandArms(study([2, 0]), [task], {}))
    expect(arms.map(({ role, blueprint }) => `${role} ${blueprint.id} ${blueprint.promptVariant}`)).toEqual([
      "team debate/v0 0",
      "team debate/v2 2",
      "single chain-of-thought/v0 0",
      "single chain-of-thought/v2 2"
    ])
    expect(arms.map(({ slot }) => slot)).toEqual([0, 1, 2, 3])
    expect(await Effect.runPromise(expandArms(study(3), [task], {}))).toHaveLength(6)
    expect((await Effect.runPromise(expandArms(study(), [task], {}))).every((arm) => arm.variant === undefined)).toBe(
      true
    )
  })

  it("refuses systems with a wording of their own", async () => {
    const own = { ...study(2), teams: [{ ...debate, promptVariant: 1 as const }] as const }
    const error = await Effect.runPromise(Effect.flip(expandArms(own, [{ ...tinyDesign.tasks[0], id: "yesno" }], {})))
    expect(error).toBeInstanceOf(InputError)
    expect(error.message).toContain("promptVariant 1")
  })

  it("refuses a model whose dialect has one wording, before any token", async () => {
    const out = join(temporaryFolder(), "run")
    const compact = scriptedModel({ dialect: "compact", replies: [] })
    const error = await Effect.runPromise(
      Effect.flip(runStudyEffect({ ...simulatedStudy(4), promptVariants: 3 }, { out, models: compact }))
    )
    expect(error.message).toMatch(/paraphrases.*the compact dialect/)
    expect(compact.calls).toHaveLength(0)
  })

  it("exposes a gain that one lucky wording would have faked", async () => {
    const alone = await runStudy(study(), { out: join(temporaryFolder(), "run"), models: luckyWorld() })
    expect(alone.report.estimates[0]?.verdict).toBe("positive")
    expect(alone.report.promptVariants).toBeUndefined()

    const out = join(temporaryFolder(), "run")
    const { report } = await runStudy(study([0, 1, 2]), { out, models: luckyWorld() })
    expect(report.estimates.map(({ system }) => system)).toEqual(["debate/v0", "debate/v1", "debate/v2"])
    // Every envelope knows strategies of its own wording and no others.
    for (const { system, baseline } of report.estimates) {
      expect(baseline.strategies.length).toBeGreaterThan(0)
      for (const { name } of baseline.strategies) expect(name).toContain(`chain-of-thought${system.slice(-3)}`)
    }
    const [row] = report.promptVariants ?? []
    expect(row).toMatchObject({ system: "debate", task: "yesno", comparison: "parity" })
    // maj3(.85) = .93925 against .5 under wording 0. Under the others Γ is 1: not positive, but for a false alarm in forty
    // each harmful.
    expect(row?.variants.map(({ verdict }) => verdict.startsWith("positive"))).toEqual([true, false, false])
    expect(row?.sign).toBe(row?.variants.some(({ verdict }) => verdict === "harmful") ? "contrary" : "some")
    expect(row?.variants[0]?.gamma).toBeGreaterThan(1.4)
    const logs = (row?.variants ?? []).map(({ gamma }) => Math.log(gamma ?? Number.NaN))
    expect(Math.log(row?.gamma ?? 0)).toBeCloseTo(logs.reduce((sum, log) => sum + log, 0) / 3, 12)
    // The true log Γ are log 1.8785, 0, 0: a variance of .1325 between the wordings.
    expect(row?.spread?.lower).toBeLessThan(0.1325)
    expect(row?.spread?.upper).toBeGreaterThan(0.1325)
    expect(row?.spread?.tauSquared).toBeGreaterThan(0.03)
    expect(row?.spread?.p).toBeLessThan(0.01)
    expect(row?.further?.lower).toBeLessThan(1)

    const markdown = await readFile(join(out, "report.md"), "utf8")
    expect(markdown).toContain("Luck of the prompt")
    const warning =
      row?.sign === "some" ? "Γ above 1 is shown under 1 of 3 wordings only (v0)" : "What the prompt says decides"
    expect(markdown).toContain(warning)
    expect(markdown.indexOf(warning)).toBeLessThan(markdown.indexOf("Verdicts"))
    expect(await readFile(join(out, "report.html"), "utf8")).toContain(warning)
    expect(JSON.parse(await readFile(join(out, "report.json"), "utf8")).promptVariants[0].sign).toBe(row?.sign)
    const evidence = JSON.parse(await readFile(join(out, "evidence.json"), "utf8"))
    expect(evidence.parts).toContainEqual({ at: "/promptVariants/0", slots: [0, 1, 2, 3, 4, 5] })
  })

  it("does not take one set of items, three times the same, for three times the evidence", async () => {
    // Answers hang on the question alone, so that all wordings score alike: the mean is as uncertain as each of them.
    const stubborn = scriptedModel({
      dialect: "chat",
      replies: (request) => {
        const text = request.prompt.kind === "messages" ? (request.prompt.messages[1]?.content ?? "") : ""
        const number = /question (\d+)/.exec(text)?.[1] ?? ""
        const chance = text.includes("Other answers") ? 0.8 : 0.5
        return `Answer: ${createStream(deriveSeed(3, "fixed", number)).next() < chance ? "yes" : "no"}`
      }
    })
    const { report } = await runStudy(study(3), { out: join(temporaryFolder(), "run"), models: stubborn })
    const [row] = report.promptVariants ?? []
    const [one] = report.estimates
    expect(row?.spread).toMatchObject({ tauSquared: 0, lower: 0, p: 1 })
    expect(row?.gamma).toBeCloseTo(one?.gamma ?? 0, 12)
    const width = (lower: number | null | undefined, upper: number | null | undefined) =>
      Math.log((upper ?? 0) / (lower ?? 1))
    const ratio = width(row?.lower, row?.upper) / width(one?.interval.lower, one?.interval.upper)
    // Correlations are kept off 1: √((1 + 2·.99)/3) = .9967.
    expect(ratio).toBeCloseTo(0.9967, 3)
  })

  it("says that a gain holds under every wording, where it does", async () => {
    const { report } = await runStudy(study(3), { out: join(temporaryFolder(), "run"), models: helpfulWorld() })
    const [row] = report.promptVariants ?? []
    expect(row?.sign).toBe("every")
    expect(row?.lower).toBeGreaterThan(1)
    expect(row?.lower).toBeLessThan(1.8785)
    expect(row?.upper).toBeGreaterThan(1.8785)
    expect(row?.spread?.lower).toBe(0)
  })
})
