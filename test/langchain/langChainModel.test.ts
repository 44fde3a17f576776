import { setTimeout as sleep } from "node:timers/promises"
import { InMemoryCache } from "@langchain/core/caches"
import { BaseChatModel } from "@langchain/core/language_models/chat_models"
import { AIMessage, type BaseMessage } from "@langchain/core/messages"
import type { ChatResult } from "@langchain/core/outputs"
import { FakeListChatModel } from "@langchain/core/utils/testing"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { singleStrategies } from "../../src/blueprint/singleStrategies.js"
import { type CallSettings, langChainModel } from "../../src/langchain/langChainModel.js"
import type { ModelRequest } from "../../src/model/LanguageModel.js"
import { runOne } from "../fixtures/runOne.js"

type Answer = (messages: ReadonlyArray<BaseMessage>, settings: CallSettings) => AIMessage | Error

/** A provider's model: takes its settings when it is made, and retries by LangChain's own caller. */
class Provider extends BaseChatModel {
  constructor(
    private readonly settings: CallSettings,
    private readonly answer: Answer,
    private readonly log: Array<CallSettings> = [],
    private readonly latency = 0
  ) {
    super({})
  }

  override _llmType(): string {
    return "provider"
  }

  override async _generate(messages: Array<BaseMessage>, options: this["ParsedCallOptions"]): Promise<ChatResult> {
    return this.caller.call(async () => {
      this.log.push(this.settings)
      await sleep(this.latency, undefined, options.signal === undefined ? {} : { signal: options.signal })
      const message = this.answer(messages, this.settings)
      if (message instanceof Error) throw message
      return { generations: [{ text: message.text, message }] }
    })
  }
}

const said = (content: string, input: number, output: number, more: object = {}): AIMessage => {
  const used: object = {
    usage_metadata: { input_tokens: input, output_tokens: output, total_tokens: input + output, ...more }
  }
  return new AIMessage({ content, response_metadata: { finish_reason: "stop" }, ...used })
}

const modelOf = (answer: Answer, log: Array<CallSettings> = [], latency = 0) =>
  langChainModel({
    id: "provider",
    version: "2026-01",
    contextTokens: 2000,
    build: (settings) => new Provider(settings, answer, log, latency)
  })

const request: ModelRequest = {
  prompt: {
    kind: "messages",
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Zürich?" }
    ]
  },
  maxTokens: 20,
  temperature: 0.3,
  seed: 7,
  stop: []
}

const failing = (error: Error) => Effect.runPromise(Effect.flip(modelOf(() => error).generate(request)))

describe("a LangChain model as a model of a study", () => {
  it("is called with the settings of every call, and its tokens are those that it reports", async () => {
    const log: Array<CallSettings> = []
    let seen: ReadonlyArray<BaseMessage> = []
    const model = modelOf((messages) => {
      seen = messages
      return said("yes", 11, 3)
    }, log)
    expect(await Effect.runPromise(model.generate(request))).toEqual({
      text: "yes",
      finish: "stop",
      promptTokens: 11,
      sampledTokens: 3,
      evaluatedTokens: null
    })
    expect(log).toEqual([{ temperature: 0.3, maxTokens: 20, seed: 7 }])
    expect(seen.map((message) => [message.getType(), message.text])).toEqual([
      ["system", "Be brief."],
      ["human", "Zürich?"]
    ])
  })

  it("keeps tokens from the cache apart: sent, but not evaluated", async () => {
    const model = modelOf(() => said("yes", 100, 3, { input_token_details: { cache_read: 80 } }))
    expect(await Effect.runPromise(model.generate(request))).toMatchObject({
      promptTokens: 100,
      sampledTokens: 3,
      evaluatedTokens: 23
    })
  })

  it("leaves usage unknown where the provider reports none", async () => {
    const model = langChainModel({
      id: "fake",
      version: "1",
      contextTokens: 100,
      build: () => new FakeListChatModel({ responses: ["four tokens or so"] })
    })
    expect(await Effect.runPromise(model.generate(request))).toMatchObject({
      text: "four tokens or so",
      promptTokens: null,
      sampledTokens: null,
      evaluatedTokens: null
    })
  })

  it.each([
    [{ finish_reason: "length" }, "length"],
    [{ stop_reason: "max_tokens" }, "length"],
    [{ finishReason: "MAX_TOKENS" }, "length"],
    [{ done_reason: "stop" }, "stop"],
    [{}, "length"]
  ])("knows a reply that its limit cut: %j", async (metadata, finish) => {
    const model = modelOf(() => {
      const message = said("x", 5, 20)
      message.response_metadata = metadata
      return message
    })
    expect((await Effect.runPromise(model.generate(request))).finish).toBe(finish)
  })

  it("bounds prompts from above: bytes and an allowance for the template", () => {
    const model = modelOf(() => said("x", 1, 1))
    expect(model.abilities.exactTokens).toBe(false)
    // 9 + 8 bytes of text, ü counting twice, and 3 × 16.
    expect(model.countTokens(request.prompt)).toBe(9 + 8 + 48)
  })

  it("is aborted with the call", async () => {
    const effect = Effect.timeoutOrElse(modelOf(() => said("x", 1, 1), [], 5000).generate(request), {
      duration: 20,
      orElse: () => Effect.succeed("aborted" as const)
    })
    expect(await Effect.runPromise(effect)).toBe("aborted")
  })

  it("does not try again behind the meter's back", async () => {
    const log: Array<CallSettings> = []
    const model = modelOf(() => Object.assign(new Error("overloaded"), { status: 529 }), log)
    const error = await Effect.runPromise(Effect.flip(model.generate(request)))
    expect(error).toMatchObject({ reason: "unavailable", retryable: true })
    expect(log).toHaveLength(1)
  })

  it("refuses a cache, and a name without a version, when it is made", () => {
    const build = () => new FakeListChatModel({ responses: ["x"], cache: new InMemoryCache() })
    expect(() => langChainModel({ id: "a", version: "1", contextTokens: 10, build })).toThrow(/a cache/u)
    expect(() => langChainModel({ id: "a", version: "", contextTokens: 10, build })).toThrow(/a version/u)
  })
})

describe("errors", () => {
  it.each([
    ["a wrong key", { status: 401 }, { reason: "refused", retryable: false }],
    ["LangChain's code", { lc_error_code: "MODEL_RATE_LIMIT" }, { reason: "unavailable", retryable: true }],
    ["too many requests", { status: 429 }, { reason: "unavailable", retryable: true }],
    ["no quota", { status: 429, code: "insufficient_quota" }, { reason: "refused", retryable: false }],
    ["a server error", { status: 503 }, { reason: "unavailable", retryable: true }],
    ["an unknown model", { status: 404 }, { reason: "unavailable", retryable: false }],
    ["a closed port", { cause: { code: "ECONNREFUSED" } }, { reason: "unavailable", retryable: true }],
    ["an abort", { name: "AbortError" }, { reason: "aborted", retryable: false }],
    ["LangChain's overflow", { name: "ContextOverflowError" }, { reason: "context-overflow", retryable: false }]
  ])("of the provider: %s", async (_, fields, expected) => {
    expect(await failing(Object.assign(new Error("no"), fields))).toMatchObject(expected)
  })

  it("tell an overflow by its words", async () => {
    const error = Object.assign(new Error("This model's maximum context length is 8192 tokens"), { status: 400 })
    expect(await failing(error)).toMatchObject({ reason: "context-overflow" })
  })

  it.each([
    "401 Incorrect API key provided: sk-planted1234567890",
    "Request failed with Authorization: Bearer planted.1234567890",
    '{"api_key": "planted1234567890"} was refused',
    "x-api-key=planted1234567890"
  ])("hold no secret: %s", async (message) => {
    const error = await failing(new Error(message))
    expect(error.message).not.toContain("planted")
    expect(error.message).toContain("[removed]")
  })
})

describe("in a trial", () => {
  const [strategy] = singleStrategies().filter(({ id }) => id === "chain-of-thought")
  if (strategy === undefined) throw new Error("there is no strategy")

  it("reserves the upper bound, and settles what was reported", async () => {
    const limits: Array<CallSettings> = []
    const model = modelOf(() => said("Answer: 2", 40, 6), limits)
    const prompt = { kind: "messages", messages: [] } as const
    expect(model.countTokens(prompt)).toBe(16)
    const { end, calls } = await runOne({ blueprint: strategy, model, budget: { dimension: "tokens", tokens: 300 } })
    expect(end).toMatchObject({ type: "trial-end", score: 1, overrun: false })
    expect(calls[0]?.usage).toMatchObject({ promptTokens: 40, sampledTokens: 6, evaluatedTokens: null })
    // The reply limit is what the cap leaves beside the bound of the prompt.
    const bound = Buffer.byteLength(calls[0]?.prompt ?? "") - "system: ".length - "\n\nuser: ".length + 48
    expect(limits[0]?.maxTokens).toBe(Math.min(256, 300 - bound))
  })

  it("is marked as overrun when the provider spends more than the cap", async () => {
    const model = modelOf(() => said("Answer: 2", 400, 60))
    const { end } = await runOne({ blueprint: strategy, model, budget: { dimension: "tokens", tokens: 300 } })
    expect(end).toMatchObject({ type: "trial-end", overrun: true, usage: { promptTokens: 400 } })
  })

  it("stays unknown where nothing is reported", async () => {
    const model = langChainModel({
      id: "fake",
      version: "1",
      contextTokens: 2000,
      build: () => new FakeListChatModel({ responses: ["Answer: 2"] })
    })
    const { end } = await runOne({ blueprint: strategy, model, budget: { dimension: "tokens", tokens: 900 } })
    expect(end).toMatchObject({ type: "trial-end", score: 1, usage: { promptTokens: null, sampledTokens: null } })
  })

  it("is tried again by the meter, every attempt in the ledger", async () => {
    let calls = 0
    const model = modelOf(() =>
      calls++ < 2 ? Object.assign(new Error("busy"), { status: 503 }) : said("Answer: 2", 40, 6)
    )
    const { end, events } = await runOne({ blueprint: strategy, model, retries: 2 })
    expect(end).toMatchObject({ type: "trial-end", score: 1 })
    expect(events.filter(({ type }) => type === "call-failed")).toHaveLength(2)
  })
})
