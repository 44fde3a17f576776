/**
 * LangChain in both directions: its chat models as models of a study, ours as its chat models, and its runnables and graphs as
 * arms. Needs `@langchain/core`, which is an optional dependency.
 *
 * @packageDocumentation
 */
export {
  ChatModel,
  type ChatModelCallOptions,
  type ChatModelOptions,
  chatModel,
  type OutputSchema
} from "./langchain/ChatModel.js"
export { type CallSettings, type LangChainModelOptions, langChainModel } from "./langchain/langChainModel.js"
export { type Invokable, type LangChainTrial, langChainSystem } from "./langchain/langChainSystem.js"
