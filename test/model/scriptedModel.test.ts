import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { describe, expect, it } from "vitest"
import { ModelError } from "../../src/errors/ModelError.js"
import type { ModelRequest } from "../../src/model/LanguageModel.js"
import { type ScriptedModel, scriptedModel } from "../../src/model/ScriptedModel.js"

const ask = (rest: Partial<ModelRequest> = {}): ModelRequest => ({
  prompt: { kind: "text", text: "Is it so?" },
  maxTokens: 100,
  temperature: 1,
  seed: 7,
  stop: [],
  ...rest
})
const say = (model: ScriptedModel, request = ask()) => Effect.runPromise(model.generate(request))
const fault = (model: ScriptedModel, request = ask()) => Effect.runPromise(Effect.flip(model.generate(request)))
const outage = new ModelError({
  reason: "unavailable",
  retryable: true,
  what: "Server",
  value: "down",
  limit: "must be up",
  advice: "Wait."
})

describe("a script", () => {
  it("is followed in order, failures included, and ends loudly", async () => {
    const model = scriptedModel({ replies: ["yes", outage, "no"] })
    expect((await say(model)).text).toBe("yes")
    expect(await fault(model)).toBe(outage)
    expect((await say(model)).text).toBe("no")
    const error = await fault(model)
    expect(error).toMatchObject({
      reason: "exhausted",
      retryable: false,
      value: "call 4",
      limit: "the script has 3 replies"
    })
    expect(model.abilities.seed).toBe(false)
  })

  it("may be a function of the request and the number of calls before", async () => {
    const model = scriptedModel({ replies: (request, index) => `${index}:${request.seed}` })
    expect((await say(model, ask({ seed: 5 }))).text).toBe("0:5")
    expect((await say(model, ask({ seed: 6 }))).text).toBe("1:6")
    expect(model.abilities.seed).toBe(true)
  })

  it("records every request", async () => {
    const model = scriptedModel({ replies: ["a", outage] })
    const requests = [ask({ seed: 1 }), ask({ seed: 2 }), ask({ seed: 3 })]
    for (const request of requests) await Effect.runPromise(Effect.result(model.generate(request)))
    expect(model.calls).toEqual(requests)
  })
})

describe("usage", () => {
  it("is one token a character", async () => {
    const model = scriptedModel({ replies: ["yes → 😀"] })
    expect(await say(model)).toEqual({
      text: "yes → 😀",
      finish: "stop",
      promptTokens: 9,
      sampledTokens: 7,
      evaluatedTokens: 16
    })
    const messages = [
      { role: "system", content: "ab" },
      { role: "user", content: "cde" }
    ] as const
    expect(model.countTokens({ kind: "messages", messages })).toBe(6)
  })

  it("follows a tokenizer that is given", async () => {
    const words = (text: string) => text.split(" ").filter((word) => word !== "").length
    const model = scriptedModel({ replies: ["one two three four"], countTokens: words, exactTokens: false })
    expect(await say(model, ask({ maxTokens: 2 }))).toMatchObject({
      text: "one two ",
      finish: "length",
      promptTokens: 3,
      sampledTokens: 2
    })
    expect(model.abilities.exactTokens).toBe(false)
  })

  it("can be played: unknown, or beyond the limit", async () => {
    const model = scriptedModel({
      replies: [
        { text: "abc", promptTokens: null, sampledTokens: null, evaluatedTokens: null, logProbability: -0.5 },
        { text: "abc", sampledTokens: 999, finish: "length" }
      ]
    })
    expect(await say(model, ask({ maxTokens: 2 }))).toEqual({
      text: "ab",
      finish: "length",
      promptTokens: null,
      sampledTokens: null,
      evaluatedTokens: null,
      logProbability: -0.5
    })
    expect(await say(model)).toMatchObject({ text: "abc", sampledTokens: 999, finish: "length" })
  })
})

describe("limits", () => {
  it("cut a reply at maxTokens, and not one token before", async () => {
    const model = scriptedModel({ replies: ["abcd", "abcd"] })
    expect(await say(model, ask({ maxTokens: 3 }))).toMatchObject({ text: "abc", finish: "length", sampledTokens: 3 })
    expect(await say(model, ask({ maxTokens: 4 }))).toMatchObject({ text: "abcd", finish: "stop", sampledTokens: 4 })
  })

  it("cut before the first stop string, whose tokens were sampled", async () => {
    const model = scriptedModel({ replies: ["one.two!three", "one.two"] })
    expect(await say(model, ask({ stop: ["!", ".t", ""] }))).toMatchObject({
      text: "one",
      finish: "stop",
      sampledTokens: 5
    })
    expect(await say(model, ask({ stop: ["two"], maxTokens: 5 }))).toMatchObject({ text: "one.t", finish: "length" })
  })

  it("refuse a prompt that leaves no room, without taking a reply", async () => {
    const model = scriptedModel({ replies: ["abc"], contextTokens: 9 })
    expect(await fault(model)).toMatchObject({ reason: "context-overflow", value: "9 tokens" })
    expect(await say(model, ask({ prompt: { kind: "text", text: "1234567" } }))).toMatchObject({
      text: "ab",
      finish: "length"
    })
  })
})

describe("time", () => {
  it("passes on Effect's clock, and calls in flight are counted", async () => {
    const model = scriptedModel({ replies: (_, index) => String(index), latency: "3 seconds" })
    const program = Effect.gen(function* () {
      let back = 0
      const one = (seed: number) => Effect.tap(model.generate(ask({ seed })), () => Effect.sync(() => back++))
      const all = yield* Effect.forkChild(Effect.forEach([1, 2, 3, 4, 5], one, { concurrency: 2 }))
      const seen = (): ReadonlyArray<number> => [back, model.calls.length, model.inFlight]
      yield* TestClock.adjust("2999 millis")
      expect(seen()).toEqual([0, 2, 2])
      yield* TestClock.adjust("1 millis")
      expect(seen()).toEqual([2, 4, 2])
      yield* TestClock.adjust("3 seconds")
      expect(seen()).toEqual([4, 5, 1])
      yield* TestClock.adjust("3 seconds")
      expect(seen()).toEqual([5, 5, 0])
      return yield* Fiber.join(all)
    })
    const replies = await Effect.runPromise(Effect.provide(program, TestClock.layer()))
    expect(replies.map(({ text }) => text)).toEqual(["0", "1", "2", "3", "4"])
    expect(model.mostInFlight).toBe(2)
  })

  it("an interrupted call is no longer in flight", async () => {
    const model = scriptedModel({ replies: ["a", "b"], latency: "1 hour" })
    await Effect.runPromise(
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(model.generate(ask()))
        while (model.inFlight === 0) yield* Effect.sleep(1)
        yield* Fiber.interrupt(fiber)
      })
    )
    expect(model.inFlight).toBe(0)
    expect(model.mostInFlight).toBe(1)
  })
})

describe("identity", () => {
  it("is what the options say", () => {
    expect(scriptedModel({ replies: [] }).identity).toEqual({
      id: "scripted",
      digest: "scripted@1",
      parameters: null,
      contextTokens: 1_000_000,
      dialect: "chat"
    })
    expect(
      scriptedModel({ replies: [], id: "b", digest: "d", dialect: "compact", contextTokens: 5, notice: "Loud." })
        .identity
    ).toEqual({ id: "b", digest: "d", parameters: null, contextTokens: 5, dialect: "compact", notice: "Loud." })
  })
})
