import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { ModelRequest } from "../../src/model/LanguageModel.js"
import { type LlamaModel, type LlamaOptions, llamaModel } from "../../src/model/LlamaModel.js"
import { organismNotice } from "../../src/model/organismNotice.js"
import { packageRoot } from "../../src/model/packageRoot.js"

const mid = join(packageRoot(), "models", "mid.gguf")
const ask = (text: string, rest: Partial<ModelRequest> = {}): ModelRequest => ({
  prompt: { kind: "text", text },
  maxTokens: 120,
  temperature: 0,
  seed: 1,
  stop: [],
  ...rest
})
const withModel = <A>(options: Partial<LlamaOptions>, use: (model: LlamaModel) => Promise<A>): Promise<A> =>
  Effect.runPromise(
    Effect.scoped(Effect.flatMap(llamaModel({ path: mid, ...options }), (model) => Effect.promise(() => use(model))))
  )
const say = (model: LlamaModel, request: ModelRequest) => Effect.runPromise(model.generate(request))
const fault = (model: LlamaModel, request: ModelRequest) => Effect.runPromise(Effect.flip(model.generate(request)))
const samples = (model: LlamaModel, count: number) =>
  Effect.runPromise(
    Effect.forEach(
      Array.from({ length: count }, (_, seed) => ask("Q37+48-09*3T", { temperature: 1, seed })),
      (request) => model.generate(request),
      { concurrency: "unbounded" }
    )
  )

describe("the embedded model", () => {
  const scope = Scope.makeUnsafe()
  let model: LlamaModel
  beforeAll(async () => {
    model = await Effect.runPromise(Scope.provide(llamaModel({ path: mid, sequences: 8, contexts: 2 }), scope))
  })
  afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))

  it("says who it is", () => {
    expect(model.identity).toEqual({
      id: "mid.gguf",
      digest: "fcce2c756925bd637e4619e8ef6ab43777604f6e9f089602d98e3aa711195821",
      parameters: 865792,
      contextTokens: 256,
      dialect: "compact",
      notice: organismNotice
    })
    expect(model.layout).toMatchObject({ contexts: 2, sequences: 8, threads: 1, gpu: false })
  })

  it("gives the known greedy reply, and counts it", async () => {
    const request = ask("Q37+48-09*3T")
    const reply = await say(model, request)
    // One token a character: begin token and 12 of the question; 22 of the reply and the end token, which is not worked through.
    expect(reply).toEqual({
      text: "37+48=85-09=76*3=28A28",
      finish: "stop",
      promptTokens: 13,
      sampledTokens: 23,
      evaluatedTokens: 35
    })
    expect(model.countTokens(request.prompt)).toBe(13)
  })

  it("counts with one meter for all calls of a sequence", async () => {
    const requests = Array.from({ length: 40 }, (_, index) => ask("Q37+48-09*3T", { seed: index }))
    const replies = await Promise.all(requests.map((request) => say(model, request)))
    expect(new Set(replies.map((reply) => reply.evaluatedTokens))).toEqual(new Set([35]))
  })

  it("samples at most maxTokens tokens, the end token included", async () => {
    const cut = await say(model, ask("Q37+48-09*3T", { maxTokens: 5 }))
    expect(cut).toMatchObject({ text: "37+48", finish: "length", sampledTokens: 5, evaluatedTokens: 17 })
    const almost = await say(model, ask("Q37+48-09*3T", { maxTokens: 22 }))
    expect(almost).toMatchObject({ text: "37+48=85-09=76*3=28A28", finish: "length", sampledTokens: 22 })
    const whole = await say(model, ask("Q37+48-09*3T", { maxTokens: 23 }))
    expect(whole).toMatchObject({ text: "37+48=85-09=76*3=28A28", finish: "stop", sampledTokens: 23 })
  })

  it("ends before the first of the stop strings", async () => {
    const reply = await say(model, ask("Q37+48-09*3T", { stop: ["=28", "-09=", "", "never"] }))
    expect(reply).toMatchObject({ text: "37+48=85", finish: "stop", sampledTokens: 12 })
  })

  it("gives equal replies to equal seeds, and other ones to others", async () => {
    const seeds = [0, 0, 1, 1, 4294967295, 4294967295, 2, 3, 4, 5]
    const texts = await Promise.all(
      seeds.map(async (seed) => (await say(model, ask("Q37+48-09*3+11-52*7T", { temperature: 3, seed }))).text)
    )
    expect(texts[0]).toBe(texts[1])
    expect(texts[2]).toBe(texts[3])
    expect(texts[4]).toBe(texts[5])
    expect(new Set(texts).size).toBe(7)
  })

  it("samples from the whole vocabulary, not from its likeliest part", async () => {
    const firsts = await Promise.all(
      Array.from({ length: 600 }, async (_, seed) => {
        const reply = await say(model, ask("Q37+48T", { temperature: 1000, seed, maxTokens: 1 }))
        return reply.text
      })
    )
    // At this temperature all 99 tokens are about equally likely; 600 draws of 99 leave 0.2 of them out on average. Three
    // control tokens print nothing.
    expect(new Set(firsts).size).toBeGreaterThanOrEqual(92)
  })

  it("answers 100 callers with 8 sequences, each as if it were alone", async () => {
    const together = await samples(model, 100)
    expect(model.idleSequences()).toBe(8)
    const alone = await say(model, ask("Q37+48-09*3T", { temperature: 1, seed: 63 }))
    expect(together[63]).toEqual(alone)
    expect(new Set(together.map((reply) => reply.text)).size).toBeGreaterThan(3)
  })

  it("refuses what does not fit into its context, before it evaluates anything", async () => {
    const error = await fault(model, ask(`Q${"1".repeat(254)}T`))
    expect(error).toMatchObject({ reason: "context-overflow", value: "257 tokens" })
    expect(model.idleSequences()).toBe(8)
  })

  it("ends a reply where the context ends", async () => {
    const reply = await say(model, ask(`Q${"1".repeat(251)}T`, { maxTokens: 50, temperature: 1 }))
    expect(reply).toMatchObject({ promptTokens: 254, sampledTokens: 2, finish: "length" })
  })

  it("refuses characters that it would drop silently", async () => {
    for (const [text, character] of [
      ["Qé37T", '"é"'],
      ["Q3\t7T", '"\\t"'],
      ["Q37T→", '"→"']
    ] as const) {
      expect(await fault(model, ask(text))).toMatchObject({ reason: "refused", value: `character ${character}` })
    }
    expect((await say(model, ask("Q1\n2T", { maxTokens: 1 }))).promptTokens).toBe(6)
  })

  it("refuses messages, and numbers out of range", async () => {
    const prompt = { kind: "messages", messages: [{ role: "user", content: "37+48" }] } as const
    expect(await fault(model, ask("", { prompt }))).toMatchObject({ reason: "refused", value: "messages" })
    for (const wrong of [{ maxTokens: 0 }, { maxTokens: 1.5 }, { temperature: -1 }, { seed: -1 }, { seed: 2 ** 32 }]) {
      expect(await fault(model, ask("Q37+48T", wrong))).toMatchObject({ reason: "refused" })
    }
  })
})

describe("replies do not depend on the layout", () => {
  it("whether one, three or twenty sequences serve them", async () => {
    const texts = await Promise.all(
      [
        { contexts: 1, sequences: 1 },
        { contexts: 1, sequences: 3 },
        { contexts: 2, sequences: 20 }
      ].map((layout) => withModel(layout, async (model) => (await samples(model, 40)).map(({ text }) => text)))
    )
    expect(texts[1]).toEqual(texts[0])
    expect(texts[2]).toEqual(texts[0])
  })
})

describe("a model without a chat template", () => {
  it("takes messages as plain text when the chat dialect is asked for", async () => {
    await withModel({ dialect: "chat", sequences: 1 }, async (model) => {
      expect(model.identity.dialect).toBe("chat")
      const prompt = { kind: "messages", messages: [{ role: "user", content: "Hi" }] } as const
      expect(model.countTokens(prompt)).toBe(1 + "User: Hi\n\nAssistant:".length)
      expect(await say(model, ask("", { prompt, maxTokens: 3 }))).toMatchObject({ promptTokens: 21 })
    })
  })
})

describe("log-probabilities", () => {
  it("are reported when asked for, as the mean over all sampled tokens", async () => {
    await withModel({ logProbabilities: true, sequences: 4 }, async (model) => {
      expect(model.abilities.logProbabilities).toBe(true)
      const greedy = await say(model, ask("Q37+48-09*3T"))
      expect(greedy.logProbability).toBeLessThan(0)
      expect(greedy.logProbability).toBeGreaterThan(-0.1)
      // An independent estimate: the probability of a reply is how often it is sampled.
      const replies = await samples(model, 400)
      const texts = replies.map(({ text }) => text)
      const same = replies.filter(({ text }) => text === greedy.text)
      const expected = Math.exp((greedy.logProbability as number) * (greedy.sampledTokens as number))
      const standardError = Math.sqrt((expected * (1 - expected)) / texts.length)
      expect(Math.abs(same.length / texts.length - expected)).toBeLessThan(4 * standardError)
    })
  })
})

describe("embeddings", () => {
  it("are vectors of the model's width, equal for equal texts", async () => {
    await withModel({ embeddings: true, sequences: 1 }, async (model) => {
      const embed = model.embed
      if (embed === undefined) throw new Error("embed is absent")
      const [a, b, c] = await Effect.runPromise(embed(["Q37+48T", "Q12*3T", "Q37+48T"]))
      expect(a).toHaveLength(128)
      expect(c).toEqual(a)
      expect(b).not.toEqual(a)
    })
    await withModel({ sequences: 1 }, async (model) => {
      expect(model.embed).toBeUndefined()
      expect(model.abilities.embeddings).toBe(false)
    })
  })
})
