import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { solver } from "./solver.js"

/**
 * Four solvers answer alone; an aggregator reads their answers and decides.
 *
 * Claim: a model that reads several proposals picks or composes a better answer than a vote among them does. Five calls an
 * item; the aggregator's is the closing step, for which budget is held back. Without it the majority decides.
 *
 * Moves: who aggregates (a model instead of a vote). Holds fixed: one model, one temperature, the question. As written, all
 * calls share one model, memory and information: by the definition of this package it is one agent that reads its own
 * samples. It becomes a team when its agents are given different models.
 *
 * Source: Wang, Wang, Athiwaratkun, Zhang and Zou (2024), arXiv 2406.04692 (mixture of agents); Li, Lin, Xia and Jin (2025),
 * arXiv 2502.00674, for the same with one model.
 *
 * @category presets
 */
export const aggregator: Blueprint = {
  id: "aggregator",
  agents: [
    { id: "solver-1", ...solver },
    { id: "solver-2", ...solver },
    { id: "solver-3", ...solver },
    { id: "solver-4", ...solver },
    { id: "aggregator", ...solver, role: "aggregator", style: "direct" }
  ],
  topology: { kind: "star" },
  protocol: { kind: "aggregate" },
  message: "conclusion",
  aggregation: { kind: "majority", ties: "seeded" }
}
