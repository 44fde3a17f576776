import { defineFactor } from "../../src/factor/defineFactor.js"
import { mapAgents } from "../../src/factor/mapAgents.js"
import { team } from "../team.js"

const characters = [
  "a careful mathematician",
  "a sceptical reviewer",
  "a practical engineer",
  "a methodical librarian",
  "an inventive problem solver"
] as const

/**
 * Who agents are told to be. The level `same` tells apart what a persona does from what different personas do.
 *
 * @category factors
 */
export const personas = defineFactor({
  id: "personas",
  kind: "control",
  version: 1,
  claim: "Agents with different characters look at a problem from different sides.",
  source: "Wang et al. (2023), arXiv 2307.05300; against it Zheng et al. (2023), arXiv 2311.10054",
  levels: ["none", "same", "different"],
  nullLevel: "none",
  meaning: {
    none: "nobody in particular",
    same: `everybody is ${characters[0]}`,
    different: `in turn ${characters.join(", ")}`
  },
  teamLevels: ["different"],
  moves: ["agents.persona"],
  holdsFixed: "What the agents are asked to do, their model and settings.",
  base: team,
  apply: (level, blueprint) =>
    mapAgents(blueprint, ({ persona: _, ...agent }, position) => {
      const persona = characters[level === "different" ? position % characters.length : 0]
      return level === "none" || persona === undefined ? agent : { ...agent, persona }
    })
})
