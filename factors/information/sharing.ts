import type { Sharing } from "../../src/blueprint/Flow.js"
import { defineFactor } from "../../src/factor/defineFactor.js"
import { talkative } from "../team.js"

/**
 * Whose messages agents may read.
 *
 * @category factors
 */
export const sharing = defineFactor({
  id: "sharing",
  kind: "information",
  version: 1,
  claim: "Reading fewer peers costs little accuracy and many fewer tokens.",
  source: "Li et al. (2024), arXiv 2406.11776",
  levels: ["own", "neighbours", "all"],
  nullLevel: "neighbours",
  meaning: {
    own: "nobody's but their own",
    neighbours: "of those that the topology lets them hear",
    all: "everybody's, whatever the topology"
  },
  teamLevels: ["own", "all"],
  moves: ["sharing"],
  holdsFixed: "Which rounds are shared, and what a message carries.",
  base: { ...talkative, topology: { kind: "chain" } },
  apply: (level, { sharing: before, ...blueprint }) => {
    const after: Sharing = { scope: level, rounds: before?.rounds ?? "latest" }
    return level === "neighbours" && after.rounds === "latest" ? blueprint : { ...blueprint, sharing: after }
  }
})
