/**
 * Fakes and simulated worlds for tests of your own: the ones that the package tests itself with.
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
export { type ChatSight, type ChatTurn, type ChatWorldItem, type ChatWorldOptions, chatWorld } from "./chatWorld.js"
