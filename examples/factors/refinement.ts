// Long material cut down before it is passed on: by its sender (refinement), or rewritten in 48 tokens (compressed). In this world
// replies carry 180 characters that say nothing, and every 100 characters of a prompt cost a reader 6 points of its chance of .8.
// Run it: npx gain run examples/factors/refinement.ts
import { defineStudy } from "collaboration-gain"
import { compose, debate } from "collaboration-gain/factors"
import { chatWorld } from "collaboration-gain/testing"
import { sums } from "./sums.js"

const { items, key } = sums(80)

export const models = {
  default: chatWorld({
    id: "length-confuses@2",
    key,
    seed: 65,
    chance: ({ characters }) => Math.max(0, 0.8 - (0.06 * characters) / 100),
    filler: 180
  })
}

export default defineStudy({
  name: "factor-refinement",
  model: "simulated",
  tasks: [{ id: "sums", source: { items } }],
  designs: [
    { id: "refined", base: compose(debate, { message: "full" }), factors: ["refinement"], contrast: "from-base" },
    {
      id: "compressed",
      base: debate,
      factors: [{ id: "message", levels: ["conclusion", "full", "compressed"] }],
      contrast: "from-base"
    }
  ],
  singles: ["chain-of-thought"],
  budget: 20000
})
