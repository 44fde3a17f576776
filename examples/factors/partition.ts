// Who knows what: three agents who all see 9 facts, and the same three with 3 each, who tell each other what they know. Parts need
// a window, and then no call of the single agent may carry the whole either: two tasks of the same items, and no ratio of the two.
// In this world an answer is right with probability .6 once every fact is in sight, and .1 before. Access: against an agent that has
// one share only. The embedded model was tried on lookups: half of the replies to whole messages could not be read.
// Run it: npx gain run examples/factors/partition.ts
import { defineStudy } from "collaboration-gain"
import { compose, hiddenProfile } from "collaboration-gain/factors"
import { chatWorld } from "collaboration-gain/testing"
import { withFacts } from "./sums.js"

const { items, key } = withFacts(30, 9)

export const models = {
  default: chatWorld({ id: "facts-pooled@1", key, seed: 68, chance: ({ known }) => (known === 1 ? 0.6 : 0.1) })
}

export default defineStudy({
  name: "factor-partition",
  model: "simulated",
  tasks: [
    { id: "window=whole", source: { items } },
    { id: "window=3", source: { items }, window: 3 }
  ],
  teams: [
    { system: { ...compose(hiddenProfile, { partition: "whole" }), id: "partition=whole" }, tasks: ["window=whole"] },
    { system: { ...hiddenProfile, id: "partition=by-window" }, tasks: ["window=3"] }
  ],
  budget: 20000
})
