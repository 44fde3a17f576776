import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { expect, it } from "vitest"
import { foreignSystem } from "../../src/agent/foreignSystem.js"
import type { Budget } from "../../src/budget/Budget.js"
import { amount } from "../../src/budget/Usage.js"
import type { LanguageModel } from "../../src/model/LanguageModel.js"
import { scriptedModel } from "../../src/model/ScriptedModel.js"
import { createStream } from "../../src/stats/createStream.js"
import { runOne } from "../fixtures/runOne.js"

const dimensions = ["tokens", "promptTokens", "sampledTokens", "calls"] as const

const budget: fc.Arbitrary<Budget> = fc.record(
  {
    dimension: fc.constant("tokens" as const),
    tokens: fc.integer({ min: 1, max: 600 }),
    promptTokens: fc.integer({ min: 1, max: 300 }),
    sampledTokens: fc.integer({ min: 1, max: 300 }),
    calls: fc.integer({ min: 1, max: 12 })
  },
  { requiredKeys: ["dimension", "tokens"] }
)

/** Three nodes side by side, each of which talks a while, and one that reads them all. */
const fanOut = foreignSystem({
  id: "fan-out",
  version: "1",
  agents: ["a", "b", "c", "reader"],
  run: async ({ question, agents, atHand }) => {
    const chain = async (name: "a" | "b" | "c"): Promise<string> => {
      let text = `${name} ${question}`
      for (let step = 0; step < 3; step++) text = (await agents[name].chat(text, { maxTokens: 40 })).text
      atHand(text)
      return text
    }
    const said = await Promise.all([chain("a"), chain("b"), chain("c")])
    return (await agents.reader.chat(said.join("\n"), { maxTokens: 40 })).text
  }
})

/** Its replies depend on the request alone; when they come depends on a seed. */
const uneven = (seed: number): LanguageModel & { readonly seen: { tokens: number; calls: number } } => {
  const model = scriptedModel({
    replies: ({ prompt, seed: dice }) => `${JSON.stringify(prompt).slice(-25)}${dice % 1000}`
  })
  const stream = createStream(seed)
  const seen = { tokens: 0, calls: 0 }
  const generate: LanguageModel["generate"] = (request) =>
    Effect.andThen(Effect.sleep(`${stream.int(4)} millis`), model.generate(request)).pipe(
      Effect.tap((reply) =>
        Effect.sync(() => {
          seen.calls++
          seen.tokens += (reply.promptTokens ?? 0) + (reply.sampledTokens ?? 0)
        })
      )
    )
  return { ...model, generate, seen }
}

it("three nodes in parallel never pass any cap, over 250 budgets, and the ledger holds the model's own count", async () => {
  let cut = 0
  await fc.assert(
    fc.asyncProperty(budget, fc.nat(), async (caps, seed) => {
      const model = uneven(seed)
      const { end, calls } = await runOne({ blueprint: fanOut.blueprint, system: fanOut, model, budget: caps })
      if (end.type !== "trial-end") throw new Error(end.error)
      for (const dimension of dimensions) {
        expect(amount(end.usage, dimension)).toBeLessThanOrEqual(caps[dimension] ?? Number.POSITIVE_INFINITY)
      }
      expect(end.overrun).toBe(false)
      expect([end.usage.calls, amount(end.usage, "tokens")]).toEqual([model.seen.calls, model.seen.tokens])
      expect(calls.reduce((sum, call) => sum + (amount(call.usage, "tokens") ?? 0), 0)).toBe(model.seen.tokens)
      if (end.cutOff) cut++
    }),
    { seed: 2, numRuns: 250 }
  )
  expect(cut).toBeGreaterThan(125)
})

it("taken up again after a kill, in any order of replies, it pays for no call twice and passes no cap", async () => {
  let replayed = 0
  await fc.assert(
    fc.asyncProperty(
      budget,
      fc.nat(),
      fc.integer({ min: 0, max: 10 }),
      fc.boolean(),
      async (caps, seed, moment, sameOrder) => {
        const one = { blueprint: fanOut.blueprint, system: fanOut, budget: caps }
        const whole = await runOne({ ...one, model: uneven(seed) })
        const recorded = whole.calls.slice(0, Math.ceil((moment / 10) * whole.calls.length))
        const rest = uneven(seed + (sameOrder ? 0 : 1))
        const { end, calls } = await runOne({ ...one, model: rest, recorded })
        if (end.type !== "trial-end") throw new Error(end.error)
        expect(calls).toHaveLength(rest.seen.calls)
        const known = new Set(recorded.map(({ call }) => call))
        expect(calls.filter(({ call }) => known.has(call))).toEqual([])
        // What was paid before the kill and after it is the trial's cost, and within its caps.
        for (const dimension of dimensions) {
          const spent = [...recorded, ...calls].reduce((sum, { usage }) => sum + (amount(usage, dimension) ?? 0), 0)
          expect(amount(end.usage, dimension)).toBe(spent)
          expect(spent).toBeLessThanOrEqual(caps[dimension] ?? Number.POSITIVE_INFINITY)
        }
        replayed += recorded.length
      }
    ),
    { seed: 3, numRuns: 200 }
  )
  expect(replayed).toBeGreaterThan(200)
})
