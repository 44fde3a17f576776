// Who picks the answer of three solvers that worked alone: the majority, the first, the last, an agent that judges.
// The embedded model states no confidence and casts no ballots: those levels stand in examples/factors/confidence.ts.
// Run it: npx gain run examples/factors/aggregation.ts
import { defineStudy } from "collaboration-gain"
import { chains } from "./chains.js"

export default defineStudy({
  name: "factor-aggregation",
  model: "embedded",
  tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 5, items: 30, seed: 46 } } }],
  designs: [
    {
      id: "aggregation",
      base: "independent-ensemble",
      factors: [{ id: "aggregation", levels: ["majority", "first", "last", "judge"] }],
      plan: { kind: "one-at-a-time" },
      contrast: "from-base"
    }
  ],
  singles: chains(),
  budget: 800
})
