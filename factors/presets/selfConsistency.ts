import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { solver } from "./solver.js"

/**
 * One agent reasons five times anew and the most frequent answer wins: five calls an item.
 *
 * Claim: right ways of reasoning meet in one answer, wrong ones scatter. Moves: the number of samples. Holds fixed: one
 * model, one temperature, no communication. As a baseline its number of samples follows the budget; this is the point k = 5.
 *
 * Source: Wang et al. (2022), arXiv 2203.11171.
 *
 * @category presets
 */
export const selfConsistency: Blueprint = {
  id: "self-consistency",
  agents: [
    { id: "sample-1", ...solver },
    { id: "sample-2", ...solver },
    { id: "sample-3", ...solver },
    { id: "sample-4", ...solver },
    { id: "sample-5", ...solver }
  ],
  topology: { kind: "isolated" },
  protocol: { kind: "independent" },
  message: "conclusion",
  aggregation: { kind: "majority", ties: "seeded" }
}
