import { defineContextFactor } from "../../src/factor/defineFactor.js"
import { whereContext } from "./whereContext.js"

/**
 * Where the material lies that an answer needs.
 *
 * @category factors
 */
export const informationSplit = defineContextFactor({
  id: "informationSplit",
  kind: "context",
  version: 1,
  claim: "Splitting work among agents pays where the material is scattered, and not where it stands in the question.",
  source: "Stasser and Titus (1985), Journal of Personality and Social Psychology 48(6)",
  levels: ["any", "none", "ordered", "scattered"],
  nullLevel: "any",
  meaning: {
    any: "items of every kind",
    none: "all of it is in the question",
    ordered: "facts stand in the order in which they are needed",
    scattered: "facts stand in no order, among others"
  },
  moves: ["where"],
  holdsFixed:
    "The systems, the grader, and every other trait that is asked for. Other items are other problems: compare across strata with care.",
  apply: (level, settings) =>
    whereContext(settings, "informationSplit", level === "any" ? undefined : { informationSplit: level })
})
