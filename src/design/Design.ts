import * as Schema from "effect/Schema"
import { Budget } from "../budget/Budget.js"
import { Price } from "../budget/Price.js"
import { Task } from "../task/Task.js"
import { Analysis } from "./Analysis.js"
import { Arm } from "./Arm.js"
import { FactorDesign } from "./FactorDesign.js"
import { Stopping } from "./Stopping.js"

/** A model of a study as it enters the design hash. */
export const DesignModel = Schema.Struct({
  id: Schema.NonEmptyString,
  digest: Schema.NonEmptyString,
  parameters: Schema.NullOr(Schema.Number),
  contextTokens: Schema.Number,
  dialect: Schema.Literals(["compact", "chat"]),
  /** Version of the dialect's wording; a change of words is a change of the experiment. */
  dialectVersion: Schema.Int,
  /** Money a million tokens, for the `cost` dimension; absent means that cost is unknown. */
  price: Schema.optionalKey(Price),
  notice: Schema.optionalKey(Schema.String)
})
export type DesignModel = typeof DesignModel.Type

/** An experiment with nothing left open: what runs, on what, under which budget, judged how. Its hash names the run. */
export const Design = Schema.Struct({
  name: Schema.NonEmptyString,
  seed: Schema.Int,
  /** Models by alias; blueprints refer to the alias. */
  models: Schema.Record(Schema.String, DesignModel),
  tasks: Schema.NonEmptyArray(Task),
  arms: Schema.NonEmptyArray(Arm),
  /** Plans over factors; their configurations are among the arms. Absent: none. */
  designs: Schema.optionalKey(Schema.NonEmptyArray(FactorDesign)),
  budget: Budget,
  analysis: Analysis,
  /** Absent: all items are done. */
  stopping: Schema.optionalKey(Stopping)
})
export type Design = typeof Design.Type
