import { defineFactor } from "../../src/factor/defineFactor.js"
import { talkative } from "../team.js"

/**
 * Whether a sender strikes what the question does not need before long material is passed on.
 *
 * @category factors
 */
export const refinement = defineFactor({
  id: "refinement",
  kind: "information",
  version: 1,
  claim: "Material cut down to the question's needs is read better than the whole.",
  source: "Jiang et al. (2023), arXiv 2310.05736, for prompts cut down by a model",
  levels: ["off", "on"],
  nullLevel: "off",
  meaning: {
    off: "messages go out as they are",
    on: "the sender first copies only what the question needs; one more call a message. Dormant where only conclusions travel"
  },
  moves: ["refinement"],
  holdsFixed: "Who reads whom, and the form of the message that is made of what is left.",
  base: talkative,
  apply: (level, { refinement: _, ...blueprint }) => (level === "off" ? blueprint : { ...blueprint, refinement: true })
})
