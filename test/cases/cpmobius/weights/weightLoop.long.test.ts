import { join } from "node:path"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import type { CpmobiusConfig } from "../../../../src/cases/cpmobius/CpmobiusConfig.js"
import type { CpmobiusItems } from "../../../../src/cases/cpmobius/CpmobiusItems.js"
import { cpmobiusPresets } from "../../../../src/cases/cpmobius/presets.js"
import { type CpmobiusOptions, runCpmobiusEffect } from "../../../../src/cases/cpmobius/runCpmobius.js"
import { weightTrainer } from "../../../../src/cases/cpmobius/weights/WeightTrainer.js"
import { packageRoot } from "../../../../src/model/packageRoot.js"
import { createStream } from "../../../../src/stats/createStream.js"
import { arithmeticItem } from "../../../../src/task/arithmeticItem.js"
import { temporaryFolder } from "../../../fixtures/temporaryFolder.js"
import { trainingPython } from "../../../fixtures/trainingPython.js"

const python = trainingPython()
const config: CpmobiusConfig = {
  ...cpmobiusPresets["released-1.5b"],
  id: "small",
  problems: 4,
  answers: 4,
  steps: 3,
  coach: { temperature: 1, replyTokens: 60 },
  player: { temperature: 1, replyTokens: 100 },
  gate: null,
  skipIfDeltaZero: false,
  coachUpdate: { ...cpmobiusPresets["released-1.5b"].coachUpdate, learningRate: 1e-4 },
  playerUpdate: { ...cpmobiusPresets["released-1.5b"].playerUpdate, learningRate: 2e-4 },
  probe: { samples: 1, labels: "gold", dice: "common", temperature: 1 },
  rollback: null,
  checkpointEvery: 1,
  evaluateEvery: 1000
}
const stream = createStream(5)
const items: CpmobiusItems = {
  grader: { kind: "exact" },
  probe: Array.from({ length: 20 }, (_, index) => ({ id: `p${index}`, ...arithmeticItem(stream, 2) })),
  held: [],
  outOfDistribution: [],
  warmUp: []
}

const run = (folder: string, name: string, options: CpmobiusOptions, killAtStep?: number) =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const trainer = yield* weightTrainer({
          folder: join(folder, `${name}-weights`),
          model: join(packageRoot(), "models", "novice.gguf"),
          rollouts: { sequences: 16, contexts: 1 },
          worker: python === undefined ? {} : { python }
        })
        const onEvent: CpmobiusOptions["onEvent"] = (event) => {
          if (event.type === "step" && event.step === killAtStep) process.kill(trainer.machine.pid, "SIGKILL")
        }
        const input = { config, trainer, items }
        const result = yield* Effect.result(
          runCpmobiusEffect(input, { folder: join(folder, name), ...options, onEvent })
        )
        return {
          result,
          digests: [trainer.policy("coach").identity.digest, trainer.policy("player").identity.digest]
        }
      })
    )
  )

describe.skipIf(python === undefined)("the loop with real weights", () => {
  it("trains both roles, and after kill -9 goes on from the last checkpoint to the same weights", async () => {
    const folder = temporaryFolder()
    const straight = await run(folder, "straight", {})
    expect(straight.result).toMatchObject({ _tag: "Success", success: { end: { reason: "steps", step: 3 } } })
    expect(new Set(straight.digests).size).toBe(2)
    const killed = await run(folder, "killed", {}, 2)
    expect(killed.result).toMatchObject({ _tag: "Failure", failure: { _tag: "TrainerError", reason: "worker" } })
    const resumed = await run(folder, "killed", { resume: true })
    expect(resumed.result).toMatchObject({ _tag: "Success", success: { end: { reason: "steps", step: 3 } } })
    expect(resumed.digests).toEqual(straight.digests)
  })
})
