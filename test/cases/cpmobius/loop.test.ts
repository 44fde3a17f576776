import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import type { CpmobiusConfig } from "../../../src/cases/cpmobius/CpmobiusConfig.js"
import type { CpmobiusItems } from "../../../src/cases/cpmobius/CpmobiusItems.js"
import { parseCpmobiusLedger, readCpmobius } from "../../../src/cases/cpmobius/CpmobiusRun.js"
import { fillCost } from "../../../src/cases/cpmobius/fillCost.js"
import { cpmobiusPresets, rivalNames, rivalOf } from "../../../src/cases/cpmobius/presets.js"
import {
  type CpmobiusInput,
  type CpmobiusOptions,
  runCpmobius,
  runCpmobiusEffect
} from "../../../src/cases/cpmobius/runCpmobius.js"
import { createStream } from "../../../src/stats/createStream.js"
import { scriptedTrainer } from "../../fixtures/scriptedTrainer.js"
import { temporaryFolder } from "../../fixtures/temporaryFolder.js"

const released = cpmobiusPresets["released-1.5b"]
const small: CpmobiusConfig = { ...released, problems: 2, answers: 4, steps: 2, evaluateEvery: 1000 }

const probeItems = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `p${index}`, question: `probe ${index}`, answer: "1" }))
const itemsWith = (more: Partial<CpmobiusItems> = {}): CpmobiusItems => ({
  grader: { kind: "exact" },
  probe: probeItems(50),
  held: [],
  outOfDistribution: [],
  warmUp: [],
  ...more
})
const failure = (input: CpmobiusInput, options: CpmobiusOptions = {}) =>
  Effect.runPromise(Effect.flip(runCpmobiusEffect(input, options)))

/** A Coach that writes numbered problems, `easy` or `good`: the share of good ones is given. */
const coachOf = (share: number) => (seed: number) => {
  const stream = createStream(seed)
  return stream.next() < share ? `Qgood ${stream.int(1e6)}` : `Qeasy ${stream.int(1e6)}`
}
/** A Player that agrees by half on good problems and altogether on easy ones; on the probe as said. */
const playerOf =
  (accuracy: (version: number) => number = () => 0.5) =>
  (question: string, seed: number, version: number) => {
    const probe = /^probe (\d+)$/u.exec(question)
    if (probe !== null) return `ok A${Number(probe[1]) < 50 * accuracy(version) - 1e-9 ? 1 : 2}`
    if (question.startsWith("easy")) return "x A5"
    return createStream(seed).next() < 0.6 ? "long way A5" : "A7"
  }

describe("the loop's states", () => {
  it("follow one another in the paper's order, back from the gate until enough problems are kept", async () => {
    let texts = 0
    const scripted = scriptedTrainer({
      coach: () => (texts++ < 2 ? `Qeasy ${texts}` : `Qgood ${texts}`),
      player: (question, seed, version) =>
        question.startsWith("good") ? `A${5 + (createStream(seed).int(1e6) % 2)}` : playerOf()(question, seed, version)
    })
    const states: Array<string> = []
    const config = { ...small, gate: { lower: 0.2, upper: 0.9 }, tie: "random-top" as const, seed: 12 }
    const run = await runCpmobius(
      { config, trainer: scripted.trainer, items: itemsWith() },
      { onState: ({ at }) => states.push(at) }
    )
    const tries = ["propose", "solve", "vote", "gate"]
    const rest = ["save-best", "update-player", "probe", "update-coach", "rollback", "checkpoint"]
    const rounds = run.steps.map((step) => step.rounds)
    expect(rounds[0]).toBeGreaterThan(1)
    expect(states).toEqual([
      "first-probe",
      ...rounds.flatMap((count) => [...Array.from({ length: count }, () => tries).flat(), ...rest]),
      "done"
    ])
    expect(run.end).toMatchObject({ reason: "steps", step: 2 })
  })
})

describe("the ledger", () => {
  it("holds every call that the models count themselves: rejected, surplus and probes among them", async () => {
    const folder = temporaryFolder()
    const scripted = scriptedTrainer({ coach: coachOf(0.5), player: playerOf() })
    const held = [{ id: "h", question: "probe 3", answer: "1" }]
    const config = { ...small, problems: 4, answers: 8, steps: 6, evaluateEvery: 2 }
    const run = await runCpmobius(
      { config, trainer: scripted.trainer, items: itemsWith({ held, outOfDistribution: held }) },
      { folder: `${folder}/run` }
    )
    const { events } = await Effect.runPromise(parseCpmobiusLedger(`${folder}/run`))
    const calls = events.flatMap(({ event }) => (event.type === "call-settled" ? [event] : []))
    const { requests } = scripted
    expect(calls).toHaveLength(requests.length)
    const sum = (values: ReadonlyArray<number | null>) => values.reduce<number>((a, b) => a + (b ?? Number.NaN), 0)
    for (const role of ["coach", "player"] as const) {
      const own = requests.filter((one) => one.role === role)
      const booked = calls.filter(({ agent }) => agent === role)
      expect(booked).toHaveLength(own.length)
      expect(sum(booked.map(({ usage }) => usage.promptTokens))).toBe(sum(own.map(({ reply }) => reply.promptTokens)))
      expect(sum(booked.map(({ usage }) => usage.sampledTokens))).toBe(sum(own.map(({ reply }) => reply.sampledTokens)))
    }
    // Purposes, worked out from the records of the gate.
    const spent = run.end?.spent
    const proposed = sum(run.steps.map((step) => step.proposed))
    expect(spent?.propose.calls).toBe(proposed)
    expect(spent?.solve.calls).toBe(8 * proposed)
    expect(spent?.probe.calls).toBe(50 * 7)
    expect(spent?.evaluation.calls).toBe(2 * 4)
    expect(spent?.rollouts).toBe(8 * proposed + 350)
    expect(requests).toHaveLength(9 * proposed + 350 + 8)
    const fates = run.problems.map(({ fate }) => fate)
    expect(fates.filter((fate) => fate === "kept")).toHaveLength(6 * 4)
    for (const fate of ["dropped", "surplus"] as const) expect(fates).toContain(fate)
    // FLOPs: 2 N a forward token, 6 N a trained one; evaluation is not charged.
    const charged = calls.filter(({ call }) => !call.startsWith("evaluation"))
    const forward = sum(charged.map(({ usage }) => (usage.promptTokens ?? 0) + (usage.sampledTokens ?? 0)))
    const passes = scripted.updates.reduce(
      (all, { role }) => all + (role === "coach" ? 2 * 7 + 6 * 3 : 2 * 100 + 6 * 50),
      0
    )
    expect(spent?.flops).toBe(1000 * (2 * forward + passes))
    expect(await readCpmobius(`${folder}/run`)).toEqual(run)
  })

  it("records which model stands behind each role, and unknown sizes as unknown", async () => {
    const scripted = scriptedTrainer({ coach: coachOf(1), player: playerOf((v) => 0.5 + 0.02 * v), parameters: null })
    const run = await runCpmobius({ config: small, trainer: scripted.trainer, items: itemsWith() })
    const trail = run.policies.map(({ step, role, cause, digest }) => [step, role, cause, digest])
    expect(trail).toEqual([
      [0, "coach", "start", "scripted-coach@0"],
      [0, "player", "start", "scripted-player@0"],
      [1, "player", "update", "scripted-player@1"],
      [1, "coach", "update", "scripted-coach@1"],
      [2, "player", "update", "scripted-player@2"],
      [2, "coach", "update", "scripted-coach@2"]
    ])
    expect(run.end?.spent.flops).toBeNull()
  })
})

describe("filling a batch through the gate", () => {
  it("costs in rounds what the table says", async () => {
    const scripted = scriptedTrainer({
      coach: coachOf(0.5),
      player: (question) => (question.startsWith("easy") ? "A?" : "A1")
    })
    const config: CpmobiusConfig = {
      ...small,
      problems: 16,
      answers: 2,
      steps: 60,
      gate: { lower: 0.5, upper: 1 },
      coachReward: { kind: "frozen" },
      checkpointEvery: 1000
    }
    const run = await runCpmobius({ config, trainer: scripted.trainer, items: itemsWith({ probe: probeItems(1) }) })
    const expected = fillCost({ problems: 16, answers: 2, acceptance: 0.5, resample: "round" })
    const rounds = run.steps.map((step) => step.rounds)
    const mean = rounds.reduce((a, b) => a + b, 0) / 60
    // The standard deviation of the number of rounds is about .55.
    expect(Math.abs(mean - expected.rounds)).toBeLessThan((4 * 0.55) / Math.sqrt(60))
    expect(run.steps.every((step) => step.proposed === 16 * step.rounds && step.kept === 16)).toBe(true)
    for (const step of run.steps) expect(step.none).toBeCloseTo(1 - step.acceptance, 12)
  })

  it("by item proposes only what is missing, and nothing is surplus", async () => {
    const scripted = scriptedTrainer({ coach: coachOf(0.5), player: playerOf() })
    const config = { ...small, resample: "item" as const, problems: 4, answers: 8, steps: 8 }
    const run = await runCpmobius({ config, trainer: scripted.trainer, items: itemsWith() })
    expect(run.problems.some(({ fate }) => fate === "surplus")).toBe(false)
    for (const step of run.steps) {
      const own = run.problems.filter((one) => one.step === step.step)
      let kept = 0
      for (let round = 1; round <= step.rounds; round++) {
        const tries = own.filter((one) => one.round === round)
        expect(tries).toHaveLength(4 - kept)
        kept += tries.filter(({ fate }) => fate === "kept").length
      }
      expect(kept).toBe(4)
    }
  })

  it("gives up after the most rounds and goes on with what it has; with nothing kept nobody learns", async () => {
    const scripted = scriptedTrainer({ coach: coachOf(0), player: playerOf() })
    const run = await runCpmobius({
      config: { ...small, mostRounds: 3 },
      trainer: scripted.trainer,
      items: itemsWith()
    })
    expect(scripted.updates).toEqual([])
    expect(run.steps.map(({ rounds, kept, player }) => [rounds, kept, player])).toEqual([
      [3, 0, null],
      [3, 0, null]
    ])
  })

  it("without a gate keeps everything", async () => {
    const scripted = scriptedTrainer({ coach: coachOf(0), player: playerOf() })
    const run = await runCpmobius({ config: { ...small, gate: null }, trainer: scripted.trainer, items: itemsWith() })
    expect(run.steps.map(({ acceptance }) => acceptance)).toEqual([1, 1])
    expect(scripted.updates.filter(({ role }) => role === "player")).toHaveLength(2)
  })

  it("takes a text that is no problem, or too long for the Player, for a problem that nobody solved", async () => {
    let texts = 0
    const scripted = scriptedTrainer({
      coach: () => ["nothing here", `Q${"x".repeat(300)}`, "Qgood 1", "Qgood 2"][texts++ % 4] ?? "",
      player: playerOf(),
      contextTokens: 280
    })
    const config = { ...small, answers: 8, steps: 1, seed: 3, coach: { temperature: 1, replyTokens: 400 } }
    const { trainer } = scripted
    const run = await runCpmobius({ config, trainer, items: itemsWith() })
    expect(run.problems[0]).toMatchObject({ problem: null, outcome: "unreadable", fate: "dropped" })
    expect(run.problems[1]).toMatchObject({ outcome: "none", fate: "dropped", counts: [{ key: null, count: 8 }] })
    expect(run.end?.spent.solve.calls).toBe(
      8 * run.problems.filter(({ problem }) => problem?.startsWith("good")).length
    )
  })
})

describe("what the policies learn from", () => {
  const once = async (change: Partial<CpmobiusConfig>, items: Partial<CpmobiusItems> = {}, more = {}) => {
    const scripted = scriptedTrainer({
      coach: coachOf(1),
      player: playerOf((version) => 0.5 + 0.02 * version),
      ...more
    })
    const config = { ...small, answers: 8, ...change }
    const run = await runCpmobius({ config, trainer: scripted.trainer, items: itemsWith(items) })
    return { run, ...scripted }
  }

  it("Player: exact prompts and texts with advantages of the vote; Coach: its own text with Δ", async () => {
    const { run, updates, requests } = await once({ steps: 1, coachReward: { kind: "solve-rate-delta" } })
    const [player, coach] = updates
    expect(player?.role).toBe("player")
    expect(player?.groups).toHaveLength(2)
    const kept = run.problems.filter(({ fate }) => fate === "kept")
    for (const [index, group] of (player?.groups ?? []).entries()) {
      const problem = kept[index]
      expect(group.prompt).toEqual({ kind: "text", text: `Q${problem?.problem}T` })
      const answers = requests.filter(({ request }) => JSON.stringify(request.prompt) === JSON.stringify(group.prompt))
      expect(group.replies.map(({ text }) => text)).toEqual(answers.map(({ reply }) => reply.text))
      const winners = problem?.winners ?? 0
      const right = group.replies.filter(({ reward }) => reward === 1)
      expect(right).toHaveLength(winners)
      // Unbiased standard deviation of winners × +1 and the rest × −1.
      const mean = (2 * winners - 8) / 8
      const deviation = Math.sqrt((8 * (1 - mean * mean)) / 7)
      for (const { reward, advantage } of group.replies) {
        expect(advantage).toBeCloseTo((reward - mean) / deviation, 5)
      }
    }
    expect(coach?.groups.map(({ prompt }) => prompt)).toEqual([
      { kind: "text", text: "K" },
      { kind: "text", text: "K" }
    ])
    expect(coach?.groups.map(({ replies }) => replies[0]?.text)).toEqual(kept.map(({ problem }) => `Q${problem}`))
    coach?.groups.forEach(({ replies }, index) => {
      expect(replies[0]?.reward).toBeCloseTo(((kept[index]?.winners ?? 0) / 8) * 2, 9)
      expect(kept[index]?.coachReward).toBe(replies[0]?.reward)
    })
    expect(run.steps[0]?.g).toBeCloseTo(2, 9)
    expect(player?.options).toMatchObject({ learningRate: 1e-6, kl: 0.001, entropy: 0.01, clip: 0.2, temperature: 0.6 })
    expect(coach?.options).toMatchObject({ entropy: -0.01, temperature: 0.9 })
  })

  it("the released presets skip the Coach where Δ is 0, the paper does not", async () => {
    const still = { player: playerOf() }
    const roles = async (config: Partial<CpmobiusConfig>) =>
      (await once(config, {}, still)).updates.map(({ role }) => role)
    expect(await roles({ skipIfDeltaZero: true })).toEqual(["player", "player"])
    expect(await roles({ skipIfDeltaZero: false })).toEqual(["player", "coach", "player", "coach"])
    expect(cpmobiusPresets["released-adv"].skipIfDeltaZero).toBe(true)
    expect(cpmobiusPresets.paper.skipIfDeltaZero).toBe(false)
  })

  it("a Coach that learns every second step is paid for all problems since, by the Δ of both", async () => {
    const { run, updates } = await once({ coachEvery: 2, steps: 4, coachReward: { kind: "delta" } })
    const coach = updates.filter(({ role }) => role === "coach")
    expect(coach.map(({ groups }) => groups.length)).toEqual([4, 4])
    expect(coach[0]?.groups[0]?.replies[0]?.reward).toBeCloseTo(4, 9)
    expect(run.steps.map(({ accuracy }) => accuracy === null)).toEqual([true, false, true, false])
    expect(run.end?.spent.probe.calls).toBe(3 * 50)
  })

  it("baseline and clip act on the Coach's advantage, not on the reward", async () => {
    const { updates } = await once({
      steps: 3,
      coachReward: { kind: "delta" },
      coachBaseline: "running-mean",
      coachClip: 1.5
    })
    const coach = updates.filter(({ role }) => role === "coach").map(({ groups }) => groups[0]?.replies[0])
    expect(coach.map((one) => one?.reward.toFixed(6))).toEqual(["2.000000", "2.000000", "2.000000"])
    expect(coach.map((one) => one?.advantage.toFixed(6))).toEqual(["1.500000", "0.000000", "0.000000"])
  })

  it("shuffled Δ pays what an earlier step brought; random and adversarial need no Δ", async () => {
    const uneven = { player: playerOf((version) => [0.5, 0.54, 0.5, 0.6][version] ?? 0.6) }
    const shuffled = await once({ steps: 3, coachReward: { kind: "shuffled-delta" } }, {}, uneven)
    const coach = shuffled.updates.filter(({ role }) => role === "coach")
    expect(coach).toHaveLength(2)
    const rates = coach[0]?.groups.map(({ replies }) => (replies[0]?.reward ?? 0) / 4) ?? []
    for (const rate of rates) expect([0.25, 0.375, 0.5, 0.625, 0.75]).toContain(Number(rate.toFixed(6)))
    const random = await once({ steps: 2, coachReward: { kind: "random" } })
    const coins = random.updates.flatMap(({ role, groups }) => (role === "coach" ? groups : []))
    for (const { replies } of coins) expect(Math.abs(replies[0]?.reward ?? 0)).toBe(1)
    const all = await once(
      { steps: 1, coachReward: { kind: "adversarial" }, coachLearnsFrom: "all" },
      {},
      { coach: coachOf(0.5) }
    )
    const { groups = [] } = all.updates.find(({ role }) => role === "coach") ?? {}
    expect(groups).toHaveLength(all.run.problems.length)
    const easy = groups.filter(({ replies }) => replies[0]?.text.startsWith("Qeasy"))
    for (const { replies } of easy) expect(replies[0]?.reward).toBeLessThan(0)
  })

  it("pays the Player by the truth or by its own certainty where that is asked for", async () => {
    const gold = await once(
      { steps: 1, playerReward: { kind: "gold", values: "plus-minus" } },
      { auditor: () => ({ answer: "7" }) }
    )
    for (const { replies } of gold.updates[0]?.groups ?? []) {
      for (const { text, reward } of replies) expect(reward).toBe(text.endsWith("A7") ? 1 : -1)
    }
    const sure = await once(
      { steps: 1, gate: null, playerReward: { kind: "entropy", unreadable: 7 } },
      {},
      {
        entropies: (_: string, text: string) => text.length / 10,
        player: (q: string, seed: number) =>
          createStream(seed).next() < 0.3 && !q.startsWith("probe") ? "lost" : playerOf()(q, seed, 0)
      }
    )
    const rewards =
      sure.updates[0]?.groups.flatMap(({ replies }) => replies.map(({ text, reward }) => [text, reward])) ?? []
    for (const [text, reward] of rewards) expect(reward).toBe(text === "lost" ? -7 : -String(text).length / 10)
    expect(rewards.map(([text]) => text)).toContain("lost")
    expect(sure.run.steps[0]?.spent.player.forward).toBe(111)
  })

  it("a warm-up imitates given problems before the first probe, and is charged", async () => {
    const { run, updates, requests } = await once(
      { steps: 1, warmUp: { steps: 3, batch: 5, learningRate: 0.1 } },
      { warmUp: ["good 1", "good 2"] }
    )
    const warm = updates.filter(({ kind }) => kind === "imitate")
    expect(warm).toHaveLength(3)
    expect(warm[0]?.groups).toHaveLength(5)
    for (const { replies } of warm[0]?.groups ?? []) expect(["Qgood 1", "Qgood 2"]).toContain(replies[0]?.text)
    expect(warm[0]?.options).toMatchObject({ learningRate: 0.1, kl: 0, entropy: 0 })
    expect(run.firstProbe?.spent.coach).toEqual({ forward: 21, trained: 9 })
    expect(requests[0]?.role).toBe("player")
  })
})

describe("the probe", () => {
  const seedsOf = async (change: Partial<CpmobiusConfig["probe"]>) => {
    const scripted = scriptedTrainer({ coach: coachOf(1), player: playerOf() })
    const config = { ...small, answers: 8, probe: { ...small.probe, ...change } }
    const run = await runCpmobius({ config, trainer: scripted.trainer, items: itemsWith({ probe: probeItems(6) }) })
    const seeds = scripted.requests.filter(({ request }) => JSON.stringify(request.prompt).includes("probe"))
    const size = seeds.length / 3
    return {
      run,
      probes: [0, 1, 2].map((index) => seeds.slice(index * size, (index + 1) * size).map(({ request }) => request.seed))
    }
  }
  it("throws the same dice each time, or fresh ones", async () => {
    const common = await seedsOf({ dice: "common", samples: 2 })
    expect(common.probes[0]).toHaveLength(12)
    expect(new Set(common.probes[0]).size).toBe(12)
    expect(common.probes[1]).toEqual(common.probes[0])
    const fresh = await seedsOf({ dice: "fresh" })
    expect(new Set(fresh.probes.flat()).size).toBe(18)
  })
  it("can be scored by the Player's own majority instead of the key", async () => {
    const gold = await seedsOf({ samples: 4 })
    expect(gold.run.firstProbe?.accuracy).toBe(1)
    const own = await seedsOf({ samples: 4, labels: "majority" })
    expect(own.run.firstProbe?.accuracy).toBe(1)
    const scripted = scriptedTrainer({
      coach: coachOf(1),
      player: (question, seed) => (question.startsWith("probe") ? `A${8 + (seed % 2)}` : playerOf()(question, seed, 0))
    })
    const config = { ...small, answers: 8, probe: { ...small.probe, samples: 5, labels: "majority" as const } }
    const run = await runCpmobius({ config, trainer: scripted.trainer, items: itemsWith({ probe: probeItems(40) }) })
    // Five fair coins agree with their majority 3.4375 times in the mean.
    expect(Math.abs((run.firstProbe?.accuracy ?? 0) - 0.6875)).toBeLessThan(4 * Math.sqrt(0.0117 / 40))
  })
  it("is told to the Coach as far as it may see", async () => {
    const shown = async (coachSees: CpmobiusConfig["coachSees"]) => {
      const scripted = scriptedTrainer({ coach: coachOf(1), player: playerOf(() => 0.5) })
      const probe = probeItems(50).map((item, index) => ({ ...item, traits: { topic: index < 25 ? "a" : "b" } }))
      await runCpmobius({
        config: { ...small, answers: 8, steps: 1, coachSees },
        trainer: scripted.trainer,
        items: itemsWith({ probe })
      })
      const asked = scripted.requests.find(({ role }) => role === "coach")?.request.prompt
      return asked?.kind === "text" ? asked.text : ""
    }
    expect(await shown("nothing")).toBe("K")
    expect(await shown("accuracy")).toBe("KPaccuracy 50")
    expect(await shown("topic-accuracy")).toBe("KPtopic a accuracy 100Ptopic b accuracy 0")
    expect(await shown("failed-attempts")).toBe(
      `K${Array.from({ length: 8 }, (_, index) => `Pfailed probe ${25 + index} = 2`).join("")}`
    )
  })
})

describe("rollback in the loop", () => {
  const accuracies = [0.3, 0.32, 0.31, 0.32, 0.3, 0.33]
  const traced = async (kind: "released" | "sane") => {
    // What the Player knows is decided by the step, whatever was reloaded.
    let probes = -1
    let index = 0
    const scripted = scriptedTrainer({
      coach: coachOf(1),
      player: (question, seed) => {
        const probe = /^probe (\d+)$/u.exec(question)
        if (probe === null) return playerOf()(question, seed, 0)
        index = Number(probe[1])
        if (index === 0) probes++
        return `A${index < 100 * (accuracies[probes] ?? 0) - 1e-9 ? 1 : 2}`
      }
    })
    const config = { ...small, answers: 8, steps: 5, rollback: { kind, begin: 0, patience: 3 } }
    const run = await runCpmobius({ config, trainer: scripted.trainer, items: itemsWith({ probe: probeItems(100) }) })
    return { run, ...scripted }
  }
  it("reloads the best Player and nothing else, in the scripted trace", async () => {
    const { run, loads, saved } = await traced("released")
    expect(run.steps.map(({ g }) => Math.round(g ?? Number.NaN))).toEqual([2, -1, 1, -2, 3])
    expect(loads).toHaveLength(1)
    expect(loads[0]?.role).toBe("player")
    expect(saved.get(loads[0]?.digest ?? "")).toBe(1)
    expect(run.rollbacks).toEqual([{ type: "rollback", step: 4, outcome: "reload", to: loads[0] }])
    expect(run.policies.filter(({ cause }) => cause === "rollback").map(({ digest }) => digest)).toEqual([
      "scripted-player@1"
    ])
  })
  it("in the sane way gives the Coach no credit for the reload", async () => {
    const { run } = await traced("sane")
    expect(run.steps.map(({ g }) => Math.round(g ?? Number.NaN))).toEqual([2, -1, 1, -2, 1])
  })
})

describe("budgets and bad input", () => {
  it("ends with the first iteration that reaches the budget, in rollouts or FLOPs", async () => {
    const scripted = () => scriptedTrainer({ coach: coachOf(1), player: playerOf() }).trainer
    const free = await runCpmobius({ config: { ...small, steps: 5 }, trainer: scripted(), items: itemsWith() })
    const at = free.steps[2]?.spent
    for (const unit of ["rollouts", "flops"] as const) {
      const budget = { unit, amount: at?.[unit] ?? 1 }
      const run = await runCpmobius({ config: { ...small, steps: 5, budget }, trainer: scripted(), items: itemsWith() })
      expect(run.end).toMatchObject({ step: 3, reason: "budget" })
    }
  })
  it("refuses what contradicts itself before any token is spent", async () => {
    const { trainer, requests } = scriptedTrainer({ coach: coachOf(1), player: playerOf() })
    const items = itemsWith()
    const wrong: ReadonlyArray<readonly [Partial<CpmobiusConfig>, Partial<CpmobiusItems>]> = [
      [{ problems: 0 }, {}],
      [{}, { probe: [] }],
      [{ playerReward: { kind: "gold", values: "zero-one" } }, {}],
      [{ playerReward: { kind: "entropy", unreadable: 7 } }, {}],
      [{ gate: { lower: 0.8, upper: 0.2 } }, {}],
      [{ guard: { window: 2, precisionFall: 0.1, entropy: null, acceptance: null, most: 1 } }, {}],
      [{ warmUp: { steps: 1, batch: 1, learningRate: 1 } }, {}]
    ]
    for (const [config, more] of wrong) {
      const error = await failure({ config: { ...small, ...config }, trainer, items: { ...items, ...more } })
      expect(error._tag).toBe("InputError")
    }
    expect(await failure({ config: small, trainer, items }, { exact: true })).toMatchObject({ _tag: "InputError" })
    expect(requests).toEqual([])
  })
  it("a rival differs from the full loop in what its name says", () => {
    const full = { ...cpmobiusPresets.paper }
    for (const name of rivalNames) {
      const rival = rivalOf(full, name)
      const changed = Object.keys(full).filter(
        (key) => JSON.stringify(Reflect.get(full, key)) !== JSON.stringify(Reflect.get(rival, key))
      )
      expect(changed).toContain("id")
      expect(changed.length).toBeLessThanOrEqual(6)
    }
    expect(rivalOf(full, "frozen-coach")).toEqual({ ...full, id: "frozen-coach", coachReward: { kind: "frozen" } })
    expect(rivalOf(full, "no-gate")).toEqual({ ...full, id: "no-gate", gate: null })
  })
})
