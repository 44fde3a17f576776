import type { Sharing } from "../../src/blueprint/Flow.js"
import { defineFactor } from "../../src/factor/defineFactor.js"
import { talkative } from "../team.js"

/**
 * Of which rounds agents read messages.
 *
 * @category factors
 */
export const history = defineFactor({
  id: "history",
  kind: "information",
  version: 1,
  claim: "The whole history makes prompts longer faster than it makes answers better.",
  source: "Liu et al. (2023), arXiv 2307.03172, for long prompts used badly",
  levels: ["latest", "history"],
  nullLevel: "latest",
  meaning: { latest: "of the round before", history: "of every round; their own too, where they have a memory" },
  moves: ["sharing"],
  holdsFixed: "Whose messages are read, and what a message carries.",
  base: talkative,
  apply: (level, { sharing: before, ...blueprint }) => {
    const after: Sharing = { scope: before?.scope ?? "neighbours", rounds: level }
    return level === "latest" && after.scope === "neighbours" ? blueprint : { ...blueprint, sharing: after }
  },
  refuses: (level, { recall }) =>
    level === "latest" && recall !== undefined && recall.kind !== "none"
      ? `recall ${recall.kind} chooses among older messages, of which there would be none`
      : undefined
})
