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

const [, chainOfThought] = singleStrategies()
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
