// Who agents are told to be, and whether one of them plans first. In this world a persona is worth nothing and a plan in sight
// raises the probability of a right answer from .4 to .55.
// Run it: npx gain run examples/factors/personas.ts
import { defineStudy } from "collaboration-gain"
import { chatWorld } from "collaboration-gain/testing"
import { sums } from "./sums.js"

const { items, key } = sums(80)

export const models = {
  default: chatWorld({
    id: "plans-help@1",
    key,
    seed: 62,
    chance: ({ plan }) => (plan ? 0.55 : 0.4),
    follow: () => 0.7
  })
}

export default defineStudy({
  name: "factor-personas",
  model: "simulated",
  tasks: [{ id: "sums", source: { items } }],
  designs: [
    {
      id: "personas",
      base: "debate",
      factors: ["personas", "planner"],
      plan: { kind: "one-at-a-time" },
      contrast: "from-base"
    }
  ],
  singles: ["chain-of-thought"],
  budget: 20000
})
