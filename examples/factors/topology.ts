// Who reads whom: five solvers alone, in a row, around a centre, all with all.
// Run it: npx gain run examples/factors/topology.ts
import { defineStudy } from "collaboration-gain"
import { compose, debate } from "collaboration-gain/factors"
import { chains } from "./chains.js"

export default defineStudy({
  name: "factor-topology",
  model: "embedded",
  tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 5, items: 30, seed: 41 } } }],
  designs: [
    {
      id: "topology",
      base: compose(debate, { agents: "5" }),
      factors: [{ id: "topology", levels: ["isolated", "chain", "star", "complete"] }],
      plan: { kind: "one-at-a-time" },
      contrast: "from-base"
    }
  ],
  singles: chains(),
  budget: 1500
})
