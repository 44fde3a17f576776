// What the task brings: chains of 2 and of 6 operations, each step needing the one before, and pairs in a list that make a given
// sum: scattered, parallel, easy to check, in need of no tool. Each level has 16 items of its own, and no ratio is estimated.
// Run it: npx gain run examples/factors/context.ts
import { type ContextTraits, defineStudy, type Item, syntheticTask } from "collaboration-gain"
import * as Effect from "effect/Effect"
import { chains } from "./chains.js"

const sums = (level: number): ReadonlyArray<Item> => {
  const { items, context } = Effect.runSync(syntheticTask({ family: "arithmetic", level, items: 16, seed: 54 }))
  return items.map((item) => ({ ...item, ...(context === undefined ? {} : { context }) }))
}
const easy: ContextTraits = { verifiability: "easier", decomposability: "parallel", informationSplit: "scattered" }
const pair = (index: number): Item => {
  const facts = [11, 37, 58, 83].map((one, place) => String(((one + (7 + 2 * place) * index) % 90) + 10))
  const [one, other] = [facts[index % 4], facts[(index + 1 + (index % 3)) % 4]]
  const question = String((Number(one) + Number(other)) % 100).padStart(2, "0")
  const keys = { answer: `${one}+${other}`, answers: [`${other}+${one}`] }
  return { id: `pair-${index}`, question, facts, ...keys, context: { ...easy, toolNeed: "none" } }
}
const horizon = { id: "horizon", levels: ["any", "short", "long"] } as const
const pairs = Array.from({ length: 15 }, (_, index) => pair(index + 1))

export default defineStudy({
  name: "factor-context",
  model: "embedded",
  tasks: [{ id: "mixed", source: { items: [pair(0), ...pairs, ...sums(2), ...sums(6)] } }],
  designs: [
    {
      id: "context",
      base: "debate",
      factors: [horizon, { id: "verifiability", levels: ["any", "easier"] }],
      plan: { kind: "one-at-a-time" },
      contrast: "from-base"
    }
  ],
  singles: chains(),
  budget: 1200
})
