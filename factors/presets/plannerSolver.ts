import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { solver } from "./solver.js"

/**
 * A planner divides the problem into steps; a solver carries the plan out: two calls an item.
 *
 * Claim: planning apart from solving avoids missed steps. Moves: the plan. Holds fixed: one model, one temperature, the
 * question.
 *
 * Source: Wang et al. (2023), arXiv 2305.04091 (plan-and-solve, there in one prompt).
 *
 * @category presets
 */
export const plannerSolver: Blueprint = {
  id: "planner-solver",
  agents: [
    { id: "planner", ...solver, role: "planner", memory: "own" },
    { id: "solver", ...solver, memory: "own" }
  ],
  topology: { kind: "chain" },
  protocol: { kind: "independent" },
  message: "full",
  aggregation: { kind: "last" }
}
