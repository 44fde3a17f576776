import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { solver } from "./solver.js"

/**
 * One agent answers, criticises its answer and corrects it, at most three times, until it accepts: up to seven calls an item.
 *
 * Claim: a model's own feedback improves its answer. Moves: the number of corrections. Holds fixed: one agent throughout.
 *
 * Source: Madaan et al. (2023), arXiv 2303.17651; against it Huang et al. (2023), arXiv 2310.01798.
 *
 * @category presets
 */
export const selfRefine: Blueprint = {
  id: "self-refine",
  agents: [{ id: "agent", ...solver }],
  topology: { kind: "isolated" },
  protocol: { kind: "critique", rounds: 3 },
  message: "full",
  aggregation: { kind: "last" }
}
