import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { solver } from "./solver.js"

/**
 * Two layers of three proposers and one aggregator: each agent of a layer reads all replies of the layer before it. Seven calls
 * an item.
 *
 * Claim: replies of others, even of weaker models, make the next reply better. Moves: the layers and what they read. Holds
 * fixed: one model, one temperature; the source mixes models, which is another `model` for each agent.
 *
 * Source: Wang, Wang, Athiwaratkun, Zhang and Zou (2024), arXiv 2406.04692.
 *
 * @category presets
 */
export const mixtureOfAgents: Blueprint = {
  id: "mixture-of-agents",
  agents: [
    { id: "proposer-1", ...solver },
    { id: "proposer-2", ...solver },
    { id: "proposer-3", ...solver },
    { id: "refiner-1", ...solver, role: "aggregator" },
    { id: "refiner-2", ...solver, role: "aggregator" },
    { id: "refiner-3", ...solver, role: "aggregator" },
    { id: "aggregator", ...solver, role: "aggregator" }
  ],
  topology: { kind: "layered", widths: [3, 3, 1] },
  protocol: { kind: "pass" },
  message: "full",
  aggregation: { kind: "last" }
}
