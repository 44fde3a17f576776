import * as Effect from "effect/Effect"
import { ModelError } from "../errors/ModelError.js"

/** The native library. This file is the only one that names it, and it is loaded when a local model is asked for. */
export type NodeLlamaCpp = typeof import("node-llama-cpp")
export type {
  GbnfJsonSchema,
  JinjaTemplateChatWrapper,
  Llama,
  LlamaContextSequence,
  LlamaGrammar,
  LlamaGrammarEvaluationState,
  LlamaModel as NativeModel,
  Token,
  TokenBias
} from "node-llama-cpp"

/** The version this package was tested with. */
export const nodeLlamaCppVersion = "3.22.1"

/** The command that makes local models work. */
export const nodeLlamaCppInstall = `npm install node-llama-cpp@${nodeLlamaCppVersion}`

const isMissing = (cause: unknown): boolean =>
  cause instanceof Error &&
  "code" in cause &&
  (cause.code === "ERR_MODULE_NOT_FOUND" || cause.code === "MODULE_NOT_FOUND") &&
  cause.message.includes("'node-llama-cpp'")

/**
 * Loads node-llama-cpp, an optional dependency: everything but local inference works without it.
 *
 * Errors: ModelError `unavailable` when it is not installed (its advice is the install line) or does not load.
 */
export const loadNodeLlamaCpp = (
  load: () => Promise<unknown> = () => import("node-llama-cpp")
): Effect.Effect<NodeLlamaCpp, ModelError> =>
  Effect.tryPromise({
    try: async () => (await load()) as NodeLlamaCpp,
    catch: (cause) =>
      new ModelError({
        reason: "unavailable",
        retryable: false,
        what: "Local model",
        value: isMissing(cause) ? "node-llama-cpp is not installed" : `node-llama-cpp does not load (${String(cause)})`,
        limit: `node-llama-cpp ${nodeLlamaCppVersion} is required to run a .gguf file`,
        advice: `Run: ${nodeLlamaCppInstall}`
      })
  })
