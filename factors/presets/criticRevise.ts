import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { solver } from "./solver.js"

/**
 * A solver answers, a critic judges the whole solution, and the solver corrects it unless the critic accepts.
 *
 * Claim: finding an error is easier than avoiding it, so that a critique makes the second answer better. Two calls an item
 * when the critic accepts, three when it does not.
 *
 * Moves: the critique round, and that solver and critic have memories of their own. Holds fixed: one model, one temperature,
 * the question. With one model, the calls are those of the single agent's `refine`: a gain over it is not to be expected.
 *
 * Source: Madaan et al. (2023), arXiv 2303.17651, for feedback and revision; against it Huang et al. (2023), arXiv 2310.01798:
 * without outside feedback, correction does not improve reasoning.
 *
 * @category presets
 */
export const criticRevise: Blueprint = {
  id: "critic-revise",
  agents: [
    { id: "solver", ...solver, memory: "own" },
    { id: "critic", ...solver, role: "critic", style: "direct", memory: "own" }
  ],
  topology: { kind: "complete" },
  protocol: { kind: "critique", rounds: 1 },
  message: "full",
  aggregation: { kind: "last" }
}
