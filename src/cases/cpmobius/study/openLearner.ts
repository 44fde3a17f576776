import { join } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { InputError } from "../../../errors/InputError.js"
import type { ModelError } from "../../../errors/ModelError.js"
import type { TrainerError } from "../../../errors/TrainerError.js"
import { packageRoot } from "../../../model/packageRoot.js"
import { embeddedModels, resolveModel } from "../../../model/resolveModel.js"
import type { CpmobiusItems } from "../CpmobiusItems.js"
import { inContextTrainer } from "../incontext/InContextTrainer.js"
import { simulatedItems } from "../simulated/simulatedItems.js"
import { simulatedLearner } from "../simulated/simulatedLearner.js"
import { standardSetting } from "../simulated/simulatedStudy.js"
import type { Trainer } from "../Trainer.js"
import { type WeightTrainerOptions, weightTrainer } from "../weights/WeightTrainer.js"
import type { CpmobiusStudy } from "./CpmobiusStudy.js"
import { chainItems } from "./chainItems.js"

/** What one run of a study learns with and from. */
export interface OpenLearner {
  readonly trainer: Trainer
  readonly items: CpmobiusItems
  /** The world knows the Player's accuracy exactly. */
  readonly exact: boolean
}

/** A file for the weight trainer: an embedded model by name, or a path. */
const modelFile = (name: string): string => {
  const embedded = Object.entries(embeddedModels).find(([key]) => key === name)
  return embedded === undefined ? name : join(packageRoot(), "models", embedded[1])
}

const trainingOptions = [
  "method",
  "lora",
  "adam",
  "precision",
  "passes",
  "sharedWeights",
  "microBatchTokens",
  "device",
  "python",
  "threads"
]

/** The weight trainer's options out of a study; each is checked by the trainer itself. */
const weightOptions = (
  training: CpmobiusStudy["training"]
): Effect.Effect<Partial<WeightTrainerOptions>, InputError> => {
  const unknown = Object.keys(training).find((name) => !trainingOptions.includes(name))
  if (unknown !== undefined) {
    return Effect.fail(
      new InputError({
        what: "Option of the weight trainer",
        value: unknown,
        limit: `must be one of ${trainingOptions.join(", ")}`,
        advice: "Correct it in --training."
      })
    )
  }
  const { device, python, threads, ...own } = training
  const worker = Object.fromEntries(
    Object.entries({ device, python, threads }).filter(([, value]) => value !== undefined)
  )
  return Effect.succeed({ ...own, ...(Object.keys(worker).length === 0 ? {} : { worker }) })
}

/** Probe and held-out items where the study does not say how many. */
const itemCounts = {
  simulated: { probe: standardSetting.probe, held: 240 },
  weights: { probe: 100, held: 500 },
  "in-context": { probe: 24, held: 48 }
} as const

/** The items of a study's runs with one seed; drawn from the seed alone, no model is needed. */
export const itemsOfStudy = (study: CpmobiusStudy, seed: number): CpmobiusItems => {
  const { learner } = study
  const probe = study.probe ?? itemCounts[learner].probe
  const held = study.held ?? itemCounts[learner].held
  if (learner !== "simulated") return chainItems({ seed, probe, held, warmUp: learner === "weights" ? 400 : 0 })
  const { world } = standardSetting
  // Held-out items of the world are counted by topic and level: two topics of each kind.
  return simulatedItems({ world, seed, probe, held: Math.ceil(held / (2 * world.levels)) })
}

/**
 * Opens the learner of one run for as long as the scope lasts; its checkpoints lie in `folder`.
 *
 * Errors: those of the models and trainers.
 */
export const openLearner = Effect.fnUntraced(function* (
  study: CpmobiusStudy,
  seed: number,
  folder: string
): Effect.fn.Return<OpenLearner, InputError | ModelError | TrainerError, Scope.Scope> {
  const name = study.model ?? ""
  const items = itemsOfStudy(study, seed)
  switch (study.learner) {
    case "simulated": {
      const { world } = standardSetting
      return { trainer: simulatedLearner({ seed, world, folder }), items, exact: true }
    }
    case "weights": {
      const options = yield* weightOptions(study.training)
      const trainer = yield* weightTrainer({ seed, ...options, folder, model: modelFile(name), id: name })
      return { trainer, items, exact: false }
    }
    case "in-context": {
      const model = yield* resolveModel(name)
      return {
        trainer: inContextTrainer({ model, folder }),
        items,
        exact: false
      }
    }
  }
})
