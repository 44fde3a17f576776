import type { Blueprint } from "./Blueprint.js"
import { heardBy } from "./edgesOf.js"

/** Positions of the agents that take part in the discussion; the others only plan, judge, or give feedback. */
export const speakers = (blueprint: Blueprint): ReadonlyArray<number> => {
  const { agents, aggregation, feedback } = blueprint
  const aside = (position: number): boolean => {
    const role = agents[position]?.role
    if (role === "planner") return true
    if (aggregation.kind === "judge" && aggregation.agent === position) return true
    return (feedback === "critic" || feedback === "verifier") && role === feedback
  }
  const positions = agents.map((_, position) => position)
  const speaking = positions.filter((position) => !aside(position))
  return speaking.length === 0 ? positions : speaking
}

/**
 * Positions of the agents whose messages agent `reader` may read, ascending, itself excluded: what mechanism, sharing, shared
 * memory and topology grant. This is the one place that decides it.
 */
export const audience = (blueprint: Blueprint, reader: number): ReadonlyArray<number> => {
  const { agents, mechanism, sharing, topology } = blueprint
  const others = speakers(blueprint).filter((position) => position !== reader)
  if (mechanism === "none" || sharing?.scope === "own") return []
  if (mechanism === "blackboard" || sharing?.scope === "all") return others
  const heard = new Set(heardBy(topology, agents.length, reader))
  const shares = (position: number): boolean => agents[position]?.memory === "shared"
  return others.filter((position) => heard.has(position) || (shares(reader) && shares(position)))
}
