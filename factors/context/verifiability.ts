import { defineContextFactor } from "../../src/factor/defineFactor.js"
import { whereContext } from "./whereContext.js"

/**
 * How an answer can be checked without the key.
 *
 * @category factors
 */
export const verifiability = defineContextFactor({
  id: "verifiability",
  kind: "context",
  version: 1,
  claim: "Critics and judges help where checking is easier than solving.",
  source: "Cobbe et al. (2021), arXiv 2110.14168",
  levels: ["any", "hard", "easier", "mechanical"],
  nullLevel: "any",
  meaning: {
    any: "items of every kind",
    hard: "as dear to check as to find",
    easier: "easier to check than to find",
    mechanical: "a program checks it"
  },
  moves: ["where"],
  holdsFixed:
    "The systems, the grader, and every other trait that is asked for. Other items are other problems: compare across strata with care.",
  apply: (level, settings) =>
    whereContext(settings, "verifiability", level === "any" ? undefined : { verifiability: level })
})
