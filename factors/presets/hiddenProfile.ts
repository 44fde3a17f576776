import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { solver } from "./solver.js"

/**
 * Three agents hold a share of the facts each; they answer, tell each other all they wrote, and answer again; the majority
 * decides. Six calls an item.
 *
 * Claim: a group that pools what only one of its members knows finds what no member could; groups often discuss only what
 * all know. Moves: the split of the information. Holds fixed: one model, one temperature, the question. At information parity
 * (an agent that reads everything in turn) no gain is to be expected; against an agent with one share the gain is access.
 *
 * Source: Stasser and Titus (1985), Journal of Personality and Social Psychology 48(6).
 *
 * @category presets
 */
export const hiddenProfile: Blueprint = {
  id: "hidden-profile",
  agents: [
    { id: "member-1", ...solver, memory: "own", information: "own-window" },
    { id: "member-2", ...solver, memory: "own", information: "own-window" },
    { id: "member-3", ...solver, memory: "own", information: "own-window" }
  ],
  topology: { kind: "complete" },
  protocol: { kind: "debate", rounds: 1 },
  message: "full",
  aggregation: { kind: "majority", ties: "seeded" }
}
