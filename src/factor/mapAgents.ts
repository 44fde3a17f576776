import type { AgentSpec } from "../blueprint/AgentSpec.js"
import type { Blueprint } from "../blueprint/Blueprint.js"

/**
 * The same blueprint with every agent replaced by what a function makes of it and its position.
 *
 * @category factors
 */
export const mapAgents = (
  blueprint: Blueprint,
  change: (agent: AgentSpec, position: number) => AgentSpec
): Blueprint => {
  const [first, ...rest] = blueprint.agents
  return {
    ...blueprint,
    agents: [change(first, 0), ...rest.map((agent, index) => change(agent, index + 1))]
  }
}
