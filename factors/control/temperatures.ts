import { defineFactor } from "../../src/factor/defineFactor.js"
import { mapAgents } from "../../src/factor/mapAgents.js"
import { team } from "../team.js"

const spread = { equal: 0, narrow: 0.2, wide: 0.5 } as const

/** Around the first agent's temperature: as it is, below, above, and again. */
const at = (middle: number, width: number, position: number): number => {
  const side = [0, -1, 1][position % 3] ?? 0
  return side === 0 ? middle : Math.round(1000 * (middle + side * width)) / 1000
}

/**
 * How far the agents' sampling temperatures lie apart.
 *
 * @category factors
 */
export const temperatures = defineFactor({
  id: "temperatures",
  kind: "control",
  version: 1,
  claim: "Agents that sample differently explore more, without a change of the mean temperature.",
  source: "Wang et al. (2022), arXiv 2203.11171, for variety by sampling; the spread is this library's",
  levels: ["equal", "narrow", "wide"],
  nullLevel: "equal",
  meaning: {
    equal: "every agent samples at the first agent's temperature",
    narrow: "in turn at it, 0.2 below and 0.2 above",
    wide: "in turn at it, 0.5 below and 0.5 above"
  },
  teamLevels: ["narrow", "wide"],
  moves: ["agents.temperature"],
  holdsFixed: "The mean temperature, where the number of agents is a multiple of three; everything else.",
  base: team,
  apply: (level, blueprint) =>
    mapAgents(blueprint, (agent, position) => ({
      ...agent,
      temperature: at(blueprint.agents[0].temperature, spread[level], position)
    })),
  refuses: (level, { agents }) =>
    agents[0].temperature < spread[level] ? `temperatures would fall below 0, from ${agents[0].temperature}` : undefined
})
