// What an agent knows of earlier rounds: its own last answer or everybody's (memory), and which older messages (recall).
// Run it: npx gain run examples/factors/memory.ts
import { defineStudy } from "collaboration-gain"
import { compose, debate } from "collaboration-gain/factors"
import { chains } from "./chains.js"

export default defineStudy({
  name: "factor-memory",
  model: "embedded",
  tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 5, items: 30, seed: 49 } } }],
  designs: [
    {
      id: "memory",
      base: { ...compose(debate, { memory: "none", history: "history" }), protocol: { kind: "debate", rounds: 2 } },
      factors: ["memory", { id: "recall", levels: ["all", "none", "window"] }],
      plan: { kind: "one-at-a-time" },
      contrast: "from-base"
    }
  ],
  singles: chains(),
  budget: 1500
})
