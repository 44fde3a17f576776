import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager"
import type {
  BaseLanguageModelInput,
  StructuredOutputMethodOptions,
  ToolDefinition
} from "@langchain/core/language_models/base"
import type { BaseChatModelCallOptions, BindToolsInput } from "@langchain/core/language_models/chat_models"
import type { AIMessageChunk as AIMessageChunkType, BaseMessage, UsageMetadata } from "@langchain/core/messages"
import type { ChatGenerationChunk as ChatGenerationChunkType, ChatResult } from "@langchain/core/outputs"
import type { Runnable } from "@langchain/core/runnables"
import type { SerializableSchema } from "@langchain/core/utils/standard_schema"
import type { InteropZodType } from "@langchain/core/utils/types"
import * as Effect from "effect/Effect"
import type { MeteredModel } from "../agent/MeteredModel.js"
import { InputError } from "../errors/InputError.js"
import type { LanguageModel, ModelAbilities, ModelIdentity, ModelReply } from "../model/LanguageModel.js"
import { type ChatMessage, promptFor } from "../model/promptFor.js"
import { deriveSeed } from "../stats/deriveSeed.js"
import { chatMessages } from "./chatMessages.js"
import {
  AIMessageChunk,
  assembleStructuredOutputPipeline,
  BaseChatModel,
  ChatGenerationChunk,
  convertToOpenAITool,
  createContentParser,
  toJsonSchema
} from "./loadLangChain.js"
import { grammarSchema, readToolReply, type ToolChoice, type ToolForm, toolHelp, toolSchema } from "./toolForm.js"

/** What one call may ask for, beside LangChain's own options. */
export interface ChatModelCallOptions extends BaseChatModelCallOptions {
  /** Most tokens of the reply. */
  maxTokens?: number
  /** Not for a metered model, whose agent declares it. */
  temperature?: number
  /** Not for a metered model. */
  seed?: number
  /** JSON schema that the reply must meet; set by `withStructuredOutput`. */
  schema?: Readonly<Record<string, unknown>>
  /** Set by `bindTools`. */
  tools?: Array<ToolDefinition>
}

/** Settings of a model that is not metered. */
export interface ChatModelOptions {
  /** Default 1. */
  readonly temperature?: number
  /** Most tokens of a reply; default 256. */
  readonly maxTokens?: number
  /** Root of the seeds of its calls, which are numbered in the order in which they come; default 1. */
  readonly seed?: number
}

interface Call {
  readonly messages: ReadonlyArray<ChatMessage>
  readonly options: Pick<ChatModelCallOptions, "maxTokens" | "temperature" | "seed" | "stop" | "schema" | "signal">
}

/** What a chat model speaks through. */
interface Engine {
  readonly identity: ModelIdentity
  readonly abilities: ModelAbilities
  readonly send: (call: Call) => Promise<ModelReply>
}

const freeEngine = (model: LanguageModel, defaults: ChatModelOptions): Engine => {
  let calls = 0
  return {
    identity: model.identity,
    abilities: model.abilities,
    send: ({ messages, options }) =>
      Effect.runPromise(
        model.generate({
          prompt: promptFor(model.identity, messages),
          maxTokens: options.maxTokens ?? defaults.maxTokens ?? 256,
          temperature: options.temperature ?? defaults.temperature ?? 1,
          seed: options.seed ?? deriveSeed(defaults.seed ?? 1, "call", calls++),
          stop: options.stop ?? [],
          ...(options.schema === undefined ? {} : { schema: options.schema })
        }),
        options.signal === undefined ? {} : { signal: options.signal }
      )
  }
}

const meteredEngine = (model: MeteredModel): Engine => ({
  identity: model.identity,
  abilities: model.abilities,
  send: async ({ messages, options }) => {
    for (const name of ["temperature", "seed"] as const) {
      if (options[name] === undefined) continue
      throw new InputError({
        what: `Call of agent ${model.agent}`,
        value: `${name} ${options[name]}`,
        limit: "the agent declares how it samples, so that the design knows it",
        advice: "Set it on the agent where the system is declared."
      })
    }
    return model.chat(messages, {
      ...(options.maxTokens === undefined ? {} : { maxTokens: options.maxTokens }),
      ...(options.stop === undefined ? {} : { stop: options.stop }),
      ...(options.schema === undefined ? {} : { schema: options.schema }),
      ...(options.signal === undefined ? {} : { signal: options.signal })
    })
  }
})

/** `undefined`: not known. */
const usageOf = ({ promptTokens, sampledTokens }: ModelReply): UsageMetadata | undefined =>
  promptTokens === null || sampledTokens === null
    ? undefined
    : { input_tokens: promptTokens, output_tokens: sampledTokens, total_tokens: promptTokens + sampledTokens }

/** A message together with what its call used. */
interface Answered {
  readonly message: AIMessageChunkType
  readonly usage: UsageMetadata | undefined
}

const formOf = ({ function: { name, description, parameters } }: ToolDefinition): ToolForm => ({
  name,
  description: description ?? "",
  parameters: { ...parameters }
})

const choiceOf = (choice: ChatModelCallOptions["tool_choice"]): ToolChoice | "none" => {
  if (choice === undefined || choice === "auto") return "auto"
  if (choice === "none") return "none"
  if (choice === "any" || choice === "required") return "any"
  if (typeof choice === "string") return { name: choice }
  const { function: called, name } = choice
  const wanted: unknown = typeof called === "object" && called !== null ? called.name : name
  if (typeof wanted === "string") return { name: wanted }
  throw new InputError({
    what: "Choice of a tool",
    value: JSON.stringify(choice),
    limit: 'must be "auto", "any", "none" or the name of a tool',
    advice: "Name the tool."
  })
}

/** A schema of structured output, as LangChain takes it. */
export type OutputSchema<Output extends Record<string, unknown>> =
  | SerializableSchema<Output>
  | InteropZodType<Output>
  | Record<string, unknown>

const isPlain = (schema: object): schema is Record<string, unknown> => !("~standard" in schema) && !("_def" in schema)

/**
 * A model of this package as a LangChain chat model: `invoke`, `batch`, `stream`, callbacks, abort, usage metadata, and by
 * grammar structured output and tool calls. Made by {@link chatModel}.
 *
 * A stream brings the whole reply in one chunk: the models here do not stream.
 */
export class ChatModel extends BaseChatModel<ChatModelCallOptions> {
  private readonly engine: Engine

  constructor(model: LanguageModel | MeteredModel, options: ChatModelOptions = {}) {
    super({ maxRetries: 0 })
    this.engine = "chat" in model ? meteredEngine(model) : freeEngine(model, options)
  }

  override get callKeys(): Array<string> {
    return [...super.callKeys, "maxTokens", "temperature", "seed", "schema", "tools", "tool_choice"]
  }

  override _llmType(): string {
    return "collaboration-gain"
  }

  override _identifyingParams(): Record<string, unknown> {
    const { id, digest } = this.engine.identity
    return { id, digest }
  }

  override async _generate(
    messages: Array<BaseMessage>,
    options: this["ParsedCallOptions"],
    _runManager?: CallbackManagerForLLMRun
  ): Promise<ChatResult> {
    const { message, usage } = await this.reply(messages, options)
    return {
      generations: [{ text: message.text, message }],
      ...(usage === undefined
        ? {}
        : {
            llmOutput: {
              tokenUsage: {
                promptTokens: usage.input_tokens,
                completionTokens: usage.output_tokens,
                totalTokens: usage.total_tokens
              }
            }
          })
    }
  }

  override async *_streamResponseChunks(
    messages: Array<BaseMessage>,
    options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun
  ): AsyncGenerator<ChatGenerationChunkType> {
    const { message } = await this.reply(messages, options)
    const chunk = new ChatGenerationChunk({ text: message.text, message })
    yield chunk
    await runManager?.handleLLMNewToken(message.text, undefined, undefined, undefined, undefined, { chunk })
  }

  /**
   * The model with tools that it may call. A reply is held to a JSON form by grammar: a call, or an answer where `tool_choice`
   * allows one.
   *
   * Errors: throws InputError where the model has no grammar, or no words for tools (the compact dialect).
   */
  override bindTools(
    tools: Array<BindToolsInput>,
    kwargs: Partial<ChatModelCallOptions> = {}
  ): Runnable<BaseLanguageModelInput, AIMessageChunkType, ChatModelCallOptions> {
    const { identity } = this.engine
    this.needGrammar("Tools")
    if (identity.dialect === "compact") {
      throw new InputError({
        what: `Tools for model ${identity.id}`,
        value: "the compact dialect",
        limit: "has no words for tools",
        advice: "Use an instruct model."
      })
    }
    return this.withConfig({ tools: tools.map((tool) => convertToOpenAITool(tool)), ...kwargs })
  }

  /**
   * The model with replies that meet a schema (zod, standard schema or JSON schema), by grammar, parsed and, but for a plain
   * JSON schema, validated.
   *
   * Errors: throws InputError where the model has no grammar.
   */
  override withStructuredOutput<Output extends Record<string, unknown> = Record<string, unknown>>(
    outputSchema: OutputSchema<Output>,
    config?: StructuredOutputMethodOptions<false>
  ): Runnable<BaseLanguageModelInput, Output>
  override withStructuredOutput<Output extends Record<string, unknown> = Record<string, unknown>>(
    outputSchema: OutputSchema<Output>,
    config?: StructuredOutputMethodOptions<true>
  ): Runnable<BaseLanguageModelInput, { raw: BaseMessage; parsed: Output }>
  override withStructuredOutput<Output extends Record<string, unknown> = Record<string, unknown>>(
    outputSchema: OutputSchema<Output>,
    config?: StructuredOutputMethodOptions<boolean>
  ): Runnable<BaseLanguageModelInput, Output> | Runnable<BaseLanguageModelInput, { raw: BaseMessage; parsed: Output }> {
    this.needGrammar("Structured output")
    const schema = grammarSchema(isPlain(outputSchema) ? outputSchema : toJsonSchema(outputSchema))
    return assembleStructuredOutputPipeline<Output>(
      this.withConfig({ schema }),
      createContentParser<Output>(outputSchema),
      config?.includeRaw === true,
      "StructuredOutput"
    )
  }

  private needGrammar(what: string): void {
    const { abilities, identity } = this.engine
    if (abilities.grammar === true) return
    throw new InputError({
      what: `${what} of model ${identity.id}`,
      value: "no grammar",
      limit: "needs a model whose replies can be held to a JSON schema",
      advice: "Use a local model that can, or ask in words and read the reply."
    })
  }

  /** One call, whatever it was asked by. */
  private async reply(messages: ReadonlyArray<BaseMessage>, options: this["ParsedCallOptions"]): Promise<Answered> {
    const { identity } = this.engine
    const choice = choiceOf(options.tool_choice)
    const tools = choice === "none" ? [] : (options.tools ?? []).map(formOf)
    const said = chatMessages(messages)
    const held =
      choice === "none" || tools.length === 0
        ? { messages: this.told(said, options.schema), schema: options.schema }
        : { messages: preface(said, toolHelp(tools, choice)), schema: toolSchema(tools, choice) }
    const { maxTokens, temperature, seed, stop, signal } = options
    const reply = await this.engine.send({
      messages: held.messages,
      options: {
        ...(maxTokens === undefined ? {} : { maxTokens }),
        ...(temperature === undefined ? {} : { temperature }),
        ...(seed === undefined ? {} : { seed }),
        ...(stop === undefined ? {} : { stop }),
        ...(held.schema === undefined ? {} : { schema: held.schema }),
        ...(signal === undefined ? {} : { signal })
      }
    })
    const { content, calls } =
      tools.length === 0 ? { content: reply.text, calls: [] } : readToolReply(reply.text, held.messages)
    const usage = usageOf(reply)
    // LangChain's own type of this field does not survive the strictest compiler options.
    const used: object = usage === undefined ? {} : { usage_metadata: usage }
    const message = new AIMessageChunk({
      content,
      tool_calls: calls,
      tool_call_chunks: calls.map(({ name, args, id }, index) => ({
        name,
        args: JSON.stringify(args),
        index,
        type: "tool_call_chunk" as const,
        ...(id === undefined ? {} : { id })
      })),
      response_metadata: { model_name: identity.id, finish_reason: reply.finish },
      ...used
    })
    return { message, usage }
  }

  /** A model that reads English is told the form of its reply; the grammar alone would push it into words it did not choose. */
  private told(
    messages: ReadonlyArray<ChatMessage>,
    schema: ChatModelCallOptions["schema"]
  ): ReadonlyArray<ChatMessage> {
    if (schema === undefined || this.engine.identity.dialect === "compact") return messages
    return preface(messages, `Reply with one JSON object that meets this schema: ${JSON.stringify(schema)}`)
  }
}

/** Messages with a text added to the system's, which comes first. */
const preface = (messages: ReadonlyArray<ChatMessage>, text: string): ReadonlyArray<ChatMessage> => {
  const [first, ...rest] = messages
  return first?.role === "system"
    ? [{ role: "system", content: `${first.content}\n\n${text}` }, ...rest]
    : [{ role: "system", content: text }, ...messages]
}

/**
 * A model of this package, or the metered model of a foreign system's agent, as a LangChain chat model.
 *
 * Messages become the model's prompt: through its chat template, or for a model of the compact dialect their texts one after the
 * other. Calls of a metered model are reserved, settled and recorded like any other; those of a model that is not metered are
 * free of any budget.
 *
 * @example
 * ```ts
 * import { chatModel } from "collaboration-gain/langchain"
 * import { scriptedModel } from "collaboration-gain/testing"
 *
 * const model = chatModel(scriptedModel({ replies: ["Paris"] }))
 * const reply = await model.invoke("Capital of France?")
 * console.log(reply.text) // "Paris"
 * ```
 *
 * @category langchain
 */
export const chatModel = (model: LanguageModel | MeteredModel, options: ChatModelOptions = {}): ChatModel =>
  new ChatModel(model, options)
