import { readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { armChances, coachArms, freshCoach } from "../../../src/cases/cpmobius/simulated/coachEquations.js"
import {
  addDivergenceGradient,
  addEntropyGradient,
  addLogGradient,
  answerChances,
  answerDivergence,
  answerEntropy,
  freshPlayer
} from "../../../src/cases/cpmobius/simulated/playerEquations.js"
import { problemReader, simulatedTokens, standardWorld } from "../../../src/cases/cpmobius/simulated/SimulatedWorld.js"
import { simulatedItems } from "../../../src/cases/cpmobius/simulated/simulatedItems.js"
import { simulatedLearner } from "../../../src/cases/cpmobius/simulated/simulatedLearner.js"
import type { Checkpoint, TrainingGroup, UpdateOptions } from "../../../src/cases/cpmobius/Trainer.js"
import { createStream } from "../../../src/stats/createStream.js"
import { temporaryFolder } from "../../fixtures/temporaryFolder.js"

const world = standardWorld
const options: UpdateOptions = {
  step: 1,
  seed: 1,
  learningRate: 0.1,
  clip: 0.2,
  kl: 0,
  entropy: 0,
  gradientClip: 1e9,
  average: "token",
  temperature: 1
}
const text = (prompt: string) => ({ kind: "text", text: prompt }) as const
const reply = (answer: string, advantage: number) =>
  ({ text: answer, finish: "stop", sampledTokens: null, reward: 0, advantage }) as const
const run = Effect.runPromise
const failure = <A, E>(effect: Effect.Effect<A, E>) => run(Effect.flip(effect))

describe("equations of the simulated Player", () => {
  it("give the right answers of the decision record over levels, without offsets", () => {
    const right = [1, 2, 3, 4, 5, 6].map((level) => {
      const flat = { ...world, skills: [0] }
      return answerChances(flat, freshPlayer(flat), { topic: 1, level, ease: 0, pull: 0, base: 100 }, 1).shares[0]
    })
    // Independently: e^(4.2 − .6 (d − 1)) against e^1.5 + 20 + e^−1.
    const expected = [1, 2, 3, 4, 5, 6].map((level) => {
      const z = Math.exp(4.2 - 0.6 * (level - 1))
      return z / (z + Math.exp(1.5) + 20 + Math.exp(-1))
    })
    right.forEach((share, index) => {
      expect(share).toBeCloseTo(expected[index] ?? 0, 12)
    })
    expect(right.map((share) => Math.round(100 * share) / 100)).toEqual([0.73, 0.6, 0.45, 0.31, 0.2, 0.12])
  })

  it.each([
    { topic: 2, level: 4, ease: 0.3, pull: -0.7, base: 100 },
    { topic: 0, level: 0, ease: 0.1, pull: 0.9, base: 200 }
  ])("have the gradients that finite differences give: topic $topic", (problem) => {
    const stream = createStream(4)
    const parameters = freshPlayer(world).map(() => 0.6 * stream.normal())
    const reference = answerChances(world, freshPlayer(world), problem, 0.7)
    const at = (values: ReadonlyArray<number>) => answerChances(world, values, problem, 0.7)
    const values = {
      log0: (p: ReadonlyArray<number>) => at(p).logs[0],
      log1: (p: ReadonlyArray<number>) => at(p).logs[1],
      log2: (p: ReadonlyArray<number>) => at(p).logs[2],
      log3: (p: ReadonlyArray<number>) => at(p).logs[3],
      entropy: (p: ReadonlyArray<number>) => {
        // Summed over single answers, not over classes.
        const { logs } = at(p)
        const all = [logs[0], logs[1], ...new Array<number>(world.others).fill(logs[2]), logs[3]]
        return -all.reduce((sum, log) => sum + log * Math.exp(log), 0)
      },
      divergence: (p: ReadonlyArray<number>) => answerDivergence(at(p), reference)
    }
    const zero = () => freshPlayer(world).map(() => 0)
    const gradients = new Map<string, ReadonlyArray<number>>()
    for (const answer of [0, 1, 2, 3] as const) {
      const gradient = zero()
      addLogGradient(gradient, at(parameters), { answer, scale: 1, temperature: 0.7 })
      gradients.set(`log${answer}`, gradient)
    }
    const entropy = zero()
    addEntropyGradient(entropy, at(parameters), { scale: 1, temperature: 0.7 })
    gradients.set("entropy", entropy)
    const divergence = zero()
    addDivergenceGradient(divergence, { now: at(parameters), before: reference, scale: 1, temperature: 0.7 })
    gradients.set("divergence", divergence)
    expect(answerEntropy(at(parameters))).toBeCloseTo(values.entropy(parameters), 12)
    for (const [name, of] of Object.entries(values)) {
      parameters.forEach((value, place) => {
        const moved = (by: number) => of(parameters.map((other, index) => (index === place ? value + by : other)))
        expect(gradients.get(name)?.[place]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 7)
      })
    }
  })

  it("answers as often as the probabilities say, and moves few answers when it moves little", async () => {
    const trainer = simulatedLearner({ seed: 5 })
    const items = simulatedItems({ world, seed: 5, probe: 60 })
    const expected = trainer.expectedScores?.(items.probe) ?? []
    const ask = async (question: string, seed: number) => {
      const call = { prompt: text(`Q${question}T`), maxTokens: 300, temperature: 1, seed, stop: [] }
      return (await run(trainer.policy("player").generate(call))).text.split("A")[1]
    }
    let right = 0
    for (const [index, item] of items.probe.entries()) {
      for (let sample = 0; sample < 30; sample++) {
        if ((await ask(item.question, index * 1000 + sample)) === item.answer) right++
      }
    }
    const mean = expected.reduce((sum, p) => sum + p, 0) / 60
    const error = Math.sqrt(expected.reduce((sum, p) => sum + p * (1 - p), 0) / (60 * 60 * 30))
    expect(Math.abs(right / 1800 - mean)).toBeLessThan(4 * error)
  })
})

describe("equations of the simulated Coach", () => {
  it("start with the share of ill-posed problems of the record, and fewer of each harder level", () => {
    const shares = armChances(world, freshCoach(world), "K", 1)
    expect(shares).toHaveLength(25)
    expect(shares.at(-1)).toBeCloseTo(0.3, 12)
    expect((shares[1] ?? 0) / (shares[0] ?? 1)).toBeCloseTo(Math.exp(-0.25), 12)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
  })
  it("shift to weak topics, to levels that fit, and to what was failed, when they are seen", () => {
    const share = (prompt: string, test: (arm: { topic: number; level: number }) => boolean) =>
      armChances(world, freshCoach(world), prompt, 1).reduce(
        (sum, p, index) => sum + (test(coachArms(world)[index] ?? { topic: 0, level: 0 }) ? p : 0),
        0
      )
    const second = ({ topic }: { topic: number }) => topic === 2
    expect(share("KPtopic 1 accuracy 80Ptopic 2 accuracy 20", second)).toBeGreaterThan(share("K", second))
    expect(share("KPfailed topic 2 level 3 item 1007 = 12", second)).toBeGreaterThan(share("K", second))
    const hard = ({ level }: { level: number }) => level > 4
    expect(share("KPaccuracy 90", hard)).toBeGreaterThan(share("K", hard))
    expect(share("KPaccuracy 10", hard)).toBeLessThan(share("K", hard))
  })
})

describe("the simulated learner as a trainer", () => {
  const question = "topic 1 level 2 item 7"
  const base = problemReader(world, 1)(question)?.base ?? 0
  const group: TrainingGroup = {
    prompt: text(`Q${question}T`),
    replies: [reply(`{30}A${base}`, 1), reply(`{40}A${base + 1}`, -0.5), reply("{40}A?", -0.25), reply("{50}", -0.25)]
  }
  const score = (trainer: ReturnType<typeof simulatedLearner>) =>
    trainer.expectedScores?.([{ id: "x", question, answer: String(base) }])[0] ?? 0

  it("makes the step of the equations: mean of advantage × log-probability gradient", async () => {
    const trainer = simulatedLearner({ seed: 1 })
    const before = score(trainer)
    const report = await run(trainer.updatePlayer([group], options))
    const problem = problemReader(world, 1)(question)
    if (problem === undefined) throw new Error("the problem is of the world")
    const chances = answerChances(world, freshPlayer(world), problem, 1)
    const gradient = freshPlayer(world).map(() => 0)
    for (const [answer, advantage] of [
      [0, 1],
      [1, -0.5],
      [3, -0.25],
      [3, -0.25]
    ] as const) {
      addLogGradient(gradient, chances, { answer, scale: advantage / 4, temperature: 1 })
    }
    const after = answerChances(
      world,
      gradient.map((value) => 0.1 * value),
      problem,
      1
    )
    expect(score(trainer)).toBeCloseTo(after.shares[0], 12)
    expect(score(trainer)).toBeGreaterThan(before)
    expect(report.gradientNorm).toBeCloseTo(Math.hypot(...gradient), 12)
    const tokens = simulatedTokens(`Q${question}T`) * 4 + (30 + 4) + (40 + 4) + (40 + 2) + 50
    expect(report).toMatchObject({ trainedTokens: tokens, forwardTokens: tokens, kl: 0 })
  })

  it("clips the gradient's norm, and counts the reference's pass when there is a KL term", async () => {
    const trainer = simulatedLearner({ seed: 1 })
    const free = await run(trainer.updatePlayer([group], { ...options, learningRate: 1e-9, kl: 1 }))
    expect(free.forwardTokens).toBe(2 * free.trainedTokens)
    const [small, large] = await Promise.all(
      [1e-3, 1e9].map(async (gradientClip) => {
        const one = simulatedLearner({ seed: 1 })
        await run(one.updatePlayer([group], { ...options, learningRate: 1e-3, gradientClip }))
        return score(one)
      })
    )
    const start = score(simulatedLearner({ seed: 1 }))
    expect(((large ?? 0) - start) / ((small ?? 0) - start)).toBeCloseTo(free.gradientNorm / 1e-3, 0)
  })

  it("pulls back to the anchor by KL, and to or from certainty by entropy", async () => {
    const settled = async (change: Partial<UpdateOptions>) => {
      const trainer = simulatedLearner({ seed: 1 })
      const none = { ...group, replies: group.replies.map((one) => ({ ...one, advantage: 0 })) }
      await run(trainer.updatePlayer([group], { ...options, learningRate: 5 }))
      const before = await run(trainer.updatePlayer([none], { ...options, learningRate: 1e-12, kl: 1 }))
      await run(trainer.updatePlayer([none], { ...options, learningRate: 0.5, ...change }))
      const after = await run(trainer.updatePlayer([none], { ...options, learningRate: 1e-12, kl: 1 }))
      return { kl: after.kl - before.kl, entropy: after.entropy - before.entropy }
    }
    expect((await settled({ kl: 1 })).kl).toBeLessThan(-1e-4)
    expect((await settled({ entropy: 1 })).entropy).toBeLessThan(-1e-4)
    expect((await settled({ entropy: -1 })).entropy).toBeGreaterThan(1e-4)
  })

  it("reinforces the Coach's arms and imitates given problems", async () => {
    const asked = { prompt: text("K"), replies: [reply("Qtopic 3 level 5 item 9", 2)] }
    const shareOf = async (act: (trainer: ReturnType<typeof simulatedLearner>) => Effect.Effect<unknown, unknown>) => {
      const trainer = simulatedLearner({ seed: 1 })
      await run(act(trainer))
      let hits = 0
      for (let seed = 0; seed < 2000; seed++) {
        const call = { prompt: text("K"), maxTokens: 99, temperature: 1, seed, stop: [] }
        if ((await run(trainer.policy("coach").generate(call))).text.startsWith("Qtopic 3 level 5")) hits++
      }
      return hits / 2000
    }
    const idle = await shareOf(() => Effect.void)
    expect(await shareOf((t) => t.updateCoach([asked], { ...options, learningRate: 1 }))).toBeGreaterThan(3 * idle)
    expect(await shareOf((t) => t.imitate("coach", [asked], { ...options, learningRate: 2 }))).toBeGreaterThan(3 * idle)
    const punished = { ...asked, replies: [reply("Qtopic 3 level 5 item 9", -4)] }
    expect(await shareOf((t) => t.updateCoach([punished], { ...options, learningRate: 1 }))).toBeLessThan(idle / 2)
  })

  it("saves, restores and prunes; another process finds the files; damage is an error", async () => {
    const folder = temporaryFolder()
    const trainer = simulatedLearner({ seed: 1, folder })
    const first = await run(trainer.save("player"))
    const digest = trainer.policy("player").identity.digest
    await run(trainer.updatePlayer([group], options))
    await run(trainer.anchor("player"))
    const second = await run(trainer.save("player"))
    expect(trainer.policy("player").identity.digest).not.toBe(digest)
    const other = simulatedLearner({ seed: 1, folder })
    await run(other.load(second))
    expect(other.policy("player").identity.digest).toBe(trainer.policy("player").identity.digest)
    const still = { ...group, replies: group.replies.map((one) => ({ ...one, advantage: 0 })) }
    expect((await run(other.updatePlayer([still], { ...options, kl: 1 }))).kl).toBeCloseTo(0, 12)
    await run(trainer.load(first))
    expect(trainer.policy("player").identity.digest).toBe(digest)
    await run(trainer.prune([second]))
    expect(readdirSync(folder)).toEqual([`${second.digest}.json`])
    expect(await failure(trainer.load(first))).toMatchObject({ _tag: "TrainerError", reason: "checkpoint" })
    writeFileSync(join(folder, `${second.digest}.json`), "{}")
    expect(await failure(trainer.load(second))).toMatchObject({ reason: "checkpoint" })
    const unknown: Checkpoint = { role: "player", digest: "0".repeat(64), bytes: 2 }
    expect(await failure(simulatedLearner({ seed: 1 }).load(unknown))).toMatchObject({ reason: "checkpoint" })
  })

  it("refuses texts of another world, and everything after it was closed; NaN changes nothing", async () => {
    const trainer = simulatedLearner({ seed: 1 })
    const strange = { prompt: text("Q37+48T"), replies: [reply("A85", 1)] }
    expect(await failure(trainer.updatePlayer([strange], options))).toMatchObject({ reason: "unsupported" })
    const before = trainer.policy("player").identity.digest
    const bad = await failure(trainer.updatePlayer([group], { ...options, learningRate: Number.NaN }))
    expect(bad).toMatchObject({ reason: "not-finite" })
    expect(trainer.policy("player").identity.digest).toBe(before)
    const call = { prompt: text("Q37+48T"), maxTokens: 9, temperature: 1, seed: 1, stop: [] }
    expect(await failure(trainer.policy("player").generate(call))).toMatchObject({ reason: "refused" })
    await run(trainer.dispose)
    expect(await failure(trainer.updatePlayer([group], options))).toMatchObject({ reason: "disposed" })
    expect(await failure(trainer.save("coach"))).toMatchObject({ reason: "disposed" })
  })
})

describe("items of a simulated world", () => {
  it("are disjoint between uses, and the auditor knows which have an answer", () => {
    const items = simulatedItems({ world, seed: 2 })
    expect([items.probe.length, items.held.length, items.outOfDistribution.length]).toEqual([200, 240, 240])
    const questions = [...items.probe, ...items.held, ...items.outOfDistribution].map(({ question }) => question)
    expect(new Set([...questions, ...items.warmUp]).size).toBe(200 + 240 + 240 + items.warmUp.length)
    expect(new Set(items.probe.map(({ traits }) => traits?.topic))).toEqual(new Set([1, 2]))
    expect(items.auditor?.("riddle item 3")).toEqual({ answer: null })
    expect(items.auditor?.(items.probe[0]?.question ?? "")).toEqual({ answer: items.probe[0]?.answer })
    expect(items.auditor?.("37+48")).toBeNull()
    expect(items.auditor?.("topic 9 level 1 item 1")).toBeNull()
  })
})
