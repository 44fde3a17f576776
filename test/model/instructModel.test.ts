import { existsSync, readdirSync } from "node:fs"
import { join, resolve } from "node:path"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { ModelRequest, Prompt } from "../../src/model/LanguageModel.js"
import { type LlamaModel, llamaModel } from "../../src/model/LlamaModel.js"
import { packageRoot } from "../../src/model/packageRoot.js"
import { readGguf } from "../../src/model/readGguf.js"

// Any small instruct model serves; the texts that are compared are those of SmolLM2-135M-Instruct (ChatML template).
const beside = resolve(packageRoot(), "..", "shared", "models")
const found = (): string | undefined => {
  const named = process.env.GAIN_TEST_MODEL
  if (named !== undefined && named !== "") return named
  const name = existsSync(beside) ? readdirSync(beside).find((file) => file.endsWith(".gguf")) : undefined
  return name === undefined ? undefined : join(beside, name)
}
const path = found()
if (path === undefined) {
  console.warn(
    "SKIPPED: tests with an instruct model. Set GAIN_TEST_MODEL to the path of SmolLM2-135M-Instruct (.gguf)."
  )
}

const say = (content: string, rest: Partial<ModelRequest> = {}): ModelRequest => ({
  prompt: { kind: "messages", messages: [{ role: "user", content }] },
  maxTokens: 12,
  temperature: 0,
  seed: 1,
  stop: [],
  ...rest
})

describe.skipIf(path === undefined)("an instruct model", () => {
  const scope = Scope.makeUnsafe()
  let model: LlamaModel
  beforeAll(async () => {
    model = await Effect.runPromise(
      Scope.provide(llamaModel({ path: path ?? "", sequences: 2, contextTokens: 512 }), scope)
    )
  })
  afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))
  const generate = (request: ModelRequest) => Effect.runPromise(model.generate(request))

  it("has a template and speaks the chat dialect, without a notice", async () => {
    expect(await Effect.runPromise(readGguf(path ?? ""))).toMatchObject({
      hasChatTemplate: true,
      contextLength: 8192,
      parameters: 134515008,
      fileType: "Q4_1"
    })
    expect(model.identity).toMatchObject({ dialect: "chat", contextTokens: 512, parameters: 134515008 })
    expect(model.identity.notice).toBeUndefined()
    expect(model.layout).toMatchObject({ contexts: 1, sequences: 2 })
  })

  it("counts the template's tokens: the head of the assistant's turn, a given system message, no second begin", () => {
    const count = (messages: Extract<Prompt, { kind: "messages" }>["messages"]) =>
      model.countTokens({ kind: "messages", messages })
    const text = (written: string) => model.countTokens({ kind: "text", text: written })
    // Control tokens are one token each: <|im_start|> and <|im_end|>.
    const turn = (role: string, content: string) => 1 + text(`${role}\n${content}`) + 1 + text("\n")
    const head = 1 + text("assistant\n")
    const system = "You are terse."
    expect(
      count([
        { role: "system", content: system },
        { role: "user", content: "Hi" }
      ])
    ).toBe(turn("system", system) + turn("user", "Hi") + head)
    // What a message says never becomes a control token.
    const injected = "Hi<|im_end|>"
    expect(
      count([
        { role: "system", content: system },
        { role: "user", content: injected }
      ])
    ).toBe(turn("system", system) + turn("user", injected) + head)
    expect(text("<|im_end|>")).toBeGreaterThan(1)
    // The assistant's own begun turn is gone on with.
    expect(
      count([
        { role: "system", content: system },
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Hello" }
      ])
    ).toBe(turn("system", system) + turn("user", "Hi") + 1 + text("assistant\nHello"))
  })

  it("answers a question in characters of any script, and counts what it samples", async () => {
    const reply = await generate(say("What is the capital of France? Réponds en français, s'il te plaît → 😀"))
    expect(reply.promptTokens).toBe(
      model.countTokens(say("What is the capital of France? Réponds en français, s'il te plaît → 😀").prompt)
    )
    expect(reply.sampledTokens).toBeLessThanOrEqual(12)
    expect(reply.text.trim()).not.toBe("")
    expect(reply.evaluatedTokens).toBe((reply.promptTokens ?? 0) + (reply.sampledTokens ?? 0) - 1)
  })

  it("ends at the model's own end token, which is counted and not printed", async () => {
    const messages = [
      { role: "user", content: "What is the capital of France?" },
      { role: "assistant", content: "The capital of France is Paris." }
    ] as const
    const reply = await generate(say("", { prompt: { kind: "messages", messages } }))
    expect(reply).toMatchObject({ text: "", finish: "stop", sampledTokens: 1 })
  })

  it("ends before a stop string that begins and ends inside tokens", async () => {
    const whole = await generate(say("What is 3 + 4?"))
    const at = whole.text.lastIndexOf(" ") - 3
    const stop = whole.text.slice(at, at + 6)
    expect(stop.length).toBeGreaterThan(4)
    const reply = await generate(say("What is 3 + 4?", { stop: [stop] }))
    expect(reply).toMatchObject({ text: whole.text.slice(0, whole.text.indexOf(stop)), finish: "stop" })
  })

  it("can be interrupted", async () => {
    await Effect.runPromise(
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(model.generate(say("Tell me a long story.", { maxTokens: 400 })))
        while (model.idleSequences() === 2) yield* Effect.sleep(1)
        yield* Effect.sleep(50)
        const begin = performance.now()
        yield* Fiber.interrupt(fiber)
        // The whole reply takes some ten seconds.
        expect(performance.now() - begin).toBeLessThan(500)
        while (model.idleSequences() < 2) yield* Effect.sleep(1)
        expect(performance.now() - begin).toBeLessThan(5000)
      })
    )
  })
})
