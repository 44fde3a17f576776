// A calculator in the middle of a turn. In this world an answer is right with probability .4; half of the turns ask the tool, whose
// answer is right. The single agent has the same tool, so that the score rises and Γ need not.
// Run it: npx gain run examples/factors/tools.ts
import { defineStudy, singleStrategies } from "collaboration-gain"
import { chatWorld } from "collaboration-gain/testing"
import { sums } from "./sums.js"

const { items, key } = sums(40)

export const models = {
  default: chatWorld({ id: "calculator-helps@1", key, seed: 63, chance: () => 0.4, follow: () => 0.7, asks: 0.5 })
}

export default defineStudy({
  name: "factor-tools",
  model: "simulated",
  tasks: [{ id: "sums", source: { items } }],
  designs: [
    {
      id: "tools",
      base: "debate",
      factors: [{ id: "tools", levels: ["none", "calculator"] }],
      contrast: "from-base"
    }
  ],
  singles: ["chain-of-thought", ...singleStrategies({ tools: ["calculator"] }).slice(1, 2)],
  budget: 20000
})
