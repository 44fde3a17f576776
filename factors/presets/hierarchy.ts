import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { solver } from "./solver.js"

/**
 * A planner sets the plan, four workers carry it out, two managers decide among two workers each, and the orchestrator decides
 * among the managers. Eight calls an item.
 *
 * Claim: a hierarchy keeps each agent's reading short and stops errors at the next level. Moves: planning, and who reads whom.
 * Holds fixed: one model, one temperature, the question.
 *
 * Source: the *centralised* architecture of Kim et al. (2025), arXiv 2512.08296, with one level more.
 *
 * @category presets
 */
export const hierarchy: Blueprint = {
  id: "hierarchy",
  agents: [
    { id: "planner", ...solver, role: "planner" },
    { id: "worker-1", ...solver, memory: "own" },
    { id: "worker-2", ...solver, memory: "own" },
    { id: "worker-3", ...solver, memory: "own" },
    { id: "worker-4", ...solver, memory: "own" },
    { id: "manager-1", ...solver, role: "aggregator" },
    { id: "manager-2", ...solver, role: "aggregator" },
    { id: "orchestrator", ...solver, role: "aggregator" }
  ],
  topology: {
    kind: "explicit",
    edges: [
      [1, 5],
      [2, 5],
      [3, 6],
      [4, 6],
      [5, 7],
      [6, 7]
    ]
  },
  protocol: { kind: "pass" },
  message: "full",
  aggregation: { kind: "last" }
}
