import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { defineFactor } from "../../src/factor/defineFactor.js"
import { refuseAside, withAside, withoutAgents } from "../aside.js"
import { talkative } from "../team.js"

/** The blueprint without feedback and without the agent that was there to give it. */
const unjudged = (blueprint: Blueprint): Blueprint => {
  const { feedback } = blueprint
  const { feedback: _, ...bare } =
    feedback === "critic" || feedback === "verifier"
      ? withoutAgents(blueprint, ({ role }) => role === feedback)
      : blueprint
  return bare
}

/**
 * What an agent is told about its last answer before it revises it. The levels `critic` and `verifier` bring an agent of that
 * role.
 *
 * @category factors
 */
export const feedback = defineFactor({
  id: "feedback",
  kind: "information",
  version: 1,
  claim: "Feedback from outside corrects answers; an agent's own seldom does.",
  source: "Madaan et al. (2023), arXiv 2303.17651; against its own Huang et al. (2023), arXiv 2310.01798",
  levels: ["none", "self", "peer", "critic", "verifier"],
  nullLevel: "none",
  meaning: {
    none: "nothing",
    self: "its own critique; one more call an agent and round",
    peer: "the next agent's critique; one more call an agent and round",
    critic: "the critique of one agent more, which says where the first error is",
    verifier: "of one agent more only whether it is right or wrong"
  },
  teamLevels: ["peer"],
  // A judge is named by its position, which follows.
  moves: ["feedback", "agents", "aggregation"],
  holdsFixed: "The agents that solve, who reads whom, and the schedule.",
  base: talkative,
  apply: (level, blueprint) => {
    const bare = unjudged(blueprint)
    switch (level) {
      case "none":
        return bare
      case "self":
      case "peer":
        return { ...bare, feedback: level }
      default:
        return { ...withAside(bare, level), feedback: level }
    }
  },
  refuses: (level, blueprint) => {
    const bare = unjudged(blueprint)
    const { agents, protocol } = bare
    if (agents.every(({ role }) => role === blueprint.feedback)) return "nobody would be left to solve"
    if (level === "none") return undefined
    if (protocol.kind !== "independent" && protocol.kind !== "debate") {
      return `feedback comes between the rounds of protocol debate; ${protocol.kind} has none`
    }
    if (level !== "critic" && level !== "verifier") return undefined
    return agents.some(({ role }) => role === level)
      ? `an agent with the role ${level} speaks, and would fall silent`
      : refuseAside(bare, ["independent", "debate"])
  }
})
