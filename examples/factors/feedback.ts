// What an agent is told before it revises: nothing, its own critique, a peer's, a critic's, only right or wrong. In this world an
// answer is right with probability .4, whoever judges it is right eight times of ten, and an accepted answer is kept: all four kinds
// of feedback are worth the same. The embedded model was tried: of its corrections, half to two thirds could be read, because it
// was never trained to go on from an answer that was accepted.
// Run it: npx gain run examples/factors/feedback.ts
import { defineStudy } from "collaboration-gain"
import { compose, debate } from "collaboration-gain/factors"
import { simulatedModel } from "collaboration-gain/testing"
import { sums } from "./sums.js"

const { items, key } = sums(60)
const world = { kind: "verify", p: 0.4, sensitivity: 0.8, specificity: 0.8 } as const

export const models = { default: simulatedModel({ id: "simulated verification", key, world, seed: 69 }) }

export default defineStudy({
  name: "factor-feedback",
  model: "simulated",
  tasks: [{ id: "sums", source: { items } }],
  designs: [
    {
      id: "feedback",
      base: compose(debate, { topology: "isolated" }),
      factors: ["feedback"],
      plan: { kind: "one-at-a-time" },
      contrast: "from-base"
    }
  ],
  budget: 2000
})
