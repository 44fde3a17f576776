import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { solver } from "./solver.js"

/**
 * One agent answers and judges its own answer; of n runs the best-judged answer is picked. One run is two calls an item.
 *
 * Claim: to recognise a right answer is easier than to find one. n is not fixed here: as a baseline it follows the budget, and
 * the pick is computed from the stored runs.
 *
 * Moves: selection instead of a vote. Holds fixed: one agent throughout.
 *
 * Source: Cobbe et al. (2021), arXiv 2110.14168, there with a trained verifier.
 *
 * @category presets
 */
export const bestOfN: Blueprint = {
  id: "best-of-n",
  agents: [{ id: "agent", ...solver }],
  topology: { kind: "isolated" },
  protocol: { kind: "verify" },
  message: "full",
  aggregation: { kind: "last" }
}
