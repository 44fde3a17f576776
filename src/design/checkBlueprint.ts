import * as Effect from "effect/Effect"
import { InputError } from "../errors/InputError.js"
import type { Blueprint } from "../blueprint/Blueprint.js"

const wanted = (blueprint: Blueprint): string | undefined => {
  const size = blueprint.agents.length
  switch (blueprint.protocol.kind) {
    case "independent":
    case "debate":
    case "relay":
      return undefined
    case "critique":
      return size <= 2 ? undefined : "critique takes a proposer and a critic, or one agent that is both"
    case "aggregate":
      return size >= 2 ? undefined : "aggregate needs at least one worker before the aggregator"
    case "verify":
      return size === 1 ? undefined : "verify takes one agent, which judges its own answer"
  }
}

const duplicate = (ids: ReadonlyArray<string>): string | undefined => ids.find((id, index) => ids.indexOf(id) !== index)

/** Refuses a blueprint whose parts do not fit together. Errors: InputError. */
export const checkBlueprint = (blueprint: Blueprint): Effect.Effect<Blueprint, InputError> => {
  const limit = wanted(blueprint)
  if (limit !== undefined) {
    return Effect.fail(
      new InputError({
        what: `Blueprint ${blueprint.id}`,
        value: `${blueprint.agents.length} agents with protocol ${blueprint.protocol.kind}`,
        limit,
        advice: "Change the agents or the protocol."
      })
    )
  }
  const twice = duplicate(blueprint.agents.map((agent) => agent.id))
  if (twice !== undefined) {
    return Effect.fail(
      new InputError({
        what: `Blueprint ${blueprint.id}`,
        value: `two agents are called ${twice}`,
        limit: "agent ids must be unique within a blueprint",
        advice: "Rename one of them."
      })
    )
  }
  return Effect.succeed(blueprint)
}
