import { speakers } from "../../src/blueprint/audience.js"
import { defineFactor } from "../../src/factor/defineFactor.js"
import { mapAgents } from "../../src/factor/mapAgents.js"
import { row } from "../team.js"

/**
 * Who does what in a single pass. Planner, judge, and a critic in rounds are factors of their own: `planner`, `aggregation`,
 * `feedback`.
 *
 * @category factors
 */
export const roles = defineFactor({
  id: "roles",
  kind: "control",
  version: 1,
  claim: "Agents that divide the work by role do better than as many that all do the same.",
  source: "Hong et al. (2023), MetaGPT, arXiv 2308.00352",
  levels: ["homogeneous", "aggregator", "summariser", "critic"],
  nullLevel: "homogeneous",
  meaning: {
    homogeneous: "everybody solves",
    aggregator: "the last one only decides among the answers it reads",
    summariser: "the last but one shortens what it reads for the last one",
    critic: "the last but one says where the first error is; the last one answers"
  },
  teamLevels: ["aggregator", "summariser", "critic"],
  moves: ["agents.role"],
  holdsFixed: "The number of agents, their model and settings, and who reads whom.",
  base: row,
  apply: (level, blueprint) => {
    const speaking = speakers(blueprint)
    const place = speaking.at(level === "aggregator" ? -1 : -2)
    return mapAgents(blueprint, (agent, position) => {
      if (!speaking.includes(position)) return agent
      return { ...agent, role: level !== "homogeneous" && position === place ? level : "solver" }
    })
  },
  refuses: (level, blueprint) => {
    if (level === "homogeneous") return undefined
    if (blueprint.protocol.kind !== "pass") {
      return `roles are played in protocol pass; ${blueprint.protocol.kind} asks all its speakers for the same`
    }
    return level !== "aggregator" && speakers(blueprint).length < 3
      ? "somebody must have spoken before and somebody must answer after; it needs three agents that speak"
      : undefined
  }
})
