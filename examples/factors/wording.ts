// Three wordings of every instruction, crossed with both arms. In this world an answer is right with probability .4 under the first
// two and .5 under the third, for the team and for the single agent: the score moves with the wording, and Γ need not.
// Run it: npx gain run examples/factors/wording.ts
import { defineStudy } from "collaboration-gain"
import { chatWorld } from "collaboration-gain/testing"
import { sums } from "./sums.js"

const { items, key } = sums(60)

export const models = {
  default: chatWorld({
    id: "third-wording-helps@1",
    key,
    seed: 67,
    chance: ({ variant }) => (variant === 2 ? 0.5 : 0.4),
    follow: () => 0.7
  })
}

export default defineStudy({
  name: "factor-wording",
  model: "simulated",
  tasks: [{ id: "sums", source: { items } }],
  teams: ["debate"],
  promptVariants: 3,
  singles: ["chain-of-thought"],
  budget: 20000
})
