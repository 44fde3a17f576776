// Replies as JSON objects instead of text. In this world the form changes nothing (an answer is right with probability .4, and
// seven of ten revisions take over the most frequent answer): the effect that should come out is 1.
// Run it: npx gain run examples/factors/structured.ts
import { defineStudy } from "collaboration-gain"
import { chatWorld } from "collaboration-gain/testing"
import { sums } from "./sums.js"

const { items, key } = sums(80)

export const models = {
  default: chatWorld({ id: "form-of-replies@1", key, seed: 61, chance: () => 0.4, follow: () => 0.7 })
}

export default defineStudy({
  name: "factor-structured",
  model: "simulated",
  tasks: [{ id: "sums", source: { items } }],
  designs: [
    {
      id: "structured",
      base: "debate",
      factors: [{ id: "mechanism", levels: ["free-text", "structured"] }],
      contrast: "from-base"
    }
  ],
  singles: ["chain-of-thought"],
  budget: 20000
})
