import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { solver } from "./solver.js"

/**
 * Three readers hold a window of facts each; the first reads and passes a note on, the next goes on from it, until one knows
 * the answer.
 *
 * Claim: readers with short contexts solve together what none of them could see. As many calls an item as there are windows,
 * fewer when an early reader knows the answer. With more windows than readers, the readers take turns. Greedy, because there
 * is no vote that would live on variety.
 *
 * Moves: the split of the information. Holds fixed: one model, one temperature, the question, the window of a call. Against a
 * single agent that reads window after window with its own notes (information parity) the calls are the same and no gain is
 * to be expected; against a single agent that has one window only, the gain is access, not collaboration.
 *
 * Source: Zhang et al. (2024), arXiv 2406.02818 (chain of agents).
 *
 * @category presets
 */
export const relay: Blueprint = {
  id: "relay",
  agents: [
    { id: "reader-1", ...solver, role: "reader", temperature: 0, information: "own-window" },
    { id: "reader-2", ...solver, role: "reader", temperature: 0, information: "own-window" },
    { id: "reader-3", ...solver, role: "reader", temperature: 0, information: "own-window" }
  ],
  topology: { kind: "chain" },
  protocol: { kind: "relay" },
  message: "full",
  aggregation: { kind: "last" }
}
