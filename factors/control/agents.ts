import type { AgentSpec } from "../../src/blueprint/AgentSpec.js"
import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { defineFactor } from "../../src/factor/defineFactor.js"
import { team } from "../team.js"

/** Ids of the copies go on from the first agent's: solver-1, solver-2 … or agent, agent-2 … */
const nameOf = (first: string, number: number): string => `${first.replace(/-1$/u, "")}-${number}`

const equals = ({ agents }: Blueprint): boolean => {
  const what = ({ id: _, ...agent }: AgentSpec): string => JSON.stringify(Object.entries(agent).sort())
  return new Set(agents.map(what)).size === 1
}

/**
 * How many equal agents there are: copies of the first one.
 *
 * @category factors
 */
export const agents = defineFactor({
  id: "agents",
  kind: "control",
  version: 1,
  claim: "More agents of the same kind answer better, with falling returns.",
  source: "Li, Zhang, Yu, Fu and Ye (2024), arXiv 2402.05120",
  levels: ["1", "2", "3", "5", "7"],
  nullLevel: "1",
  meaning: {
    1: "one agent, the first of the system",
    2: "two copies of it",
    3: "three copies",
    5: "five copies",
    7: "seven copies"
  },
  moves: ["agents"],
  holdsFixed:
    "What every agent is: model, temperature, memory, tools, role. The calls grow with the agents; the cap does not.",
  base: team,
  apply: (level, blueprint) => {
    const [first] = blueprint.agents
    const copies = Array.from({ length: Number(level) - 1 }, (_, index) => ({
      ...first,
      id: nameOf(first.id, index + 2)
    }))
    return { ...blueprint, agents: [first, ...copies] }
  },
  refuses: (_, blueprint) =>
    equals(blueprint) ? undefined : "its agents differ in more than their names; only equal agents can be copied"
})
