import type { BaseChatModel } from "@langchain/core/language_models/chat_models"
import type { AIMessageChunk } from "@langchain/core/messages"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { InputError } from "../errors/InputError.js"
import type { ModelError } from "../errors/ModelError.js"
import type { LanguageModel, ModelReply, ModelRequest, Prompt } from "../model/LanguageModel.js"
import { langChainError } from "./langChainError.js"
import "./loadLangChain.js"

/** How one call must be sampled. */
export interface CallSettings {
  readonly temperature: number
  readonly maxTokens: number
  readonly seed: number
}

/** Options of {@link langChainModel}. */
export interface LangChainModelOptions {
  /** Name in designs and reports. */
  readonly id: string
  /** Stands for weights and settings, which nobody can see from here; enters the design hash. */
  readonly version: string
  /**
   * Makes the LangChain model for one call. Providers name their settings differently, so the reply limit is set here:
   * `({ maxTokens, temperature }) => new ChatOpenAI({ model: "…", maxTokens, temperature })`.
   */
  readonly build: (settings: CallSettings) => BaseChatModel
  /** Tokens that prompt and reply of one call may have together. */
  readonly contextTokens: number
  /** Default: unknown. */
  readonly parameters?: number
  /** The model's own tokenizer, template included. Default: an upper bound, UTF-8 bytes plus an allowance for the template. */
  readonly countTokens?: (prompt: Prompt) => number
  /** The provider honours seeds, and `build` hands them on. Default: false. */
  readonly seeded?: boolean
  readonly notice?: string
}

/** Tokens that a chat template may add to a message, and to the whole. */
const templateTokens = 16

/** No tokenizer makes more than one token of a byte. */
const upperBound = (prompt: Prompt): number =>
  prompt.kind === "text"
    ? Buffer.byteLength(prompt.text) + 2 * templateTokens
    : prompt.messages.reduce((sum, { content }) => sum + Buffer.byteLength(content) + templateTokens, templateTokens)

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

const usageOf = Schema.decodeUnknownOption(
  Schema.Struct({
    input_tokens: Count,
    output_tokens: Count,
    input_token_details: Schema.optionalKey(Schema.Struct({ cache_read: Schema.optionalKey(Count) }))
  })
)

/** Words for a reply that its limit cut, by providers: OpenAI, Anthropic, Google, Ollama and others. */
const cutWords = new Set(["length", "max_tokens", "MAX_TOKENS", "max_output_tokens", "model_length"])

const finishOf = (metadata: Readonly<Record<string, unknown>>): string | undefined =>
  ["finish_reason", "stop_reason", "finishReason", "done_reason", "stopReason"]
    .map((field) => metadata[field])
    .find((value) => typeof value === "string")

const replyOf = (message: AIMessageChunk, request: ModelRequest): ModelReply => {
  const usage = Option.getOrUndefined(usageOf(message.usage_metadata))
  const finish = finishOf(message.response_metadata)
  const atLimit = finish === undefined && usage !== undefined && usage.output_tokens >= request.maxTokens
  const cached = usage?.input_token_details?.cache_read
  return {
    text: message.text,
    finish: atLimit || (finish !== undefined && cutWords.has(finish)) ? "length" : "stop",
    promptTokens: usage?.input_tokens ?? null,
    sampledTokens: usage?.output_tokens ?? null,
    // Sent and cached is not worked through again; where the provider does not tell, nobody knows.
    evaluatedTokens:
      usage === undefined || cached === undefined ? null : usage.input_tokens - cached + usage.output_tokens
  }
}

/** Refuses what would hide spending: a cache gives out replies for nothing. */
const checkBuilt = (id: string, model: BaseChatModel): void => {
  if (model.cache !== undefined) {
    throw new InputError({
      what: `LangChain model ${id}`,
      value: "a cache",
      limit: "every call must be made, or repeated samples are copies and cost nothing",
      advice: "Build the model without `cache`."
    })
  }
  // Its own retries would be attempts that no ledger shows; the meter tries again and writes it down.
  if (Predicate.hasProperty(model.caller, "maxRetries")) Reflect.set(model.caller, "maxRetries", 0)
}

/**
 * Any LangChain chat model as a model of a study.
 *
 * Tokens are those that the provider reports in `usage_metadata`; what it does not report stays unknown, and such a trial
 * leaves Γ. Without a tokenizer the upper bound is reserved; should the provider report more than was reserved and pass a cap,
 * the trial is marked as overrun. Tokens read from the provider's cache count as sent, and are left out of `evaluatedTokens`
 * only. The model's own retries are switched off: the meter repeats failed attempts and records them.
 *
 * Assumes: `build` hands `maxTokens` and `temperature` on, and no other tokens are spent than those reported.
 * Errors: throws InputError without an id, a version or a positive context, and for a model with a cache; a call fails with ModelError: `refused` (key,
 * quota), `unavailable` (retryable for rate limits, server errors and broken connections), `context-overflow`, `aborted`.
 * Interruption aborts the call through its signal.
 *
 * @example
 * ```ts
 * import { FakeListChatModel } from "@langchain/core/utils/testing"
 * import { langChainModel } from "collaboration-gain/langchain"
 *
 * const model = langChainModel({
 *   id: "fake",
 *   version: "1",
 *   contextTokens: 4096,
 *   build: () => new FakeListChatModel({ responses: ["Answer: 4"] })
 * })
 * console.log(model.identity.digest, model.abilities.exactTokens) // "fake@1" false
 * ```
 *
 * @category langchain
 */
export const langChainModel = (options: LangChainModelOptions): LanguageModel => {
  const { id, version, build, contextTokens, countTokens } = options
  const sound = [id, version].every((one) => typeof one === "string" && one !== "") && contextTokens > 0
  if (!sound) {
    throw new InputError({
      what: `LangChain model ${JSON.stringify(id)}`,
      value: `version ${JSON.stringify(version)}, contextTokens ${contextTokens}`,
      limit: "requires an id, a version and the tokens of its context",
      advice: "Give all three; the version stands for weights and settings that cannot be seen from here."
    })
  }
  checkBuilt(id, build({ temperature: 1, maxTokens: 1, seed: 0 }))
  const generate = (request: ModelRequest): Effect.Effect<ModelReply, ModelError> =>
    Effect.tryPromise({
      try: async (signal) => {
        const { temperature, maxTokens, seed, prompt, stop } = request
        const model = build({ temperature, maxTokens, seed })
        checkBuilt(id, model)
        const input =
          prompt.kind === "text" ? prompt.text : prompt.messages.map(({ role, content }) => ({ role, content }))
        const message = await model.invoke(input, { signal, ...(stop.length === 0 ? {} : { stop: [...stop] }) })
        return replyOf(message, request)
      },
      catch: (cause) => langChainError(id, cause)
    })
  return {
    identity: {
      id,
      digest: `${id}@${version}`,
      parameters: options.parameters ?? null,
      contextTokens,
      dialect: "chat",
      ...(options.notice === undefined ? {} : { notice: options.notice })
    },
    abilities: {
      seed: options.seeded ?? false,
      abort: true,
      stop: true,
      logProbabilities: false,
      embeddings: false,
      exactTokens: countTokens !== undefined
    },
    countTokens: countTokens ?? upperBound,
    generate
  }
}
