import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import type { CpmobiusConfig } from "../../../src/cases/cpmobius/CpmobiusConfig.js"
import type { CpmobiusItems } from "../../../src/cases/cpmobius/CpmobiusItems.js"
import { inContextTrainer } from "../../../src/cases/cpmobius/incontext/InContextTrainer.js"
import { cpmobiusPresets } from "../../../src/cases/cpmobius/presets.js"
import { buildTrainingReport } from "../../../src/cases/cpmobius/report/buildTrainingReport.js"
import { trainingMarkdown } from "../../../src/cases/cpmobius/report/renderTraining.js"
import { runCpmobius } from "../../../src/cases/cpmobius/runCpmobius.js"
import type { TrainingGroup } from "../../../src/cases/cpmobius/Trainer.js"
import type { ModelRequest } from "../../../src/model/LanguageModel.js"
import { promptText } from "../../../src/model/promptText.js"
import { scriptedModel } from "../../../src/model/ScriptedModel.js"
import { createStream } from "../../../src/stats/createStream.js"
import { deriveSeed } from "../../../src/stats/deriveSeed.js"
import { temporaryFolder } from "../../fixtures/temporaryFolder.js"

/** Adds two numbers: right half of the time, and always once it has seen two solved examples. */
const learner = () =>
  scriptedModel({
    id: "adder",
    replies: (request: ModelRequest) => {
      const text = promptText(request.prompt)
      const stream = createStream(deriveSeed(request.seed, "reply"))
      const asks = [...text.matchAll(/(\d+) plus (\d+)/gu)]
      const coach = text.startsWith("Write one new")
      if (coach) return `${stream.int(50)} plus ${stream.int(50)}`
      const [, a, b] = asks.at(-1) ?? []
      const sum = Number(a) + Number(b)
      const shown =
        request.prompt.kind === "messages"
          ? request.prompt.messages.filter(({ role }) => role === "assistant").length
          : 0
      const right = shown >= 2 || stream.next() < 0.55
      return `It is \\boxed{${right ? sum : sum + 1 + stream.int(3)}}.`
    }
  })

const item = (a: number, b: number) => ({ id: `${a}-${b}`, question: `${a} plus ${b}`, answer: String(a + b) })
const items: CpmobiusItems = {
  grader: { kind: "exact" },
  probe: Array.from({ length: 20 }, (_, index) => item(60 + index, 7)),
  held: Array.from({ length: 40 }, (_, index) => item(100 + index, 3)),
  outOfDistribution: Array.from({ length: 40 }, (_, index) => item(1000 + index, 11)),
  warmUp: [],
  auditor: (problem) => {
    const [, a, b] = /^(\d+) plus (\d+)$/u.exec(problem) ?? []
    return { answer: a === undefined ? null : String(Number(a) + Number(b)) }
  }
}
const config: CpmobiusConfig = {
  ...cpmobiusPresets.paper,
  problems: 3,
  answers: 5,
  steps: 4,
  coach: { temperature: 1, replyTokens: 100 },
  player: { temperature: 1, replyTokens: 100 },
  probe: { samples: 1, labels: "gold", dice: "common", temperature: 1 },
  mostRounds: 8,
  warmUp: null,
  checkpointEvery: 1,
  evaluateEvery: 1
}
const run = (folder?: string) => {
  const model = learner()
  const trainer = inContextTrainer({ model, ...(folder === undefined ? {} : { folder }) })
  return { model, trainer, result: runCpmobius({ config, trainer, items }, folder === undefined ? {} : { folder }) }
}
const group = (
  question: string,
  replies: ReadonlyArray<readonly [text: string, advantage: number]>
): TrainingGroup => ({
  prompt: { kind: "messages", messages: [{ role: "user", content: question }] },
  replies: replies.map(([text, advantage]) => ({
    text,
    finish: "stop",
    sampledTokens: 1,
    reward: advantage,
    advantage
  }))
})
const options = {
  step: 1,
  seed: 1,
  learningRate: 0,
  clip: 0.2,
  kl: 0,
  entropy: 0,
  gradientClip: 1,
  average: "token",
  temperature: 1
} as const

describe("policies that are text memories", () => {
  it("learn through the whole loop, out of distribution too, and say that they are no replication", async () => {
    const { trainer, result } = run()
    const found = await result
    const [first, last] = [found.evaluations[0], found.evaluations.at(-1)]
    expect(first?.overall).toBeLessThan(0.8)
    expect(last?.overall).toBe(1)
    expect(last?.outOfDistribution).toBe(1)
    expect(trainer.id).toContain("inspired by CPMöbius")
    const report = await Effect.runPromise(
      buildTrainingReport({
        runs: [{ arm: "full", seed: 1, run: found, seconds: null, notes: [] }],
        votes: [],
        unfinished: []
      })
    )
    expect(report.scope).toBe("in-context")
    expect(trainingMarkdown(report)).toContain("not a replication of it")
    // A memory has no distribution: its KL and entropy are unknown, not 0.
    expect(report.curves[0]?.points.every(({ kl, entropy }) => kl === null && entropy === null)).toBe(true)
  })

  it("charge what the memory adds to every prompt", async () => {
    const { model, result } = run()
    const { end } = await result
    const sent = model.calls.reduce((sum, { prompt }) => sum + model.countTokens(prompt), 0)
    const { propose, solve, probe, evaluation } = end?.spent ?? {}
    const charged = [propose, solve, probe, evaluation].reduce((sum, one) => sum + (one?.promptTokens ?? Number.NaN), 0)
    expect(charged).toBe(sent)
    expect(end?.spent.player.trained).toBe(0)
  })

  it("change the policy's digest with what they remember, and give it back on load", async () => {
    const trainer = inContextTrainer({ model: learner(), folder: temporaryFolder() })
    const digest = () => trainer.policy("player").identity.digest
    const before = digest()
    const saved = await Effect.runPromise(trainer.save("player"))
    await Effect.runPromise(
      trainer.updatePlayer(
        [
          group("1 plus 1", [
            ["\\boxed{2}", 1],
            ["\\boxed{3}", -1]
          ])
        ],
        options
      )
    )
    expect(digest()).not.toBe(before)
    expect(trainer.policy("coach").identity.digest).toBe(before)
    await Effect.runPromise(trainer.load(saved))
    expect(digest()).toBe(before)
    const lost = await Effect.runPromise(Effect.flip(trainer.load({ ...saved, digest: "0".repeat(64) })))
    expect([lost._tag, lost.reason]).toEqual(["TrainerError", "checkpoint"])
  })

  it("show the best-paid answers as earlier turns, newest first, never the question itself", async () => {
    const trainer = inContextTrainer({ model: learner(), examples: 2 })
    for (const n of [1, 2, 3]) {
      const learned = group(`${n} plus 0`, [
        ["wrong", -1],
        [`\\boxed{${n}}`, 2],
        ["same for all", 0]
      ])
      await Effect.runPromise(trainer.updatePlayer([learned], options))
    }
    await Effect.runPromise(
      trainer.updatePlayer(
        [
          group("9 plus 0", [
            ["a", 0],
            ["b", 0]
          ])
        ],
        options
      )
    )
    const model = trainer.policy("player")
    const ask = (question: string) => ({
      kind: "messages" as const,
      messages: [{ role: "user" as const, content: question }]
    })
    const room = (question: string) => model.countTokens(ask(question)) - question.length
    // Examples 3 and 2 are remembered; the question 3 is answered without its own example.
    expect(room("8 plus 8")).toBeGreaterThan(room("3 plus 0"))
    expect(room("1 plus 0")).toBe(room("8 plus 8"))
  })

  it("tell the Coach which problems helped and which did not", async () => {
    const model = scriptedModel({ replies: () => "1 plus 1" })
    const trainer = inContextTrainer({ model, lessons: 1 })
    const groups = [
      group("Write", [["good one", 3]]),
      group("Write", [["bad one", -2]]),
      group("Write", [["better", 5]])
    ]
    await Effect.runPromise(trainer.updateCoach(groups, options))
    const prompt = { kind: "messages" as const, messages: [{ role: "user" as const, content: "Write" }] }
    await Effect.runPromise(
      trainer.policy("coach").generate({ prompt, maxTokens: 9, temperature: 1, seed: 1, stop: [] })
    )
    const sent = promptText(model.calls[0]?.prompt ?? prompt)
    expect(sent).toMatch(/did improve|improved:\n- better\n/u)
    expect(sent).toMatch(/did not improve:\n- bad one/u)
    expect(sent).not.toContain("good one")
  })

  it("goes on after an interruption with the same curve", async () => {
    const whole = temporaryFolder()
    const expected = await run(whole).result
    const folder = temporaryFolder()
    const cut = inContextTrainer({ model: learner(), folder })
    await expect(
      runCpmobius({ config, trainer: { ...cut, updatePlayer: () => Effect.die("killed") }, items }, { folder })
    ).rejects.toThrow()
    const resumed = await runCpmobius(
      { config, trainer: inContextTrainer({ model: learner(), folder }), items },
      { folder, resume: true }
    )
    expect(resumed.evaluations).toEqual(expected.evaluations)
    expect(resumed.steps).toEqual(expected.steps)
  })

  it("fails with a type once it is closed, and refuses to warm up a Player", async () => {
    const trainer = inContextTrainer({ model: learner() })
    const warm = await Effect.runPromise(Effect.flip(trainer.imitate("player", [], options)))
    expect(warm.reason).toBe("unsupported")
    await Effect.runPromise(trainer.dispose)
    const closed = await Effect.runPromise(Effect.flip(trainer.updateCoach([], options)))
    expect(closed.reason).toBe("disposed")
    expect(() => inContextTrainer({ model: learner(), examples: -1 })).toThrow(RangeError)
  })
})
