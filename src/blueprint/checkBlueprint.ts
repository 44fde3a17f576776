import * as Effect from "effect/Effect"
import { InputError } from "../errors/InputError.js"
import { audience, speakers } from "./audience.js"
import type { Blueprint } from "./Blueprint.js"
import { edgesOf, passOrder } from "./edgesOf.js"

interface Problem {
  readonly value: string
  readonly limit: string
}

/** Speakers from whose words no way leads to the last agent. */
const unheard = (blueprint: Blueprint): ReadonlyArray<number> => {
  const last = blueprint.agents.length - 1
  const reaching = new Set([last])
  for (const reader of reaching) for (const writer of audience(blueprint, reader)) reaching.add(writer)
  return speakers(blueprint).filter((position) => !reaching.has(position))
}

/** What the protocol asks of the agents. */
const ofProtocol = (blueprint: Blueprint): Problem | undefined => {
  const { agents, aggregation, protocol, topology } = blueprint
  const value = `${agents.length} agents with protocol ${protocol.kind}`
  switch (protocol.kind) {
    case "independent":
    case "debate":
    case "relay":
    case "custom":
      return undefined
    case "critique":
      return agents.length <= 2
        ? undefined
        : { value, limit: "critique takes a proposer and a critic, or one agent that is both" }
    case "aggregate":
      if (agents.length < 2) return { value, limit: "aggregate needs at least one worker before the aggregator" }
      return audience(blueprint, agents.length - 1).length > 0
        ? undefined
        : { value: `topology ${topology.kind}`, limit: "the aggregator must hear somebody" }
    case "verify":
      return agents.length === 1 ? undefined : { value, limit: "verify takes one agent, which judges its own answer" }
    case "pass": {
      if (passOrder(topology, agents.length) === undefined) {
        return { value: `topology ${topology.kind}`, limit: "a single pass needs a topology without circles" }
      }
      const [lost] = aggregation.kind === "last" ? unheard(blueprint) : []
      return lost === undefined
        ? undefined
        : {
            value: `topology ${topology.kind}, where nothing of ${agents[lost]?.id} reaches the last agent`,
            limit: "the last agent of a pass answers for all: everybody's words must reach it"
          }
    }
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

/** Protocols in which several agents answer, so that there is something to judge or to rank. */
const several: ReadonlySet<string> = new Set(["independent", "debate", "pass", "custom"])

/** Whether whoever is called for is there. */
const ofRoles = ({ agents, aggregation, feedback, protocol, recall, sharing }: Blueprint): Problem | undefined => {
  if ((aggregation.kind === "judge" || aggregation.kind === "ranked") && !several.has(protocol.kind)) {
    return {
      value: `aggregation ${aggregation.kind} with protocol ${protocol.kind}`,
      limit: "is asked where several agents answer: independent, debate, pass"
    }
  }
  if (protocol.kind !== "relay" && agents.some(({ information }) => information === "in-turn")) {
    return { value: `an agent that reads in turn with protocol ${protocol.kind}`, limit: "windows are read in a relay" }
  }
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
