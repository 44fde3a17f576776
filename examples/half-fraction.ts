// Half of the 32 combinations of five factors. At resolution V every main effect and every interaction of two factors stands
// alone, as long as three factors together do nothing of their own: sixteen runs instead of thirty-two.
// Run it: npx gain run examples/half-fraction.ts
import { defineStudy } from "collaboration-gain"

export default defineStudy({
  name: "half-fraction",
  model: "embedded",
  tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 6, items: 20, seed: 22 } } }],
  designs: [
    {
      id: "half",
      base: "debate",
      factors: [
        { id: "memory", levels: ["none", "own"] },
        { id: "topology", levels: ["isolated", "complete"] },
        { id: "schedule", levels: ["one-shot", "one-round"] },
        { id: "message", levels: ["conclusion", "full"] },
        { id: "order", levels: ["position", "shuffled"] }
      ],
      plan: { kind: "fractional", runs: 16 },
      // Averaged over everything else: what a fraction can tell. "from-full" needs two particular runs.
      contrast: "main"
    }
  ],
  budget: 1200
})
