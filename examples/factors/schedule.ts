// When agents speak and when they stop: once, one round of revision, the same in turn, until all agree.
// Run it: npx gain run examples/factors/schedule.ts
import { defineStudy } from "collaboration-gain"
import { chains } from "./chains.js"

export default defineStudy({
  name: "factor-schedule",
  model: "embedded",
  tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 5, items: 30, seed: 45 } } }],
  designs: [
    {
      id: "schedule",
      base: "debate",
      factors: [{ id: "schedule", levels: ["one-shot", "one-round", "in-turn", "until-consensus"] }],
      plan: { kind: "one-at-a-time" },
      contrast: "from-base"
    }
  ],
  singles: chains(),
  budget: 1500
})
