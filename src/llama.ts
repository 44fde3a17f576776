/**
 * Models in GGUF files through node-llama-cpp, which is an optional dependency.
 *
 * @packageDocumentation
 */
export { type LlamaModel, type LlamaOptions, llamaModel } from "./model/LlamaModel.js"
export type { LlamaPlan } from "./model/planLlama.js"
export { embeddedModels, type ResolveModelOptions, resolveModel } from "./model/resolveModel.js"
