import { defineFactor } from "../../src/factor/defineFactor.js"
import { refuseAside, withAside, withoutAgents } from "../aside.js"
import { team } from "../team.js"

/**
 * Whether an agent more plans first; everybody else sees its plan.
 *
 * @category factors
 */
export const planner = defineFactor({
  id: "planner",
  kind: "control",
  version: 1,
  claim: "A plan made apart from the solving avoids missed steps.",
  source: "Wang et al. (2023), arXiv 2305.04091",
  levels: ["none", "planner"],
  nullLevel: "none",
  meaning: { none: "no plan", planner: "one agent more writes a plan that everybody sees; one call" },
  // A judge is named by its position, which follows.
  moves: ["agents", "aggregation"],
  holdsFixed: "The agents that solve, who reads whom, and who decides.",
  base: team,
  apply: (level, blueprint) => {
    const bare = withoutAgents(blueprint, ({ role }) => role === "planner")
    return level === "none" ? bare : withAside(bare, "planner")
  },
  refuses: (level, blueprint) => {
    const bare = withoutAgents(blueprint, ({ role }) => role === "planner")
    if (bare.agents.every(({ role }) => role === "planner")) return "nobody but planners would be left"
    return level === "none" ? undefined : refuseAside(bare, ["independent", "debate", "pass"])
  }
})
