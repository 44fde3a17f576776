import { defineContextFactor } from "../../src/factor/defineFactor.js"
import { whereContext } from "./whereContext.js"

/**
 * Whether a tool is of use.
 *
 * @category factors
 */
export const toolNeed = defineContextFactor({
  id: "toolNeed",
  kind: "context",
  version: 1,
  claim: "The more a problem needs tools, the more coordination among agents costs.",
  source: "Kim et al. (2025), arXiv 2512.08296",
  levels: ["any", "none", "helpful", "required"],
  nullLevel: "any",
  meaning: {
    any: "items of every kind",
    none: "no tool is of use",
    helpful: "a tool helps",
    required: "there is no way without one"
  },
  moves: ["where"],
  holdsFixed:
    "The systems, the grader, and every other trait that is asked for. Other items are other problems: compare across strata with care.",
  apply: (level, settings) => whereContext(settings, "toolNeed", level === "any" ? undefined : { toolNeed: level })
})
