// Who does what in one pass of three: all solve, the last one only decides, the last but one criticises.
// The embedded model writes no summaries, plans or personas: see examples/factors/personas.ts.
// Run it: npx gain run examples/factors/roles.ts
import { defineStudy } from "collaboration-gain"
import { compose, macnetMesh } from "collaboration-gain/factors"
import { chains } from "./chains.js"

export default defineStudy({
  name: "factor-roles",
  model: "embedded",
  tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 5, items: 30, seed: 51 } } }],
  designs: [
    {
      id: "roles",
      base: compose(macnetMesh, { agents: "3" }),
      factors: [{ id: "roles", levels: ["homogeneous", "aggregator", "critic"] }],
      plan: { kind: "one-at-a-time" },
      contrast: "from-base"
    }
  ],
  singles: chains(),
  budget: 1000
})
