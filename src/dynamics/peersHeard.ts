import { audience, speakers } from "../blueprint/audience.js"
import type { Blueprint } from "../blueprint/Blueprint.js"
import { heardBy } from "../blueprint/edgesOf.js"

/**
 * Positions of the other agents whose messages an agent may read: in a discussion what `audience` grants it. A judge is
 * shown the answers of all speakers, the aggregator of a team those that the topology lets it hear.
 */
export const peersHeard = (blueprint: Blueprint, reader: number): ReadonlyArray<number> => {
  const { agents, aggregation, protocol, topology } = blueprint
  if (protocol.kind === "aggregate") return heardBy(topology, agents.length, reader)
  if (aggregation.kind === "judge" && aggregation.agent === reader) {
    return speakers(blueprint).filter((position) => position !== reader)
  }
  return audience(blueprint, reader)
}
