// Answers weighed by how sure their authors say they are, and ballots. In this world an answer is right with probability .4; a
// right one is called 90 % sure eight times of ten and a wrong one twice; a voter puts the right answer first eight times of ten.
// Run it: npx gain run examples/factors/confidence.ts
import { defineStudy } from "collaboration-gain"
import { chatWorld } from "collaboration-gain/testing"
import { sums } from "./sums.js"

const { items, key } = sums(40)

export const models = {
  default: chatWorld({ id: "sureness-tells@1", key, seed: 64, chance: () => 0.4 })
}

export default defineStudy({
  name: "factor-confidence",
  model: "simulated",
  tasks: [{ id: "sums", source: { items } }],
  designs: [
    {
      id: "confidence",
      base: "independent-ensemble",
      factors: [{ id: "aggregation", levels: ["majority", "confidence", "ranked"] }],
      contrast: "from-base"
    }
  ],
  singles: ["chain-of-thought"],
  budget: 20000
})
