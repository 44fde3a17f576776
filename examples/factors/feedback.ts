// What an agent is told before it revises: nothing, its own critique, a peer's, a critic's, only right or wrong.
// Run it: npx gain run examples/factors/feedback.ts
import { defineStudy } from "collaboration-gain"
import { chains } from "./chains.js"

export default defineStudy({
  name: "factor-feedback",
  model: "embedded",
  tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 4, items: 30, seed: 50 } } }],
  designs: [
    {
      id: "feedback",
      base: "debate",
      factors: ["feedback"],
      plan: { kind: "one-at-a-time" },
      contrast: "from-base"
    }
  ],
  singles: chains(),
  budget: 2000
})
