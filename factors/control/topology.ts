import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { defineFactor } from "../../src/factor/defineFactor.js"

const levels = ["isolated", "chain", "ring", "star", "tree", "complete", "random", "small-world"] as const

const topologyAt = (level: (typeof levels)[number]): Blueprint["topology"] => {
  switch (level) {
    case "tree":
      return { kind: "tree", branching: 2 }
    case "random":
      return { kind: "random", p: 0.5, seed: 1 }
    case "small-world":
      return { kind: "small-world", neighbours: 1, rewire: 0.2, seed: 1 }
    default:
      return { kind: level }
  }
}

/**
 * Who reads whom.
 *
 * @category factors
 */
export const topology = defineFactor({
  id: "topology",
  kind: "control",
  version: 1,
  claim: "How densely agents are connected decides how fast errors and corrections spread.",
  source: "Qian et al. (2024), MacNet, arXiv 2406.07155",
  levels,
  nullLevel: "isolated",
  moves: ["topology"],
  holdsFixed: "The agents, what they are told, the protocol and what a message carries.",
  apply: (level, blueprint) => ({ ...blueprint, topology: topologyAt(level) })
})
