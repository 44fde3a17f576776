import { speakers } from "../../src/blueprint/audience.js"
import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { defineFactor } from "../../src/factor/defineFactor.js"
import { refuseAside, withAside, withoutAgents } from "../aside.js"
import { team } from "../team.js"

/** Protocols in which several agents answer, so that there is something to judge or to rank. */
const several = ["independent", "debate", "pass"] as const

const plain = { kind: "majority", ties: "seeded" } as const

/** The seeded majority, without the agent that judged. */
const unjudged = (blueprint: Blueprint): Blueprint => {
  const { aggregation } = blueprint
  const without =
    aggregation.kind === "judge" ? withoutAgents(blueprint, (_, position) => position === aggregation.agent) : blueprint
  return { ...without, aggregation: plain }
}

/**
 * How the answers at hand become the system's answer. The level `judge` brings an agent that reads the answers and decides.
 *
 * @category factors
 */
export const aggregation = defineFactor({
  id: "aggregation",
  kind: "control",
  version: 1,
  claim: "Who picks the answer matters more than who proposes it: weighing or judging beats counting.",
  source: "Chen, Saha and Bansal (2023), arXiv 2309.13007 (confidence); Zheng et al. (2023), arXiv 2306.05685 (judge)",
  levels: ["majority", "majority-first", "confidence", "first", "last", "ranked", "judge"],
  nullLevel: "majority",
  meaning: {
    majority: "the most frequent answer; ties by the trial's own stream",
    "majority-first": "the most frequent answer; ties for the earliest agent",
    confidence: "the answer with the highest sum of stated confidences",
    first: "the first agent's latest answer",
    last: "the latest answer given",
    ranked: "every agent ranks the distinct answers; instant run-off; one call an agent",
    judge: "one agent more reads the answers and decides; one call"
  },
  teamLevels: ["majority-first", "confidence", "first", "last", "ranked", "judge"],
  moves: ["aggregation", "agents"],
  holdsFixed: "The agents that answer, who reads whom, and the protocol.",
  base: team,
  apply: (level, blueprint) => {
    const bare = unjudged(blueprint)
    switch (level) {
      case "majority":
        return bare
      case "majority-first":
        return { ...bare, aggregation: { kind: "majority", ties: "first" } }
      case "confidence":
        return { ...bare, aggregation: { kind: "confidence", ties: "seeded" } }
      case "judge":
        return { ...withAside(bare, "aggregator", "judge"), aggregation: { kind: "judge", agent: 0 } }
      default:
        return { ...bare, aggregation: { kind: level } }
    }
  },
  refuses: (level, blueprint) => {
    const bare = unjudged(blueprint)
    if (level === "judge") return refuseAside(bare, several)
    if (level === "ranked" && !several.some((kind) => kind === bare.protocol.kind)) {
      return `ballots need several answers; protocol ${bare.protocol.kind} ends with one`
    }
    if (level === "first" && speakers(bare)[0] !== 0) return "the first agent stands aside and gives no answer"
    return undefined
  }
})
