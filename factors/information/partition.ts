import { defineFactor } from "../../src/factor/defineFactor.js"
import { mapAgents } from "../../src/factor/mapAgents.js"
import { hasAside } from "../aside.js"
import { talkative } from "../team.js"

/**
 * How the facts of an item are dealt out to the agents. A study that parts them declares a `window` on its task.
 *
 * @category factors
 */
export const partition = defineFactor({
  id: "partition",
  kind: "information",
  version: 1,
  claim: "A group whose members know different things pools them less than fully.",
  source: "Stasser and Titus (1985), Journal of Personality and Social Psychology 48(6)",
  levels: ["whole", "by-window"],
  nullLevel: "whole",
  meaning: {
    whole: "every agent sees every fact",
    "by-window": "each agent sees the windows of facts that fall to its position"
  },
  teamLevels: ["by-window"],
  moves: ["agents.information"],
  holdsFixed: "The facts that the agents see together, the question, and who reads whom.",
  base: talkative,
  apply: (level, blueprint) =>
    mapAgents(blueprint, (agent) => ({ ...agent, information: level === "whole" ? "all" : "own-window" })),
  refuses: (level, blueprint) => {
    if (blueprint.protocol.kind === "relay") return "protocol relay deals the windows out itself"
    return level === "by-window" && hasAside(blueprint)
      ? "an agent that stands aside would hold a window and pass nothing on"
      : undefined
  }
})
