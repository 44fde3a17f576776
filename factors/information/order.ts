import { defineFactor } from "../../src/factor/defineFactor.js"
import { talkative } from "../team.js"

const [first] = talkative.agents

/**
 * In which order messages stand in a prompt.
 *
 * @category factors
 */
export const order = defineFactor({
  id: "order",
  kind: "information",
  version: 1,
  claim: "What stands first or last in a prompt weighs more; a drawn order takes that advantage from any one agent.",
  source: "Wang et al. (2023), arXiv 2305.17926",
  levels: ["position", "shuffled"],
  nullLevel: "position",
  meaning: { position: "by the senders' positions", shuffled: "drawn anew for every prompt, by the trial's seed" },
  teamLevels: ["shuffled"],
  moves: ["order"],
  holdsFixed: "Which messages are read, and everything in them.",
  base: {
    ...talkative,
    id: "team-of-seven",
    agents: [first, ...[2, 3, 4, 5, 6, 7].map((number) => ({ ...first, id: `solver-${number}` }))]
  },
  apply: (level, { order: _, ...blueprint }) => (level === "position" ? blueprint : { ...blueprint, order: level })
})
