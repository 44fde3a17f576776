// How many: one, three and five equal solvers of a debate, against one agent with the tokens of each.
// Run it: npx gain run examples/factors/scale.ts
import { defineStudy } from "collaboration-gain"
import { chains } from "./chains.js"

export default defineStudy({
  name: "factor-scale",
  model: "embedded",
  tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 5, items: 30, seed: 44 } } }],
  designs: [
    {
      id: "scale",
      base: "debate",
      factors: [{ id: "agents", levels: ["1", "3", "5"] }],
      plan: { kind: "one-at-a-time" },
      contrast: "from-base"
    }
  ],
  singles: chains(),
  budget: 1500
})
