import type { Blueprint } from "../blueprint/Blueprint.js"
import { heardBy } from "../design/edgesOf.js"

/** Positions of the agents that take part in the discussion; the others only plan, judge, or give feedback. */
const speakers = ({ agents, aggregation, feedback }: Blueprint): ReadonlyArray<number> => {
  const positions = agents.map((_, position) => position)
  const speaking = positions.filter((position) => {
    const role = agents[position]?.role
    if (role === "planner" || (aggregation.kind === "judge" && aggregation.agent === position)) return false
    return !((feedback === "critic" || feedback === "verifier") && role === feedback)
  })
  return speaking.length === 0 ? positions : speaking
}

/**
 * Positions of the other agents whose messages an agent may read in a discussion: what mechanism, sharing, shared memory and
 * topology grant it. A judge is shown the answers of all speakers, the aggregator of a team those that the topology lets it hear.
 *
 * Assumes: the runtime grants the same; a test compares the two.
 */
export const peersHeard = (blueprint: Blueprint, reader: number): ReadonlyArray<number> => {
  const { agents, aggregation, mechanism, protocol, sharing, topology } = blueprint
  const byTopology = heardBy(topology, agents.length, reader)
  if (protocol.kind === "aggregate") return byTopology
  const others = speakers(blueprint).filter((position) => position !== reader)
  if (aggregation.kind === "judge" && aggregation.agent === reader) return others
  if (mechanism === "none" || sharing?.scope === "own") return []
  if (mechanism === "blackboard" || sharing?.scope === "all") return others
  const shares = (position: number): boolean => agents[position]?.memory === "shared"
  return others.filter((position) => byTopology.includes(position) || (shares(reader) && shares(position)))
}
