import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { solver } from "./solver.js"

/**
 * One agent answers at once, without reasoning first: one short call an item.
 *
 * Claim: none; it is the cheapest point of the design space. Moves: nothing. Holds fixed: everything.
 *
 * Source: Brown et al. (2020), arXiv 2005.14165 (answering from the prompt alone).
 *
 * @category presets
 */
export const direct: Blueprint = {
  id: "direct",
  agents: [{ id: "agent", ...solver, style: "direct" }],
  topology: { kind: "isolated" },
  protocol: { kind: "independent" },
  message: "full",
  aggregation: { kind: "last" }
}
