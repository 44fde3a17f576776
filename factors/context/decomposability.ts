import { defineContextFactor } from "../../src/factor/defineFactor.js"
import { whereContext } from "./whereContext.js"

/**
 * Whether a problem falls into parts.
 *
 * @category factors
 */
export const decomposability = defineContextFactor({
  id: "decomposability",
  kind: "context",
  version: 1,
  claim: "Teams gain on work that can be done in parallel and lose on work in which each step needs the one before.",
  source: "Kim et al. (2025), arXiv 2512.08296",
  levels: ["any", "none", "sequential", "parallel"],
  nullLevel: "any",
  meaning: {
    any: "items of every kind",
    none: "nothing that could be done apart",
    sequential: "each part needs the one before",
    parallel: "parts need not wait for each other"
  },
  moves: ["where"],
  holdsFixed:
    "The systems, the grader, and every other trait that is asked for. Other items are other problems: compare across strata with care.",
  apply: (level, settings) =>
    whereContext(settings, "decomposability", level === "any" ? undefined : { decomposability: level })
})
