import { defineFactor } from "../../src/factor/defineFactor.js"
import { talkative } from "../team.js"

/**
 * How messages travel.
 *
 * @category factors
 */
export const mechanism = defineFactor({
  id: "mechanism",
  kind: "control",
  version: 1,
  claim: "The form in which agents talk decides what is lost between them; a shared board serves better than letters.",
  source: "Hong et al. (2023), arXiv 2308.00352 (structured); Han and Zhang (2025), arXiv 2507.01701 (blackboard)",
  levels: ["free-text", "structured", "blackboard", "answer-only", "none"],
  nullLevel: "free-text",
  meaning: {
    "free-text": "as written, along the topology",
    structured: "replies are JSON objects, by grammar where the model can",
    blackboard: "everything on one board without names, which everybody reads",
    "answer-only": "nothing but the answer, whatever the message form says",
    none: "nobody reads anybody"
  },
  teamLevels: ["blackboard", "answer-only", "none"],
  moves: ["mechanism"],
  holdsFixed: "Agents, topology, protocol and message form, where the mechanism does not override them.",
  base: { ...talkative, topology: { kind: "chain" } },
  apply: (level, { mechanism: _, ...blueprint }) =>
    level === "free-text" ? blueprint : { ...blueprint, mechanism: level }
})
