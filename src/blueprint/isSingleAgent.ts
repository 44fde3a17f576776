import type { AgentSpec } from "./AgentSpec.js"
import type { Blueprint } from "./Blueprint.js"

/**
 * The (parameters, memory, toolset, information) tuple of one agent, as a comparable string. Memory `own` belongs to one
 * agent alone.
 */
const tuple = (agent: AgentSpec, position: number): string =>
  JSON.stringify([
    agent.model,
    agent.memory === "own" ? agent.id : "none",
    [...(agent.tools ?? [])].sort(),
    agent.information === "own-window" ? (agent.window ?? position) : "all"
  ])

/**
 * True when all calls of the blueprint share one (parameters, memory, toolset, information) tuple: then it is one agent,
 * however often it is called. Resampling, voting on its own samples, self-notes, self-critique and reading in turn are
 * single-agent; so is a homogeneous independent ensemble, which is self-consistency under another name. Of code of the
 * caller's own nobody can see what its agents keep or share: it is single-agent only with one agent.
 */
export const isSingleAgent = (blueprint: Blueprint): boolean =>
  (blueprint.protocol.kind !== "custom" || blueprint.agents.length === 1) &&
  new Set(blueprint.agents.map((agent, position) => tuple(agent, position))).size === 1
