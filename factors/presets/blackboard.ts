import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { solver } from "./solver.js"

/**
 * Three solvers write on one board without names, in turn, and read all of it; at most two rounds, fewer when they agree. Up to
 * nine calls an item.
 *
 * Claim: a shared workspace lets whoever has something add it, without messages from one to another. Moves: the mechanism. Holds
 * fixed: one model, one temperature, the question.
 *
 * Source: Hayes-Roth (1985), A blackboard architecture for control, Artificial Intelligence 26(3); with language models Han and
 * Zhang (2025), arXiv 2507.01701, where a control unit chooses who writes.
 *
 * @category presets
 */
export const blackboard: Blueprint = {
  id: "blackboard",
  agents: [
    { id: "solver-1", ...solver, memory: "own" },
    { id: "solver-2", ...solver, memory: "own" },
    { id: "solver-3", ...solver, memory: "own" }
  ],
  topology: { kind: "complete" },
  protocol: { kind: "debate", rounds: 2, until: "consensus", speaking: "in-turn" },
  message: "full",
  aggregation: { kind: "majority", ties: "seeded" },
  mechanism: "blackboard",
  sharing: { scope: "all", rounds: "history" }
}
