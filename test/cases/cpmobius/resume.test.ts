import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import type { CpmobiusConfig } from "../../../src/cases/cpmobius/CpmobiusConfig.js"
import { parseCpmobiusLedger } from "../../../src/cases/cpmobius/CpmobiusRun.js"
import { cpmobiusPresets } from "../../../src/cases/cpmobius/presets.js"
import { runCpmobius, runCpmobiusEffect } from "../../../src/cases/cpmobius/runCpmobius.js"
import { standardWorld } from "../../../src/cases/cpmobius/simulated/SimulatedWorld.js"
import { simulatedItems } from "../../../src/cases/cpmobius/simulated/simulatedItems.js"
import { simulatedLearner } from "../../../src/cases/cpmobius/simulated/simulatedLearner.js"
import { simulatedConfig, standardSetting } from "../../../src/cases/cpmobius/simulated/simulatedStudy.js"
import type { Trainer } from "../../../src/cases/cpmobius/Trainer.js"
import { ModelError } from "../../../src/errors/ModelError.js"
import { createStream } from "../../../src/stats/createStream.js"
import { scriptedTrainer } from "../../fixtures/scriptedTrainer.js"
import { temporaryFolder } from "../../fixtures/temporaryFolder.js"

const seed = 21
const items = simulatedItems({ world: standardWorld, seed, probe: 12, held: 1 })
const config: CpmobiusConfig = {
  ...simulatedConfig({ setting: standardSetting, seed, rollouts: 1e9 }),
  problems: 3,
  answers: 4,
  steps: 7,
  warmUp: { steps: 2, batch: 4, learningRate: 0.5 },
  rollback: { kind: "sane", begin: 0, patience: 2 },
  checkpointEvery: 3,
  evaluateEvery: 2
}
/** Keeps checkpoints that a finished run would have deleted: a killed one still has them. */
const learner = (folder: string): Trainer => ({ ...simulatedLearner({ seed, folder }), prune: () => Effect.void })
/** What a run found, without its clock. */
const curve = ({
  steps,
  evaluations,
  firstProbe,
  problems,
  policies,
  rollbacks,
  end
}: Awaited<ReturnType<typeof runCpmobius>>) => ({
  steps,
  evaluations,
  firstProbe,
  problems,
  policies,
  rollbacks,
  end
})

describe("equal seeds", () => {
  it("give equal runs at concurrency 1, other seeds other ones", async () => {
    const once = (of: CpmobiusConfig, concurrency = 1) =>
      runCpmobius({ config: of, trainer: simulatedLearner({ seed }), items }, { concurrency })
    const first = curve(await once(config))
    expect(curve(await once(config))).toEqual(first)
    expect(curve(await once(config, 8))).toEqual(first)
    expect(curve(await once({ ...config, seed: 22 })).steps).not.toEqual(first.steps)
  })
})

describe("a run that was killed", () => {
  it("at any byte of its ledger goes on to the same curve at the same cost", async () => {
    const root = temporaryFolder()
    const whole = join(root, "whole")
    const options = { folder: whole, exact: true }
    const expected = curve(await runCpmobius({ config, trainer: learner(join(root, "saved")), items }, options))
    const text = readFileSync(join(whole, "ledger.jsonl"), "utf8")
    const stream = createStream(5)
    const first = text.indexOf("\n") + 1
    const cuts = [first, text.length, ...Array.from({ length: 8 }, () => first + stream.int(text.length - first))]
    for (const [index, cut] of cuts.entries()) {
      const folder = join(root, `cut-${index}`)
      mkdirSync(folder)
      writeFileSync(join(folder, "ledger.jsonl"), text.slice(0, cut))
      const trainer = learner(join(root, "saved"))
      const run = await runCpmobius({ config, trainer, items }, { ...options, folder, resume: true })
      expect(curve(run)).toEqual(expected)
      // No call was paid for twice.
      const calls = async (of: string) => {
        const { events } = await Effect.runPromise(parseCpmobiusLedger(of))
        return events.flatMap(({ event }) => (event.type === "call-settled" ? [`${event.item} ${event.call}`] : []))
      }
      const paid = await calls(folder)
      expect(new Set(paid).size).toBe(paid.length)
      expect(paid).toHaveLength((await calls(whole)).length)
    }
  })

  it("is refused with another configuration, other items, or where there is none", async () => {
    const root = temporaryFolder()
    const folder = join(root, "run")
    const input = { config, trainer: learner(join(root, "saved")), items }
    await runCpmobius(input, { folder })
    const resumed = (of: typeof input, from = folder) =>
      Effect.runPromise(Effect.flip(runCpmobiusEffect(of, { folder: from, resume: true })))
    const fresh = { ...input, trainer: learner(join(root, "saved")) }
    const mismatch = { _tag: "LedgerError", reason: "mismatch" }
    expect(await resumed({ ...fresh, config: { ...config, answers: 5 } })).toMatchObject(mismatch)
    expect(await resumed({ ...fresh, items: { ...items, probe: items.held } })).toMatchObject(mismatch)
    expect(await resumed(fresh, join(root, "nothing"))).toMatchObject({ reason: "missing" })
    appendFileSync(join(folder, "ledger.jsonl"), "{}\n")
    expect(await resumed(fresh)).toMatchObject({ reason: "damaged" })
    expect(await Effect.runPromise(Effect.flip(runCpmobiusEffect(fresh, { folder })))).toMatchObject({
      _tag: "InputError"
    })
  })

  it("by a failing model, trainer or limit keeps its ledger and is taken up again", async () => {
    const root = temporaryFolder()
    const whole = curve(
      await runCpmobius({ config, trainer: learner(join(root, "a")), items }, { folder: join(root, "whole") })
    )
    const broken = new ModelError({
      reason: "unavailable",
      retryable: false,
      what: "Server",
      value: "down",
      limit: "must answer",
      advice: "Start it."
    })
    let calls = 0
    const failing = (of: Trainer): Trainer => ({
      ...of,
      policy: (role) => {
        const model = of.policy(role)
        return { ...model, generate: (request) => (calls++ === 70 ? Effect.fail(broken) : model.generate(request)) }
      }
    })
    const folder = join(root, "run")
    const begin = (trainer: Trainer, more = {}) => runCpmobiusEffect({ config, trainer, items }, { folder, ...more })
    expect(await Effect.runPromise(Effect.flip(begin(failing(learner(join(root, "b"))))))).toBe(broken)
    const limited = begin(learner(join(root, "b")), { resume: true, limits: { calls: 150 } })
    expect(await Effect.runPromise(Effect.flip(limited))).toMatchObject({ _tag: "RunLimitReached" })
    const end = await Effect.runPromise(begin(learner(join(root, "b")), { resume: true }))
    expect(curve(end)).toEqual(whole)
    const again = await Effect.runPromise(begin(learner(join(root, "b")), { resume: true }))
    expect(again.end).toEqual(end.end)
  })

  it("samples anew, and says so, where retraining gave other weights", async () => {
    const root = temporaryFolder()
    const folder = join(root, "run")
    const saved = new Map<string, number>()
    const coach = (dice: number) => `Qgood ${dice % 1000}`
    const player = (question: string, dice: number) =>
      question.startsWith("probe") ? `A${dice % 2}` : `A${createStream(dice).next() < 0.6 ? 5 : 7}`
    const released: CpmobiusConfig = {
      ...cpmobiusPresets["released-1.5b"],
      problems: 2,
      answers: 8,
      steps: 4,
      checkpointEvery: 100
    }
    const probe = Array.from({ length: 5 }, (_, index) => ({ id: `${index}`, question: `probe ${index}`, answer: "1" }))
    const own = { grader: { kind: "exact" }, probe, held: [], outOfDistribution: [], warmUp: [] } as const
    // The fourth update is lost: two steps are in the ledger, the checkpoint is that of step 0.
    const first = scriptedTrainer({ coach, player, saved, failUpdate: 4, deterministic: false })
    const input = { config: released, items: own }
    const error = await Effect.runPromise(
      Effect.flip(runCpmobiusEffect({ ...input, trainer: first.trainer }, { folder }))
    )
    expect(error).toMatchObject({ _tag: "TrainerError", reason: "worker" })
    const second = scriptedTrainer({ coach, player, saved, noise: "b", deterministic: false })
    const run = await runCpmobius({ ...input, trainer: second.trainer }, { folder, resume: true })
    expect(run.steps.map(({ step }) => step)).toEqual([1, 2, 3, 4])
    const { events } = await Effect.runPromise(parseCpmobiusLedger(folder))
    const diverged = events.flatMap(({ event }) => (event.type === "cpmobius-diverged" ? [event] : []))
    expect(diverged).toHaveLength(1)
    expect(diverged[0]).toMatchObject({
      step: 1,
      role: "player",
      recorded: "scripted-player@1",
      found: "scripted-player@1b"
    })
    // Problems and answers of step 1 were replayed, its probe and everything after was asked anew.
    const later = run.steps.slice(1).reduce((sum, { proposed }) => sum + 9 * proposed, 0)
    expect(second.requests).toHaveLength(4 * 5 + later)
    const before = events.findIndex(({ event }) => event.type === "cpmobius-resume")
    const ofLater = events
      .slice(0, before)
      .flatMap(({ event }) => (event.type === "call-settled" && event.item !== "step-0" ? [event] : []))
    const replayed = 9 * (run.steps[0]?.proposed ?? 0)
    expect(diverged[0]?.discarded).toBe(ofLater.length - replayed)
  })
})
