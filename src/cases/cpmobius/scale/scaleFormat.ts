import * as Schema from "effect/Schema"
import { CpmobiusConfig } from "../CpmobiusConfig.js"

/** The file that makes a folder one of a large trainer: written by the export, read again with the trainer's log. */
export const scaleFile = "scale.json"

/** Large trainers whose layout is written and whose logs are read. */
export const LargeTrainer = Schema.Literals(["verl", "trl"])
export type LargeTrainer = typeof LargeTrainer.Type

/** What a run at scale is, so that its log can be read. */
export const ScaleRun = Schema.Struct({
  version: Schema.Literal(1),
  trainer: LargeTrainer,
  /** Name of the arm in the comparison. */
  arm: Schema.NonEmptyString,
  seed: Schema.Int,
  /** The loop's configuration that the trainer's was made from. */
  config: CpmobiusConfig,
  /** Of the model that is trained; `null`: FLOPs stay unknown. */
  parameters: Schema.NullOr(Schema.Finite),
  items: Schema.Struct({ probe: Schema.Int, held: Schema.Int, outOfDistribution: Schema.Int }),
  /** Problems of the training file. */
  problems: Schema.Int,
  /** `vote`: pseudo-labels come from the large model's own answers. `label`: from the exported run's. */
  labels: Schema.Literals(["vote", "label"])
})
export type ScaleRun = typeof ScaleRun.Type

/** Names of the three sets of items in data files and logs. */
export const dataSources = {
  train: "cpmobius/player",
  probe: "cpmobius/probe",
  held: "cpmobius/held",
  outOfDistribution: "cpmobius/ood"
} as const
