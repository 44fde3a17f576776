import { defineFactor } from "../../src/factor/defineFactor.js"
import { mapAgents } from "../../src/factor/mapAgents.js"
import { team } from "../team.js"

/**
 * Whether agents reason before they answer.
 *
 * @category factors
 */
export const reasoning = defineFactor({
  id: "reasoning",
  kind: "control",
  version: 1,
  claim: "Written steps make a first answer better; a debate of bare answers has nothing to argue with.",
  source: "Wei et al. (2022), arXiv 2201.11903",
  levels: ["direct", "chain-of-thought"],
  nullLevel: "direct",
  meaning: { direct: "first answers come at once", "chain-of-thought": "first answers come after written steps" },
  moves: ["agents.style"],
  holdsFixed: "Everything but how first answers are asked for; revisions reason at both levels.",
  base: team,
  apply: (level, blueprint) => mapAgents(blueprint, (agent) => ({ ...agent, style: level }))
})
