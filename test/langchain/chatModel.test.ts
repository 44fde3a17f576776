import { HumanMessage, SystemMessage, ToolMessage } from "@langchain/core/messages"
import { tool } from "@langchain/core/tools"
import { FakeListChatModel } from "@langchain/core/utils/testing"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { z } from "zod"
import { BudgetExhausted } from "../../src/errors/BudgetExhausted.js"
import { ModelError } from "../../src/errors/ModelError.js"
import { chatModel } from "../../src/langchain/ChatModel.js"
import { langChainModel } from "../../src/langchain/langChainModel.js"
import { scriptedModel } from "../../src/model/ScriptedModel.js"

const usageOf = (message: object): unknown => Reflect.get(message, "usage_metadata")

describe("a model of ours as a LangChain chat model", () => {
  it("invokes with messages, options and usage", async () => {
    const scripted = scriptedModel({ replies: ["Paris is the capital"] })
    const model = chatModel(scripted, { temperature: 0.5, seed: 3 })
    const reply = await model.invoke([new SystemMessage("Be brief."), new HumanMessage("Capital?")], {
      maxTokens: 5,
      stop: ["!"]
    })
    expect(reply.text).toBe("Paris")
    expect(reply.response_metadata).toMatchObject({ finish_reason: "length", model_name: "scripted" })
    expect(usageOf(reply)).toEqual({ input_tokens: 18, output_tokens: 5, total_tokens: 23 })
    expect(scripted.calls[0]).toMatchObject({
      prompt: {
        kind: "messages",
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "Capital?" }
        ]
      },
      temperature: 0.5,
      maxTokens: 5,
      stop: ["!"]
    })
  })

  it("leaves unknown usage out instead of calling it nothing", async () => {
    const model = chatModel(scriptedModel({ replies: [{ text: "x", promptTokens: null }] }))
    expect(usageOf(await model.invoke("q"))).toBeUndefined()
  })

  it("sends a compact model the texts alone", async () => {
    const scripted = scriptedModel({ replies: ["A2"], dialect: "compact" })
    await chatModel(scripted).invoke([new SystemMessage("Q1+1"), new HumanMessage("T")])
    expect(scripted.calls[0]?.prompt).toEqual({ kind: "text", text: "Q1+1T" })
  })

  it("batches in the order of the inputs, with a seed of its own for every call", async () => {
    const scripted = scriptedModel({
      replies: ({ prompt }) => (prompt.kind === "messages" ? (prompt.messages[0]?.content ?? "") : ""),
      latency: "5 millis"
    })
    const replies = await chatModel(scripted).batch(["a", "b", "c"])
    expect(replies.map(({ text }) => text)).toEqual(["a", "b", "c"])
    expect(scripted.mostInFlight).toBe(3)
    expect(new Set(scripted.calls.map(({ seed }) => seed)).size).toBe(3)
    const again = scriptedModel({ replies: () => "" })
    await chatModel(again).batch(["a", "b", "c"])
    expect(again.calls.map(({ seed }) => seed)).toEqual(scripted.calls.map(({ seed }) => seed))
  })

  it("streams, and tells callbacks what it does", async () => {
    const events: Array<string> = []
    const callbacks = [
      {
        handleChatModelStart: () => void events.push("start"),
        handleLLMNewToken: (token: string) => void events.push(`token ${token}`),
        handleLLMEnd: (output: { llmOutput?: Record<string, unknown> }) =>
          void events.push(`end ${JSON.stringify(output.llmOutput)}`)
      }
    ]
    const model = chatModel(scriptedModel({ replies: () => "four" }))
    const chunks = []
    for await (const chunk of await model.stream("2+2", { callbacks })) chunks.push(chunk)
    expect(chunks.map(({ text }) => text).join("")).toBe("four")
    expect(chunks.map(usageOf)).toContainEqual({ input_tokens: 3, output_tokens: 4, total_tokens: 7 })
    const used = '{"tokenUsage":{"promptTokens":3,"completionTokens":4,"totalTokens":7}}'
    expect(events).toEqual(["start", "token four", `end ${used}`])
    events.length = 0
    await model.invoke("2+2", { callbacks })
    expect(events).toEqual(["start", `end ${used}`])
  })

  it("can be aborted, which interrupts the model", async () => {
    const scripted = scriptedModel({ replies: () => "late", latency: "10 seconds" })
    const controller = new AbortController()
    const reply = chatModel(scripted).invoke("q", { signal: controller.signal })
    setTimeout(() => controller.abort(), 10)
    await expect(reply).rejects.toThrow()
    expect(scripted.inFlight).toBe(0)
  })

  it("fails with the model's own error, and tells callbacks", async () => {
    const down = new ModelError({
      reason: "unavailable",
      retryable: true,
      what: "Server",
      value: "down",
      limit: "must answer",
      advice: "Start it."
    })
    const scripted = scriptedModel({ replies: () => down })
    let told: unknown
    const handleLLMError = (error: unknown): void => {
      told = error
    }
    const callbacks = [{ handleLLMError }]
    await expect(chatModel(scripted).invoke("q", { callbacks })).rejects.toMatchObject({ _tag: "ModelError" })
    expect(told).toMatchObject({ reason: "unavailable" })
    // LangChain tries nothing again behind the caller's back.
    expect(scripted.calls).toHaveLength(1)
  })

  it("refuses what it cannot read", async () => {
    const image = new HumanMessage({ content: [{ type: "image_url", image_url: "data:," }] })
    await expect(chatModel(scriptedModel({ replies: ["x"] })).invoke([image])).rejects.toMatchObject({
      _tag: "InputError",
      value: "content of type image_url"
    })
  })
})

const able = (reply: string) => scriptedModel({ replies: () => reply, grammar: true })

describe("structured output", () => {
  const person = z.object({ name: z.string(), age: z.number().int().min(0), kind: z.enum(["a", "b"]).nullable() })

  it("is asked for by a schema that grammars know, and validated", async () => {
    const scripted = able('{"name": "Ada", "age": 36, "kind": null}')
    const reply = await chatModel(scripted).withStructuredOutput(person).invoke("Who?")
    expect(reply).toEqual({ name: "Ada", age: 36, kind: null })
    expect(scripted.calls[0]?.schema).toEqual({
      type: "object",
      properties: {
        name: { type: "string" },
        age: { type: "integer" },
        kind: { oneOf: [{ type: "string", enum: ["a", "b"] }, { type: "null" }] }
      },
      required: ["name", "age", "kind"],
      additionalProperties: false
    })
    const wrong = chatModel(able('{"name": "Ada", "age": -1, "kind": null}')).withStructuredOutput(person)
    await expect(wrong.invoke("Who?")).rejects.toThrow()
  })

  it("takes a plain JSON schema, and gives the message beside what was read", async () => {
    const schema = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] }
    const both = chatModel(able('{"n": 4}')).withStructuredOutput(schema, { includeRaw: true })
    const { raw, parsed } = await both.invoke("2+2")
    expect(parsed).toEqual({ n: 4 })
    expect(raw.text).toBe('{"n": 4}')
  })

  it("is refused where the model has no grammar, before anything is sent", () => {
    const scripted = scriptedModel({ replies: ["x"] })
    expect(() => chatModel(scripted).withStructuredOutput(person)).toThrow(/no grammar/u)
    expect(() => chatModel(scripted).bindTools([])).toThrow(/no grammar/u)
    expect(() => chatModel(scriptedModel({ replies: ["x"], grammar: true, dialect: "compact" })).bindTools([])).toThrow(
      /no words for tools/u
    )
    expect(scripted.calls).toHaveLength(0)
  })
})

describe("tools", () => {
  const add = tool(async ({ a, b }) => String(a + b), {
    name: "add",
    description: "Adds two numbers.",
    schema: z.object({ a: z.number(), b: z.number() })
  })

  it("are called by grammar, and their results are shown", async () => {
    const replies = ['{"tool": "add", "arguments": {"a": 2, "b": 3}}', '{"answer": "5"}']
    const scripted = scriptedModel({ replies, grammar: true })
    const model = chatModel(scripted).bindTools([add])
    const question = new HumanMessage("2+3?")
    const called = await model.invoke([question])
    expect(called.tool_calls).toMatchObject([{ name: "add", args: { a: 2, b: 3 }, type: "tool_call" }])
    expect(called.text).toBe("")
    const [call] = called.tool_calls ?? []
    if (call === undefined) throw new Error("no call")
    const result = await add.invoke(call)
    const last = await model.invoke([question, called, result])
    expect(last.text).toBe("5")
    expect(last.tool_calls).toEqual([])
    const [first, second] = scripted.calls
    expect(first?.schema).toMatchObject({
      oneOf: [
        { properties: { tool: { const: "add" }, arguments: { properties: { a: { type: "number" } } } } },
        { properties: { answer: { type: "string" } } }
      ]
    })
    const shown = second?.prompt.kind === "messages" ? second.prompt.messages : []
    expect(shown[0]?.content).toContain("- add: Adds two numbers.")
    expect(shown.slice(1)).toEqual([
      { role: "user", content: "2+3?" },
      { role: "assistant", content: '{"tool":"add","arguments":{"a":2,"b":3}}' },
      { role: "user", content: "Result of add: 5" }
    ])
  })

  it("may be demanded or forbidden", async () => {
    const scripted = able('{"tool": "add", "arguments": {"a": 1, "b": 1}}')
    const schemaOf = async (choice: string) => {
      await chatModel(scripted).bindTools([add], { tool_choice: choice }).invoke("q")
      return scripted.calls.at(-1)?.schema
    }
    expect(await schemaOf("any")).toMatchObject({ oneOf: [{ properties: { tool: { const: "add" } } }] })
    expect((await schemaOf("add"))?.oneOf).toHaveLength(1)
    expect(await schemaOf("none")).toBeUndefined()
    expect((await schemaOf("auto"))?.oneOf).toHaveLength(2)
  })

  it("a reply that was cut is text, not a call", async () => {
    const model = chatModel(able('{"tool": "add", "arguments": {"a": 2')).bindTools([add])
    const reply = await model.invoke([new HumanMessage("q"), new ToolMessage({ content: "1", tool_call_id: "x" })])
    expect(reply.tool_calls).toEqual([])
    expect(reply.text).toContain('{"tool"')
  })
})

describe("there and back", () => {
  it("LangChain → ours → LangChain says the same", async () => {
    const outer = chatModel(
      langChainModel({
        id: "fake",
        version: "1",
        contextTokens: 1000,
        build: () => new FakeListChatModel({ responses: ["one"] })
      })
    )
    expect((await outer.invoke("q")).text).toBe("one")
  })

  it("ours → LangChain → ours keeps text, usage, limit, temperature and errors", async () => {
    const scripted = scriptedModel({ replies: () => "a long reply", countTokens: (text) => text.length })
    const back = langChainModel({
      id: "back",
      version: "1",
      contextTokens: 1000,
      build: (settings) => {
        const model = chatModel(scripted, settings)
        return model
      }
    })
    const request = {
      prompt: { kind: "messages", messages: [{ role: "user", content: "q" }] },
      maxTokens: 6,
      temperature: 0.25,
      seed: 9,
      stop: ["x"]
    } as const
    const reply = await Effect.runPromise(back.generate(request))
    expect(reply).toEqual({
      text: "a long",
      finish: "length",
      promptTokens: 1,
      sampledTokens: 6,
      evaluatedTokens: null
    })
    expect(scripted.calls[0]).toMatchObject({ maxTokens: 6, temperature: 0.25, stop: ["x"] })
  })
})

it("BudgetExhausted passes through LangChain as it is", async () => {
  const model = scriptedModel({ replies: ["x"] })
  const refusal = new BudgetExhausted({ dimension: "tokens", needed: 3, left: 1 })
  const metered = {
    agent: "a",
    facts: [],
    windows: [[]],
    identity: model.identity,
    abilities: model.abilities,
    countTokens: model.countTokens,
    chat: () => Promise.reject(refusal)
  }
  await expect(chatModel(metered).invoke("q")).rejects.toBe(refusal)
  await expect(chatModel(metered).invoke("q", { temperature: 0 })).rejects.toMatchObject({ _tag: "InputError" })
})
