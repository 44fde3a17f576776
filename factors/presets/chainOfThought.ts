import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { solver } from "./solver.js"

/**
 * One agent reasons step by step and then answers: one call an item.
 *
 * Claim: written steps make the answer better. Moves: the style. Holds fixed: one agent, one call.
 *
 * Source: Wei et al. (2022), arXiv 2201.11903.
 *
 * @category presets
 */
export const chainOfThought: Blueprint = {
  id: "chain-of-thought",
  agents: [{ id: "agent", ...solver }],
  topology: { kind: "isolated" },
  protocol: { kind: "independent" },
  message: "full",
  aggregation: { kind: "last" }
}
