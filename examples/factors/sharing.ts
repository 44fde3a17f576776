// Whose messages are read, and of which rounds: a row of three with two rounds of revision.
// Run it: npx gain run examples/factors/sharing.ts
import { defineStudy } from "collaboration-gain"
import { compose, debate } from "collaboration-gain/factors"
import { chains } from "./chains.js"

export default defineStudy({
  name: "factor-sharing",
  model: "embedded",
  tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 5, items: 30, seed: 47 } } }],
  designs: [
    {
      id: "sharing",
      base: { ...compose(debate, { topology: "chain" }), protocol: { kind: "debate", rounds: 2 } },
      factors: [{ id: "sharing", levels: ["neighbours", "own", "all"] }, "history"],
      plan: { kind: "one-at-a-time" },
      contrast: "from-base"
    }
  ],
  singles: chains(),
  budget: 1500
})
