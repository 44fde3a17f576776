import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { solver } from "./solver.js"

/**
 * Three solvers answer alone and the majority decides: the control, in which nothing is communicated.
 *
 * Claim: none. It is the same computation as self-consistency with three samples, so Γ = 1 at equal budget is the truth; a
 * report that says otherwise has found a fault of the measurement.
 *
 * Moves: nothing. Holds fixed: everything.
 *
 * Source: Wang et al. (2022), arXiv 2203.11171 (self-consistency); Li, Zhang, Yu, Fu and Ye (2024), arXiv 2402.05120, who call
 * the same a team.
 *
 * @category presets
 */
export const independentEnsemble: Blueprint = {
  id: "independent-ensemble",
  agents: [
    { id: "solver-1", ...solver },
    { id: "solver-2", ...solver },
    { id: "solver-3", ...solver }
  ],
  topology: { kind: "isolated" },
  protocol: { kind: "independent" },
  message: "conclusion",
  aggregation: { kind: "majority", ties: "seeded" }
}
