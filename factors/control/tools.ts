import type { AgentSpec } from "../../src/blueprint/AgentSpec.js"
import { defineFactor } from "../../src/factor/defineFactor.js"
import { mapAgents } from "../../src/factor/mapAgents.js"
import { team } from "../team.js"

const toolsets = {
  none: undefined,
  calculator: ["calculator"],
  retrieval: ["retrieval"],
  javascript: ["javascript"],
  all: ["calculator", "retrieval", "javascript"]
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
  levels: ["none", "calculator", "retrieval", "javascript", "all"],
  nullLevel: "none",
  meaning: {
    none: "no tool",
    calculator: "the value of an arithmetic expression",
    retrieval: "the three facts that fit the words best; the facts are then not in the prompt",
    javascript: "what a program prints and its last value, from a sandbox without files, network or clock",
    all: "calculator, retrieval and javascript"
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
