// Agents that differ: in their model (the embedded mid with a novice), in how they sample.
// Run it: npx gain run examples/factors/diversity.ts
import { defineStudy } from "collaboration-gain"
import { chains } from "./chains.js"

export default defineStudy({
  name: "factor-diversity",
  model: { default: "embedded", second: "embedded:novice" },
  tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 4, items: 30, seed: 43 } } }],
  designs: [
    {
      id: "diversity",
      base: "debate",
      factors: [
        { id: "models", levels: ["one", "two"] },
        { id: "temperatures", levels: ["equal", "wide"] }
      ],
      plan: { kind: "one-at-a-time" },
      contrast: "from-base"
    }
  ],
  singles: chains(["default", "second"]),
  budget: 1200
})
