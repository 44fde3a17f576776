import { defineContextFactor } from "../../src/factor/defineFactor.js"
import { whereContext } from "./whereContext.js"

const ranges = { short: { most: 2 }, medium: { least: 3, most: 5 }, long: { least: 6 } } as const

/**
 * How many steps build on one another from the question to the answer.
 *
 * @category factors
 */
export const horizon = defineContextFactor({
  id: "horizon",
  kind: "context",
  version: 1,
  claim: "Errors add up over steps, so that long problems gain most from being checked on the way.",
  source: "Dziri et al. (2023), arXiv 2305.18654",
  levels: ["any", "short", "medium", "long"],
  nullLevel: "any",
  meaning: { any: "items of every length", short: "at most 2 steps", medium: "3 to 5 steps", long: "6 steps or more" },
  moves: ["where"],
  holdsFixed:
    "The systems, the grader, and every other trait that is asked for. Other items are other problems: compare across strata with care.",
  apply: (level, settings) =>
    whereContext(settings, "horizon", level === "any" ? undefined : { horizon: ranges[level] })
})
