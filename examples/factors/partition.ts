// Who knows what: three agents who all see 18 facts, and the same three with 6 facts each, who tell each other what they made of
// theirs. Parts need a window, and with a window no call may carry the whole, the single agent's neither: two tasks, same items.
// Run it: npx gain run examples/factors/partition.ts
import { defineStudy } from "collaboration-gain"
import { compose, hiddenProfile } from "collaboration-gain/factors"

const source = { synthetic: { family: "lookup", hops: 6, facts: 18, items: 30, seed: 53 } } as const

export default defineStudy({
  name: "factor-partition",
  model: "embedded",
  tasks: [
    { id: "window=whole", source },
    { id: "window=6", source, window: 6 }
  ],
  teams: [
    { system: { ...compose(hiddenProfile, { partition: "whole" }), id: "partition=whole" }, tasks: ["window=whole"] },
    { system: { ...hiddenProfile, id: "partition=by-window" }, tasks: ["window=6"] }
  ],
  budget: 1200
})
