// What an agent is told before it revises: nothing, its own critique, a peer's, a critic's, only right or wrong. Nobody reads other
// answers besides: with them in sight only 86 % of the embedded model's replies could be read at the worst level.
// Run it: npx gain run examples/factors/feedback.ts
import { defineStudy } from "collaboration-gain"
import { compose, debate } from "collaboration-gain/factors"
import { chains } from "./chains.js"

export default defineStudy({
  name: "factor-feedback",
  model: "embedded",
  tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 4, items: 30, seed: 50 } } }],
  designs: [
    {
      id: "feedback",
      base: compose(debate, { topology: "isolated" }),
      factors: ["feedback"],
      plan: { kind: "one-at-a-time" },
      contrast: "from-base"
    }
  ],
  singles: chains(),
  budget: 2000
})
