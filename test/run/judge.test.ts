import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { debate } from "../../factors/presets/debate.js"
import { readVerdict } from "../../src/agent/dialects/chatJudge.js"
import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { singleStrategies } from "../../src/blueprint/singleStrategies.js"
import type { Study } from "../../src/design/Study.js"
import { readLedger } from "../../src/ledger/readLedger.js"
import type { ModelRequest } from "../../src/model/LanguageModel.js"
import { type ScriptedModel, scriptedModel } from "../../src/model/ScriptedModel.js"
import { createStream } from "../../src/stats/createStream.js"
import { resumeStudy, runStudy, runStudyEffect } from "../../src/study.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const [, chainOfThought, , greedy] = singleStrategies()
const items = Array.from({ length: 4 }, (_, i) => ({
  id: `q${i}`,
  question: `What is ${i} and ${i}?`,
  answer: `${2 * i}`
}))
const [first, ...others] = items

const study: Study = {
  name: "judged",
  model: { default: "agents", strong: "judge" },
  tasks: [
    {
      id: "sums",
      source: { items: [first as (typeof items)[number], ...others] },
      grader: { kind: "judge", model: "strong", rubric: "It equals the reference answer." }
    }
  ],
  teams: [debate],
  singles: [chainOfThought as Blueprint],
  pool: { first: 2, most: 4 },
  budget: { tokens: 20_000 }
}

/** Answers rightly half of the time, from a small set. */
const agents = () =>
  scriptedModel({
    id: "agents",
    dialect: "chat",
    replies: (request: ModelRequest) => {
      const question = /What is (\d)/.exec(textOf(request))?.[1] ?? ""
      return `I thought about it as agent-secret.\nAnswer: ${createStream(request.seed).next() < 0.5 ? 2 * Number(question) : 99}`
    }
  })
const textOf = ({ prompt }: ModelRequest): string =>
  prompt.kind === "text" ? prompt.text : prompt.messages.map(({ content }) => content).join("\n")
const answerIn = (request: ModelRequest): string => /Answer to grade:\n(.*)/.exec(textOf(request))?.[1] ?? ""
const referenceIn = (request: ModelRequest): string => /Reference answer:\n(.*)/.exec(textOf(request))?.[1] ?? ""

const strict = (options: Partial<Parameters<typeof scriptedModel>[0]> = {}) =>
  scriptedModel({
    id: "judge",
    dialect: "chat",
    replies: (request) => `Compared.\nVerdict: ${answerIn(request) === referenceIn(request) ? "right" : "wrong"}`,
    ...options
  })
const run = (judge: ScriptedModel, change: Partial<Study> = {}, out = join(temporaryFolder(), "run")) =>
  runStudy({ ...study, ...change }, { out, models: { default: agents(), strong: judge } }).then((result) => ({
    ...result,
    out
  }))

describe("a judge as the grader", () => {
  it("scores every answer as it says, each answer to an item once, and no arm pays for it", async () => {
    const judge = strict()
    const { out, outcome } = await run(judge)
    expect(outcome).toBe("done")
    const ledger = await readLedger(out)
    const answers = new Set(
      ledger.trials.flatMap(({ item, answer, rounds }) =>
        [answer, ...rounds.map((round) => round.answer)].flatMap((one) => (one === null ? [] : [`${item} ${one}`]))
      )
    )
    expect(judge.calls).toHaveLength(answers.size)
    expect(ledger.judgements).toHaveLength(answers.size)
    for (const { answer, item, score, usage, trial } of ledger.trials) {
      expect(score).toBe(answer === items.find(({ id }) => id === item)?.answer ? 1 : 0)
      const own = ledger.calls.filter((call) => call.trial === trial)
      expect(usage.promptTokens).toBe(own.reduce((sum, call) => sum + (call.usage.promptTokens ?? 0), 0))
      expect(own.every((call) => call.model === "default")).toBe(true)
    }
    const graded = judge.calls.reduce((sum, request) => sum + textOf(request).length, 0)
    expect(ledger.judgements?.reduce((sum, { usage }) => sum + (usage.promptTokens ?? 0), 0)).toBe(graded)
  })

  it("is blind: its prompt holds the question, the key and one answer, and nothing of arm, agents or reasoning", async () => {
    const judge = strict()
    await run(judge)
    const names = ["debate", "chain-of-thought", "agent-secret", ...debate.agents.map(({ id }) => id)]
    for (const request of judge.calls) {
      for (const name of names) expect(textOf(request)).not.toMatch(new RegExp(`\\b${name}\\b`))
      expect(request.temperature).toBe(0)
    }
    const hidden = strict()
    const { grader } = study.tasks[0]
    if (grader?.kind !== "judge") throw new Error("a judge was set")
    await run(hidden, { tasks: [{ ...study.tasks[0], grader: { ...grader, reference: false } }] })
    for (const request of hidden.calls) expect(textOf(request)).not.toContain("Reference answer")
  })

  it("asks in the seeded order of the trials, arms mixed, and the same in every run", async () => {
    const order = async () => {
      const { out } = await run(strict())
      const ledger = await readLedger(out)
      return (ledger.judgements ?? []).map(({ item, answer }) => `${item} ${answer}`).sort()
    }
    expect(await order()).toEqual(await order())
  })

  it("asks again after an unreadable reply; an answer without any verdict leaves its trial missing, not scored", async () => {
    const stutter = strict({
      replies: (request) =>
        request.temperature === 0
          ? "Hm."
          : `Verdict: ${answerIn(request) === referenceIn(request) ? "right" : "wrong"}.`
    })
    const second = await run(stutter)
    expect(second.outcome).toBe("done")
    const ledger = await readLedger(second.out)
    expect(ledger.judgements?.filter(({ verdict }) => verdict === null)).toHaveLength(stutter.calls.length / 2)

    const mute = strict({ replies: (request) => (answerIn(request) === "99" ? "No idea" : "Verdict: right") })
    const { out, outcome } = await run(mute)
    expect(outcome).toBe("missing")
    const torn = await readLedger(out)
    expect(torn.missing.length).toBeGreaterThan(0)
    expect(torn.missing[0]?.error).toContain("no verdict in 3 replies")
    expect(torn.trials.every(({ answer }) => answer !== "99")).toBe(true)
  })

  it("holds a judge with a grammar to a verdict", async () => {
    const judge = strict({
      grammar: true,
      replies: (request) =>
        JSON.stringify({ reason: "r", verdict: answerIn(request) === referenceIn(request) ? "right" : "wrong" })
    })
    await run(judge)
    expect(judge.calls[0]?.schema).toMatchObject({ properties: { verdict: { enum: ["right", "wrong"] } } })
  })

  it("resumes without paying for a verdict twice", async () => {
    const { out } = await run(strict())
    const whole = await readFile(join(out, "ledger.jsonl"), "utf8")
    // Torn in the middle of the run: half of its lines.
    const lines = whole.split("\n")
    await writeFile(join(out, "ledger.jsonl"), `${lines.slice(0, Math.floor(lines.length / 2)).join("\n")}\n`)
    const before = new Set(((await readLedger(out)).judgements ?? []).map(({ item, answer }) => `${item} ${answer}`))
    expect(before.size).toBeGreaterThan(0)
    const judge = strict()
    await resumeStudy(out, { models: { default: agents(), strong: judge } })
    const after = (await readLedger(out)).judgements ?? []
    expect(judge.calls).toHaveLength(after.length - before.size)
    expect(new Set(after.map(({ item, answer }) => `${item} ${answer}`)).size).toBe(after.length)
    const scores = (await readLedger(out)).trials.map(({ score }) => score)
    const { out: fresh } = await run(strict())
    expect(scores).toEqual((await readLedger(fresh)).trials.map(({ score }) => score))
  })

  it("is capped by the limits of the run", async () => {
    const { outcome, out } = await run(strict(), { limits: { calls: 10 } })
    expect(outcome).toBe("limit")
    const ledger = await readLedger(out)
    expect(ledger.calls.length + (ledger.judgements?.length ?? 0)).toBeLessThanOrEqual(10)
    expect(ledger.judgements?.length).toBeGreaterThan(0)
  })

  it("is refused before any token: unknown alias, a model without words for it, a context that is too small", async () => {
    const fails = async (models: Record<string, ScriptedModel>, value: RegExp) => {
      const out = join(temporaryFolder(), "run")
      const error = await Effect.runPromise(Effect.flip(runStudyEffect(study, { out, models })))
      expect(error._tag).toBe("InputError")
      expect(error.message).toMatch(value)
      for (const model of Object.values(models)) expect(model.calls).toHaveLength(0)
    }
    await fails({ default: agents() }, /strong.*must be one of/)
    await fails({ default: agents(), strong: strict({ dialect: "compact" }) }, /compact dialect has no words/)
    await fails({ default: agents(), strong: strict({ contextTokens: 300 }) }, /context of judge holds 300/)
  })
})

describe("readVerdict", () => {
  it("reads the last verdict line or the JSON object, and nothing else", () => {
    expect(readVerdict("Verdict: right")).toBe("right")
    expect(readVerdict("Verdict: right\n**Verdict:** wrong.")).toBe("wrong")
    expect(readVerdict('{"reason": "x", "verdict": "wrong"}')).toBe("wrong")
    for (const text of ["", "right", "The verdict is right", "Verdict: perhaps", '{"verdict": "maybe"}']) {
      expect(readVerdict(text), text).toBeNull()
    }
  })
})

describe("the error of a judge", () => {
  const many = Array.from({ length: 120 }, (_, i) => ({ id: `q${i}`, question: `Question ${i}?`, answer: "yes" }))
  const [head, ...tail] = many
  /** Debaters are right with .8 in the end, one agent with .5; wrong answers differ, so that each is judged anew. */
  const world = () =>
    scriptedModel({
      dialect: "chat",
      replies: (request) => {
        const chance = textOf(request).includes("Other answers") ? 0.8 : 0.5
        const dice = createStream(request.seed)
        return `Answer: ${dice.next() < chance ? "yes" : `no-${dice.int(1_000_000)}`}`
      }
    })
  /** Accepts every right answer, and a wrong one with .4, by a coin that hangs on the answer. */
  const lenient = () =>
    scriptedModel({
      dialect: "chat",
      replies: (request) =>
        `Verdict: ${answerIn(request) === "yes" || createStream(request.seed).next() < 0.4 ? "right" : "wrong"}`
    })
  const judged = (audit?: number): Study => ({
    ...study,
    tasks: [
      {
        id: "yesno",
        source: { items: [head as (typeof many)[number], ...tail] },
        grader: {
          kind: "judge",
          model: "strong",
          rubric: "It agrees with the reference.",
          ...(audit === undefined ? {} : { audit: { items: audit, grader: { kind: "exact" as const } } })
        }
      }
    ],
    teams: [{ ...debate, aggregation: { kind: "first" } }],
    // Greedy: one sample says all, and no vote lifts it above .5.
    singles: [greedy as Blueprint]
  })
  const report = async (audit?: number) => {
    const out = join(temporaryFolder(), "run")
    const result = await runStudy(judged(audit), { out, models: { default: world(), strong: lenient() } })
    return {
      report: result.report,
      markdown: await readFile(join(out, "report.md"), "utf8"),
      evidence: JSON.parse(await readFile(join(out, "evidence.json"), "utf8")),
      lines: (await readFile(join(out, "ledger.jsonl"), "utf8")).split("\n")
    }
  }

  it("is told as unknown without an audit, at the head of the report", async () => {
    const { report: got, markdown } = await report()
    expect(got.judges).toMatchObject([{ task: "yesno", model: "strong", own: false, audit: null, rows: [] }])
    expect(markdown).toContain("Judge error unknown")
    expect(markdown.indexOf("Judge error unknown")).toBeLessThan(markdown.indexOf("Verdicts"))
  })

  it("is measured by an audit, and Γ is given without it beside the headline, which stays", async () => {
    const { report: got, markdown, evidence, lines } = await report(60)
    const cited: ReadonlyArray<readonly [number, number]> = evidence.judgements[0].lines
    const places = cited.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i))
    expect(places).toEqual(lines.flatMap((line, i) => (line.includes('"type":"judge-settled"') ? [i + 1] : [])))
    expect(evidence.parts).toContainEqual({ at: "/judges/0/rows/0", slots: [0, 1] })
    const [judging] = got.judges ?? []
    const [row] = judging?.rows ?? []
    const [estimate] = got.estimates
    expect(judging?.audit?.sensitivity.value).toBe(1)
    expect(judging?.audit?.specificity.lower).toBeLessThan(0.6)
    expect(judging?.audit?.specificity.upper).toBeGreaterThan(0.6)
    expect(judging?.audit?.differs).toBeGreaterThan(0.01)
    // Judged: (.8 + .4·.2)/(.5 + .4·.5) = 1.257; true: 1.6.
    expect(row?.judged).toBe(estimate?.gamma)
    expect(estimate?.gamma).toBeLessThan(1.45)
    expect(row?.corrected).toBeGreaterThan(estimate?.gamma ?? 0)
    expect(row?.lower).toBeLessThan(1.6)
    expect(row?.upper).toBeGreaterThan(1.6)
    expect(markdown).toContain("Γ corrected")
    expect(markdown).toContain("Scored by a judge")
  })
})
