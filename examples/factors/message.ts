// What a message holds: the answer, all of the reasoning, its first 48 tokens, the shortest beginning that suffices.
// The embedded model shortens no texts: `compressed` and the factor `refinement` stand in examples/factors/refinement.ts.
// Run it: npx gain run examples/factors/message.ts
import { defineStudy } from "collaboration-gain"
import { chains } from "./chains.js"

export default defineStudy({
  name: "factor-message",
  model: "embedded",
  tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 4, items: 30, seed: 48 } } }],
  designs: [
    {
      id: "message",
      base: "debate",
      factors: [{ id: "message", levels: ["conclusion", "full", "prefix", "sufficient-prefix"] }],
      plan: { kind: "one-at-a-time" },
      contrast: "from-base"
    }
  ],
  singles: chains(),
  budget: 2500
})
