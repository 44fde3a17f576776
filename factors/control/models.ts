import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { defineFactor } from "../../src/factor/defineFactor.js"
import { mapAgents } from "../../src/factor/mapAgents.js"
import { team } from "../team.js"

const others = ["second", "third"] as const

/** The first agent keeps its model; the others take turns with it and the first so many further aliases. */
const mixed = (blueprint: Blueprint, further: number): Blueprint => {
  const aliases = [blueprint.agents[0].model, ...others.slice(0, further)]
  return mapAgents(blueprint, (agent, position) => ({
    ...agent,
    model: aliases[position % aliases.length] ?? agent.model
  }))
}

const count = { one: 0, two: 1, three: 2 } as const

/**
 * How many different models the agents run on. A study gives the aliases `second` and `third` in its `model`.
 *
 * @category factors
 */
export const models = defineFactor({
  id: "models",
  kind: "control",
  version: 1,
  claim: "Different models make different errors, so that a mixed team corrects what a uniform one repeats.",
  source: "Chen, Saha and Bansal (2023), ReConcile, arXiv 2309.13007",
  levels: ["one", "two", "three"],
  nullLevel: "one",
  meaning: {
    one: "every agent runs on the first agent's model",
    two: 'agents take turns between it and the model of the alias "second"',
    three: 'agents take turns between it, "second" and "third"'
  },
  teamLevels: ["two", "three"],
  moves: ["agents.model"],
  holdsFixed: "Number, roles and settings of the agents. The single agent is tried with every model of the team.",
  base: team,
  apply: (level, blueprint) => mixed(blueprint, count[level]),
  refuses: (level, { agents }) => {
    const further: ReadonlyArray<string> = others.slice(0, count[level])
    if (further.includes(agents[0].model)) return `the first agent already runs on "${agents[0].model}"`
    return agents.length <= further.length ? `${further.length + 1} models need as many agents` : undefined
  }
})
