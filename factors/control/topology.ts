import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { defineFactor } from "../../src/factor/defineFactor.js"
import { hasAside } from "../aside.js"
import { talkative } from "../team.js"

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

const [first] = talkative.agents
const placed: ReadonlyArray<string> = ["ring", "random", "small-world"]

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
  meaning: {
    isolated: "nobody reads anybody",
    chain: "each reads the one before",
    ring: "each reads its two neighbours on a circle",
    star: "the last reads everybody, and everybody the last",
    tree: "two children report to each parent; the last is the root",
    complete: "everybody reads everybody (mesh)",
    random: "each later agent reads each earlier one with probability 0.5, drawn with seed 1",
    "small-world": "a ring whose links are rewired with probability 0.2, drawn with seed 1"
  },
  teamLevels: ["chain", "ring", "star", "tree", "complete", "random", "small-world"],
  moves: ["topology"],
  holdsFixed: "The agents, what they are told, the protocol and what a message carries.",
  base: {
    ...talkative,
    id: "team-of-five",
    agents: [first, ...[2, 3, 4, 5].map((number) => ({ ...first, id: `solver-${number}` }))]
  },
  apply: (level, blueprint) => ({ ...blueprint, topology: topologyAt(level) }),
  refuses: (level, blueprint) =>
    placed.includes(level) && hasAside(blueprint)
      ? "an agent that stands aside would take a place in it and break it"
      : undefined
})
