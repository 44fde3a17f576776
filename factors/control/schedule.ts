import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { defineFactor } from "../../src/factor/defineFactor.js"
import { talkative } from "../team.js"

const levels = ["one-shot", "one-round", "three-rounds", "in-turn", "until-consensus", "until-budget-end"] as const

const protocolAt = (level: (typeof levels)[number]): Blueprint["protocol"] => {
  switch (level) {
    case "one-shot":
      return { kind: "independent" }
    case "one-round":
      return { kind: "debate", rounds: 1 }
    case "three-rounds":
      return { kind: "debate", rounds: 3 }
    case "in-turn":
      return { kind: "debate", rounds: 1, speaking: "in-turn" }
    case "until-consensus":
      return { kind: "debate", rounds: 5, until: "consensus" }
    case "until-budget-end":
      return { kind: "debate", rounds: 16, until: "budget-end" }
  }
}

/**
 * When agents speak, and when they stop.
 *
 * @category factors
 */
export const schedule = defineFactor({
  id: "schedule",
  kind: "control",
  version: 1,
  claim: "Rounds of revision make answers better than the same tokens spent on answers given alone.",
  source: "Du et al. (2023), arXiv 2305.14325; Liang et al. (2023), arXiv 2305.19118, for stopping at agreement",
  levels,
  nullLevel: "one-shot",
  meaning: {
    "one-shot": "every agent answers once, alone",
    "one-round": "everybody answers, then revises once, all at the same time",
    "three-rounds": "everybody answers, then revises three times",
    "in-turn": "everybody answers, then one round in which each reads who spoke before",
    "until-consensus": "rounds until all agree, five at most",
    "until-budget-end": "rounds until the budget ends, sixteen at most"
  },
  teamLevels: ["in-turn", "until-consensus"],
  moves: ["protocol"],
  holdsFixed: "The agents, who reads whom and what a message carries.",
  base: talkative,
  apply: (level, blueprint) => ({ ...blueprint, protocol: protocolAt(level) }),
  refuses: (_, { protocol }) =>
    protocol.kind === "independent" || protocol.kind === "debate"
      ? undefined
      : `protocol ${protocol.kind} is a schedule of its own; it takes a system with protocol independent or debate`
})
