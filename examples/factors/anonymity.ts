// Whether messages bear names, and in which order they stand. In this world an answer is right with probability .4. Who reads
// named answers takes over the first of them nine times of ten, who reads nameless ones the most frequent.
// Run it: npx gain run examples/factors/anonymity.ts
import { defineStudy } from "collaboration-gain"
import { compose, debate } from "collaboration-gain/factors"
import { chatWorld } from "collaboration-gain/testing"
import { sums } from "./sums.js"

const { items, key } = sums(80)

export const models = {
  default: chatWorld({
    id: "names-lead@1",
    key,
    seed: 66,
    chance: () => 0.4,
    follow: () => 0.9,
    whom: ({ named }) => (named ? "first" : "plurality")
  })
}

export default defineStudy({
  name: "factor-anonymity",
  model: "simulated",
  tasks: [{ id: "sums", source: { items } }],
  designs: [
    {
      id: "names",
      base: compose(debate, { agents: "5", memory: "none" }),
      factors: ["anonymity", "order"],
      plan: { kind: "one-at-a-time" },
      contrast: "from-base"
    }
  ],
  singles: ["chain-of-thought"],
  budget: 20000
})
