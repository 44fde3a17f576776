import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { InputError } from "../../../errors/InputError.js"
import { CpmobiusConfig } from "../CpmobiusConfig.js"
import { cpmobiusPresets, rivalOf } from "../presets.js"
import { simulatedConfig, standardSetting } from "../simulated/simulatedStudy.js"
import type { ArmName, CpmobiusStudy } from "./CpmobiusStudy.js"

/** Sizes and rates that fit what learns; all that the preset is about stays the preset's. */
const sizesOf = ({ learner, preset, model }: CpmobiusStudy): Partial<CpmobiusConfig> => {
  const { coachUpdate, playerUpdate, probe, warmUp }: CpmobiusConfig = cpmobiusPresets[preset]
  const dice = { ...probe, samples: 1, dice: "common" } as const
  switch (learner) {
    case "simulated": {
      const simulated = simulatedConfig({ setting: standardSetting, seed: 0, rollouts: 1 })
      return {
        problems: simulated.problems,
        answers: simulated.answers,
        coach: simulated.coach,
        player: simulated.player,
        mostRounds: simulated.mostRounds,
        coachUpdate: { ...coachUpdate, learningRate: simulated.coachUpdate.learningRate },
        playerUpdate: { ...playerUpdate, learningRate: simulated.playerUpdate.learningRate },
        probe: simulated.probe,
        warmUp: warmUp === null ? null : simulated.warmUp,
        checkpointEvery: 5,
        evaluateEvery: 1
      }
    }
    case "weights": {
      const embedded = model?.startsWith("embedded") === true
      return {
        problems: 16,
        answers: 8,
        // What the embedded Coach was taught to be asked: an arithmetic chain of three operations.
        instruction: embedded ? "a3" : null,
        coach: { temperature: 1, replyTokens: embedded ? 48 : 256 },
        player: { temperature: 1, replyTokens: embedded ? 120 : 512 },
        mostRounds: 4,
        coachUpdate: { ...coachUpdate, learningRate: 2e-5 },
        playerUpdate: { ...playerUpdate, learningRate: 1e-4 },
        probe: { ...dice, temperature: 1 },
        warmUp: warmUp === null ? null : { steps: 5, batch: 32, learningRate: 1e-4 },
        checkpointEvery: 1,
        evaluateEvery: 3
      }
    }
    case "in-context":
      return {
        problems: 4,
        answers: 5,
        coach: { temperature: 1, replyTokens: 256 },
        player: { temperature: 1, replyTokens: 512 },
        mostRounds: 4,
        probe: { ...dice, temperature: 0 },
        warmUp: null,
        checkpointEvery: 1,
        evaluateEvery: 1
      }
  }
}

/**
 * The configuration of one run of a study: the preset with the learner's sizes, what the study sets instead, and what the arm
 * changes.
 *
 * Errors: InputError for a field that does not exist or a value that it cannot have.
 */
export const studyConfig = Effect.fnUntraced(function* (
  study: CpmobiusStudy,
  arm: ArmName,
  seed: number
): Effect.fn.Return<CpmobiusConfig, InputError> {
  const base: CpmobiusConfig = cpmobiusPresets[study.preset]
  const unknown = Object.keys(study.config).find((name) => !Object.hasOwn(base, name) || name === "id")
  const refuse = (value: string, limit: string) =>
    new InputError({
      what: "Field of the loop's configuration",
      value,
      limit,
      advice: `Fields are ${Object.keys(base)
        .filter((name) => name !== "id")
        .join(", ")}.`
    })
  if (unknown !== undefined) return yield* refuse(unknown, "must be a field of the configuration")
  const full = {
    ...base,
    ...sizesOf(study),
    steps: study.iterations,
    budget: study.budget,
    ...study.config,
    id: "full",
    seed
  }
  const decoded = yield* Effect.mapError(Schema.decodeUnknownEffect(CpmobiusConfig)(full), (error) =>
    refuse(Object.keys(study.config).join(", "), error.message.replace(/\s*\n\s*/gu, " "))
  )
  return arm === "full" ? decoded : rivalOf(decoded, arm)
})
