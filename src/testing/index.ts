/**
 * Models that need no weights, for the tests of whoever builds on this package: one replays what it is told, one follows a
 * closed form.
 *
 * @packageDocumentation
 */
export {
  type ScriptedModel,
  type ScriptedModelOptions,
  type ScriptedReply,
  scriptedModel
} from "../model/ScriptedModel.js"
export {
  type SimulatedItem,
  type SimulatedModelOptions,
  type SimulatedWorld,
  simulatedModel
} from "../model/SimulatedModel.js"
