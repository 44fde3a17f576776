import type { AgentSpec, Role } from "../src/blueprint/AgentSpec.js"
import { speakers } from "../src/blueprint/audience.js"
import type { Blueprint } from "../src/blueprint/Blueprint.js"

/** Whether an agent stands aside: it plans, judges or gives feedback, and takes no part in the discussion. */
export const hasAside = (blueprint: Blueprint): boolean => speakers(blueprint).length < blueprint.agents.length

const shiftJudge = (blueprint: Blueprint, by: (judge: number) => number): Blueprint =>
  blueprint.aggregation.kind === "judge"
    ? { ...blueprint, aggregation: { kind: "judge", agent: by(blueprint.aggregation.agent) } }
    : blueprint

/** Takes agents out, but for the last one left; a judge's position follows. */
export const withoutAgents = (
  blueprint: Blueprint,
  leaves: (agent: AgentSpec, position: number) => boolean
): Blueprint => {
  const [first, ...rest] = blueprint.agents.filter((agent, position) => !leaves(agent, position))
  if (first === undefined || rest.length + 1 === blueprint.agents.length) return blueprint
  const gone = blueprint.agents.flatMap((agent, position) => (leaves(agent, position) ? [position] : []))
  return shiftJudge({ ...blueprint, agents: [first, ...rest] }, (judge) =>
    gone.includes(judge) ? judge : judge - gone.filter((position) => position < judge).length
  )
}

/**
 * Puts an agent that stands aside in front of all others, where it disturbs neither a star's centre nor a tree's root: a copy
 * of the first speaker in another role, without its persona. A judge's position follows.
 */
export const withAside = (blueprint: Blueprint, role: Role, id: string = role): Blueprint => {
  const { persona: _, ...model } = blueprint.agents[speakers(blueprint)[0] ?? 0] ?? blueprint.agents[0]
  const agents: Blueprint["agents"] = [{ ...model, id, role }, ...blueprint.agents]
  return shiftJudge({ ...blueprint, agents }, (judge) => judge + 1)
}

const places: Readonly<Partial<Record<Blueprint["topology"]["kind"], string>>> = {
  ring: "it would take a place in the ring and break it",
  random: "the random graph would be drawn anew over one agent more",
  "small-world": "it would take a place in the small world and break it",
  layered: "the widths of the layers would not add up to the agents",
  explicit: "the positions that the edges name would move"
}

/** Why one more agent cannot stand aside in a blueprint with one of these protocols. */
export const refuseAside = (
  { agents, aggregation, protocol, topology }: Blueprint,
  protocols: ReadonlyArray<Blueprint["protocol"]["kind"]>
): string | undefined => {
  if (!protocols.includes(protocol.kind)) {
    return `it needs protocol ${protocols.join(" or ")}; ${protocol.kind} gives each agent its place`
  }
  if (aggregation.kind === "first") return "aggregation first would wait for the answer of the agent that stands aside"
  if (agents.some(({ information, window }) => information === "own-window" && window === undefined)) {
    return "windows are dealt out by position; it would hold one and pass nothing on"
  }
  return places[topology.kind]
}
