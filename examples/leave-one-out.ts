// Leave-one-out: what does each part of a debate add? The full system, and the system without each part in turn.
// Run it:        npx gain run examples/leave-one-out.ts
// Then look:     npx gain attribute runs/leave-one-out
// Then prune it: npx gain prune runs/leave-one-out --out pruned.json
import { defineStudy } from "collaboration-gain"

export default defineStudy({
  name: "leave-one-out",
  model: "embedded",
  tasks: [{ id: "sums", source: { synthetic: { family: "arithmetic", level: 6, items: 40, seed: 21 } } }],
  designs: [
    {
      id: "debate",
      base: "debate",
      factors: [
        { id: "memory", levels: ["none", "own"] },
        { id: "topology", levels: ["isolated", "complete"] },
        { id: "schedule", levels: ["one-shot", "one-round"] },
        { id: "message", levels: ["conclusion", "full"] }
      ],
      plan: { kind: "leave-one-out" },
      // A part is judged by what is lost when it alone is taken out. Fixed here, before the first token.
      contrast: "from-full"
    }
  ],
  budget: 1200
})
