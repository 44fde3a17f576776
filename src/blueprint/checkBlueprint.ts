import * as Effect from "effect/Effect"
import { InputError } from "../errors/InputError.js"
import type { Blueprint } from "./Blueprint.js"
import { edgesOf, passOrder } from "./edgesOf.js"

interface Problem {
  readonly value: string
  readonly limit: string
}

/** What the protocol asks of the agents. */
const ofProtocol = ({ agents, protocol, topology }: Blueprint): Problem | undefined => {
  const value = `${agents.length} agents with protocol ${protocol.kind}`
  switch (protocol.kind) {
    case "independent":
    case "debate":
    case "relay":
      return undefined
    case "critique":
      return agents.length <= 2
        ? undefined
        : { value, limit: "critique takes a proposer and a critic, or one agent that is both" }
    case "aggregate":
      return agents.length >= 2
        ? undefined
        : { value, limit: "aggregate needs at least one worker before the aggregator" }
    case "verify":
      return agents.length === 1 ? undefined : { value, limit: "verify takes one agent, which judges its own answer" }
    case "pass":
      return passOrder(topology, agents.length) === undefined
        ? { value: `topology ${topology.kind}`, limit: "a single pass needs a topology without circles" }
        : undefined
  }
}

/** Whether the topology fits the number of agents. */
const ofTopology = ({ agents, topology }: Blueprint): Problem | undefined => {
  if (topology.kind === "layered") {
    const places = topology.widths.reduce((sum, width) => sum + width, 0)
    if (places !== agents.length) {
      return { value: `layers for ${places} of ${agents.length} agents`, limit: "the widths must add up to the agents" }
    }
  }
  const outside = edgesOf(topology, agents.length).find((edge) => edge.some((end) => end >= agents.length))
  return outside === undefined
    ? undefined
    : { value: `edge ${outside.join(" → ")}`, limit: `positions go from 0 to ${agents.length - 1}` }
}

/** Whether whoever is called for is there. */
const ofRoles = ({ agents, aggregation, feedback, recall, sharing }: Blueprint): Problem | undefined => {
  if (aggregation.kind === "judge" && aggregation.agent >= agents.length) {
    return { value: `judge at position ${aggregation.agent}`, limit: `positions go from 0 to ${agents.length - 1}` }
  }
  if ((feedback === "critic" || feedback === "verifier") && !agents.some(({ role }) => role === feedback)) {
    return { value: `feedback ${feedback}`, limit: `needs an agent with the role ${feedback}` }
  }
  if (recall !== undefined && recall.kind !== "none" && sharing?.rounds !== "history") {
    return { value: `recall ${recall.kind}`, limit: "needs sharing of the history; there is nothing older to recall" }
  }
  return undefined
}

const twice = ({ agents }: Blueprint): Problem | undefined => {
  const ids = agents.map(({ id }) => id)
  const id = ids.find((one, index) => ids.indexOf(one) !== index)
  return id === undefined ? undefined : { value: `two agents are called ${id}`, limit: "agent ids must be unique" }
}

/** Refuses a blueprint whose parts do not fit together. Errors: InputError. */
export const checkBlueprint = (blueprint: Blueprint): Effect.Effect<Blueprint, InputError> => {
  const problem = ofProtocol(blueprint) ?? ofTopology(blueprint) ?? ofRoles(blueprint) ?? twice(blueprint)
  return problem === undefined
    ? Effect.succeed(blueprint)
    : Effect.fail(
        new InputError({ what: `Blueprint ${blueprint.id}`, ...problem, advice: "Change one of the parts named here." })
      )
}
