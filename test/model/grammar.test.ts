import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { isWholeJson } from "../../src/model/jsonGrammar.js"
import type { ModelRequest } from "../../src/model/LanguageModel.js"
import { type LlamaModel, llamaModel } from "../../src/model/LlamaModel.js"
import { packageRoot } from "../../src/model/packageRoot.js"

// The embedded model has never seen JSON and can write it all the same: every printable ASCII character is one of its
// tokens. Other characters (é, →) it lacks, so that they never occur in its strings.
const schema = {
  type: "object",
  properties: {
    reasoning: { type: "string", maxLength: 20 },
    answer: { type: "string", minLength: 1, maxLength: 10 },
    confidence: { enum: [0, 50, 100] },
    sure: { type: "boolean" }
  },
  required: ["reasoning", "answer", "confidence", "sure"]
}
const ask = (rest: Partial<ModelRequest> = {}): ModelRequest => ({
  prompt: { kind: "text", text: "Q37+48T" },
  maxTokens: 200,
  temperature: 1,
  seed: 1,
  stop: [],
  schema,
  ...rest
})

describe("replies held to a JSON schema, on the embedded model", () => {
  const scope = Scope.makeUnsafe()
  let model: LlamaModel
  beforeAll(async () => {
    const path = join(packageRoot(), "models", "mid.gguf")
    model = await Effect.runPromise(
      Scope.provide(llamaModel({ path, sequences: 8, contexts: 1, logProbabilities: true }), scope)
    )
  })
  afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))
  const say = (request: ModelRequest) => Effect.runPromise(model.generate(request))
  const many = (count: number) =>
    Effect.runPromise(
      Effect.forEach(
        Array.from({ length: count }, (_, seed) => ask({ seed })),
        model.generate,
        { concurrency: 8 }
      )
    )

  it("says that it can", () => {
    expect(model.abilities.grammar).toBe(true)
  })

  it("meets the schema in every one of 16 replies, and means nothing by it", async () => {
    const replies = await many(16)
    for (const reply of replies) {
      expect(reply.finish).toBe("stop")
      const value = JSON.parse(reply.text)
      expect(Object.keys(value)).toEqual(["reasoning", "answer", "confidence", "sure"])
      expect(value.reasoning.length).toBeLessThanOrEqual(20)
      expect(value.answer.length).toBeGreaterThanOrEqual(1)
      expect(value.answer.length).toBeLessThanOrEqual(10)
      expect([0, 50, 100]).toContain(value.confidence)
      expect(typeof value.sure).toBe("boolean")
    }
    expect(new Set(replies.map(({ text }) => text)).size).toBeGreaterThan(12)
  })

  it("is the same for the same seed, whatever runs beside it", async () => {
    const [first] = await many(8)
    const alone = await say(ask({ seed: 0 }))
    expect(alone).toEqual(first)
    expect((await say(ask({ temperature: 0, seed: 3 }))).text).toBe((await say(ask({ temperature: 0, seed: 4 }))).text)
  })

  it("counts every sampled token and no other: one a character, none behind the last brace", async () => {
    const { schema: _, ...free } = ask()
    const plain = await say(free)
    for (const reply of await many(4)) {
      expect(reply.promptTokens).toBe(plain.promptTokens)
      expect(reply.sampledTokens).toBe(reply.text.length)
      expect(reply.text.endsWith("}")).toBe(true)
      expect(reply.evaluatedTokens).toBe((reply.promptTokens ?? 0) + reply.text.length - 1)
    }
  })

  it("is cut by the reply limit like any other reply, and says so", async () => {
    const reply = await say(ask({ maxTokens: 15 }))
    expect(reply).toMatchObject({ finish: "length", sampledTokens: 15 })
    expect(() => JSON.parse(reply.text)).toThrow()
  })

  it("tells no log-probability of a constrained reply, and does of a free one", async () => {
    expect((await say(ask())).logProbability).toBeUndefined()
    const { schema: _, ...free } = ask()
    expect((await say(free)).logProbability).toBeLessThan(0)
  })

  it("keeps the model's own distribution over the texts that are allowed", async () => {
    // Two digits that the model itself may begin with: the shares of a constrained reply must be those of the free one.
    const firstOf = async (request: ModelRequest) => {
      const replies = await Effect.runPromise(
        Effect.forEach(
          Array.from({ length: 300 }, (_, seed) => ({ ...request, seed, maxTokens: 1 })),
          model.generate,
          { concurrency: 8 }
        )
      )
      return replies.map(({ text }) => text)
    }
    const { schema: _, ...free } = ask({ prompt: { kind: "text", text: "Q37+48*3-29+77*8A" } })
    const open = (await firstOf(free)).filter((text) => /^[0-4]$/.test(text))
    const held = await firstOf({ ...free, schema: { enum: [0, 1, 2, 3, 4] } })
    expect(held.every((text) => /^[0-4]$/.test(text))).toBe(true)
    for (const digit of ["0", "1", "2", "3", "4"]) {
      const p = open.filter((text) => text === digit).length / open.length
      const q = held.filter((text) => text === digit).length / held.length
      const se = Math.sqrt((p * (1 - p)) / open.length + (q * (1 - q)) / held.length)
      expect(Math.abs(p - q), `${digit}: ${p} and ${q}`).toBeLessThanOrEqual(4 * se + 1e-9)
    }
  })

  it("refuses a schema that it could not hold a reply to", async () => {
    for (const [bad, word] of [
      [{ type: "string", pattern: "^a" }, "pattern"],
      [{ type: "object", properties: { n: { type: "integer", minimum: 1 } } }, "minimum"],
      [{ type: "object", properties: { n: {} } }, "without a type"],
      [{ type: "object", properties: {}, additionalProperties: true }, "additionalProperties"]
    ] as const) {
      const error = await Effect.runPromise(Effect.flip(model.generate(ask({ schema: bad }))))
      expect(error).toMatchObject({ reason: "refused" })
      expect(error.message).toContain(word)
    }
  })
})

describe("isWholeJson", () => {
  it("is true of a value that nothing but white space can follow", () => {
    for (const text of ['{"a":1}', "[1]", '"a"', "true", "null", "1 ", ' {"a":"}"}\n'])
      expect(isWholeJson(text), text).toBe(true)
    for (const text of ["", "{", '{"a":"}', "1", "12", "tru", '"a', "[1"]) expect(isWholeJson(text), text).toBe(false)
  })
})
