import type * as Effect from "effect/Effect"
import type { ModelError } from "../errors/ModelError.js"

/** What is sent: raw text for completion models, messages where the model has a chat template. */
export type Prompt =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "messages"
      readonly messages: ReadonlyArray<{ readonly role: "system" | "user" | "assistant"; readonly content: string }>
    }

/** One call. `seed` restarts the sampler; derive a fresh one for every call. */
export interface ModelRequest {
  readonly prompt: Prompt
  /** Most tokens to sample; at least 1. */
  readonly maxTokens: number
  /** 0 is greedy. */
  readonly temperature: number
  /** Unsigned 32-bit integer. */
  readonly seed: number
  /** Sampling ends before the first of these strings, which is not part of the reply. */
  readonly stop: ReadonlyArray<string>
  /** JSON schema that the reply must meet; only set for models whose abilities say `grammar`. */
  readonly schema?: Readonly<Record<string, unknown>>
}

/** What came back. Unknown usage is `null`, never 0. */
export interface ModelReply {
  readonly text: string
  /** `stop`: the model ended or met a stop string. `length`: the reply limit cut it. */
  readonly finish: "stop" | "length"
  readonly promptTokens: number | null
  readonly sampledTokens: number | null
  readonly evaluatedTokens: number | null
  /** Mean log-probability a token (nats); absent where the model does not tell. */
  readonly logProbability?: number
}

/** What a model can do; the runtime asks before it relies on it. */
export interface ModelAbilities {
  /** Equal request, seed and concurrency 1 give the equal reply. */
  readonly seed: boolean
  readonly abort: boolean
  readonly stop: boolean
  readonly logProbabilities: boolean
  readonly embeddings: boolean
  /** Replies can be held to a JSON schema. Absent: no. */
  readonly grammar?: boolean
  /** `countTokens` is exact; otherwise it is an upper bound (UTF-8 bytes plus template allowance). */
  readonly exactTokens: boolean
}

/** What identifies a model and enters the design hash. */
export interface ModelIdentity {
  /** Name as the user wrote it, e.g. `embedded`. */
  readonly id: string
  /** sha256 of the weights file, or `id@version` of a model without one. */
  readonly digest: string
  /** Number of parameters; `null` where unknown. */
  readonly parameters: number | null
  /** Tokens that prompt and reply of one call may have together. */
  readonly contextTokens: number
  /** The dialect it was trained or instructed to speak. */
  readonly dialect: "compact" | "chat"
  /** A line that every report on this model must print; absent means none. */
  readonly notice?: string
}

/**
 * A language model as the meter sees it. Implementations: `LlamaModel`, `ScriptedModel`, `SimulatedModel`.
 *
 * `generate` fails with a {@link ModelError}; interruption of the effect aborts the call. Whoever made the model releases it.
 */
export interface LanguageModel {
  readonly identity: ModelIdentity
  readonly abilities: ModelAbilities
  /** Tokens that the prompt has when it is sent, template included; exact or an upper bound, see `exactTokens`. */
  readonly countTokens: (prompt: Prompt) => number
  /**
   * The part of a prompt that the model's vocabulary lacks and would silently drop; `undefined` when all can be read.
   * Absent: the model reads any text.
   */
  readonly refuses?: (prompt: Prompt) => string | undefined
  readonly generate: (request: ModelRequest) => Effect.Effect<ModelReply, ModelError>
  /** One vector a text; absent where the model has none. */
  readonly embed?: (texts: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<ReadonlyArray<number>>, ModelError>
}
