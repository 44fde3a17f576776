import { defineFactor } from "../../src/factor/defineFactor.js"
import { mapAgents } from "../../src/factor/mapAgents.js"
import { talkative } from "../team.js"

/**
 * What agents remember of earlier rounds.
 *
 * @category factors
 */
export const memory = defineFactor({
  id: "memory",
  kind: "control",
  version: 1,
  claim: "An agent that sees its own last answer defends or corrects it instead of starting afresh.",
  source: "Sumers, Yao, Narasimhan and Griffiths (2023), arXiv 2309.02427",
  levels: ["none", "own", "shared"],
  nullLevel: "none",
  meaning: {
    none: "every call starts afresh",
    own: "an agent sees its own last answer when it revises",
    shared: "an agent sees the last answer of every agent, whatever the topology"
  },
  teamLevels: ["shared"],
  moves: ["agents.memory"],
  holdsFixed: "Topology, schedule and what a message carries.",
  base: { ...talkative, topology: { kind: "chain" } },
  apply: (level, blueprint) => mapAgents(blueprint, (agent) => ({ ...agent, memory: level }))
})
