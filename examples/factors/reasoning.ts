// Whether first answers come at once or after written steps: a debate of bare answers has nothing to argue with.
// Run it: npx gain run examples/factors/reasoning.ts
import { defineStudy } from "collaboration-gain"
import { chains } from "./chains.js"

export default defineStudy({
  name: "factor-reasoning",
  model: "embedded",
  tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 4, items: 30, seed: 52 } } }],
  designs: [
    {
      id: "reasoning",
      base: "debate",
      factors: ["reasoning"],
      plan: { kind: "one-at-a-time" },
      contrast: "from-base"
    }
  ],
  singles: chains(),
  budget: 1200
})
