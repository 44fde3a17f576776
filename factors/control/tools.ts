import type { AgentSpec } from "../../src/blueprint/AgentSpec.js"
import { defineFactor } from "../../src/factor/defineFactor.js"
import { mapAgents } from "../../src/factor/mapAgents.js"
import { team } from "../team.js"

const toolsets = {
  none: undefined,
  calculator: ["calculator"],
  retrieval: ["retrieval"],
  both: ["calculator", "retrieval"]
} as const satisfies Readonly<Record<string, AgentSpec["tools"]>>

/**
 * Which tools every agent may call in the middle of a turn.
 *
 * @category factors
 */
export const tools = defineFactor({
  id: "tools",
  kind: "control",
  version: 1,
  claim: "A tool replaces reasoning that the model does badly; it costs a call each time.",
  source: "Schick et al. (2023), Toolformer, arXiv 2302.04761",
  levels: ["none", "calculator", "retrieval", "both"],
  nullLevel: "none",
  meaning: {
    none: "no tool",
    calculator: "the value of an arithmetic expression",
    retrieval: "the three facts that fit the words best; the facts are then not in the prompt",
    both: "calculator and retrieval"
  },
  moves: ["agents.tools"],
  holdsFixed: "Agents, topology, protocol; at information parity the single agent has the same tools.",
  base: team,
  apply: (level, blueprint) =>
    mapAgents(blueprint, ({ tools: _, ...agent }) => {
      const set = toolsets[level]
      return set === undefined ? agent : { ...agent, tools: set }
    })
})
