import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { solver } from "./solver.js"

/**
 * Three solvers answer, read each other's answers next to their own, and answer once more; the majority decides.
 *
 * Claim: models that see where others disagree correct themselves, so that a second round is better than the first and than
 * a vote among answers given alone. Six calls an item.
 *
 * Moves: topology (everyone reads everyone) and the revision round. Holds fixed: one model, one temperature, the question.
 * Only conclusions are passed on; the source passes on whole replies, which is `message: "full"`.
 *
 * Source: Du, Li, Torralba, Tenenbaum and Mordatch (2023), arXiv 2305.14325: three agents, two rounds.
 *
 * @category presets
 */
export const debate: Blueprint = {
  id: "debate",
  agents: [
    { id: "solver-1", ...solver, memory: "own" },
    { id: "solver-2", ...solver, memory: "own" },
    { id: "solver-3", ...solver, memory: "own" }
  ],
  topology: { kind: "complete" },
  protocol: { kind: "debate", rounds: 1 },
  message: "conclusion",
  aggregation: { kind: "majority", ties: "seeded" }
}
