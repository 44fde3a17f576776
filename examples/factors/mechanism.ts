// How messages travel along a row: letters with all of the reasoning, one board for everybody, bare answers, nothing.
// The embedded model writes no JSON: the level `structured` stands in examples/factors/structured.ts.
// Run it: npx gain run examples/factors/mechanism.ts
import { defineStudy } from "collaboration-gain"
import { compose, debate } from "collaboration-gain/factors"
import { chains } from "./chains.js"

export default defineStudy({
  name: "factor-mechanism",
  model: "embedded",
  // Four operations: the whole reasoning of two peers must fit into 256 tokens.
  tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 4, items: 30, seed: 42 } } }],
  designs: [
    {
      id: "mechanism",
      base: compose(debate, { topology: "chain", message: "full" }),
      factors: [{ id: "mechanism", levels: ["free-text", "blackboard", "answer-only", "none"] }],
      plan: { kind: "one-at-a-time" },
      contrast: "from-base"
    }
  ],
  singles: chains(),
  budget: 1500
})
