import type { AgentSpec } from "../blueprint/AgentSpec.js"
import type { Blueprint } from "../blueprint/Blueprint.js"
import type { PolicyCurve } from "./PolicyCurve.js"

/** Agents that give an answer of their own from the question: all but the closing aggregator. */
const answering = (team: Blueprint): ReadonlyArray<AgentSpec> =>
  team.protocol.kind === "aggregate" ? team.agents.slice(0, -1) : team.agents

const plainRunOf = (agent: AgentSpec, curves: ReadonlyArray<PolicyCurve>): PolicyCurve | undefined =>
  curves.find((curve) => {
    const { agents, protocol } = curve.arm.blueprint
    const [alone] = agents
    return (
      curve.kind === "plurality" &&
      agents.length === 1 &&
      (protocol.kind === "independent" || protocol.kind === "relay") &&
      alone.model === agent.model &&
      alone.temperature === agent.temperature &&
      alone.style === agent.style
    )
  })

/**
 * The strategy of which one run stands for an ordinary single agent: one agent that answers once (or reads its material in
 * turn) with the model, temperature and style of the team's first agent; where there is none, the first strategy.
 */
export const ordinaryRun = (team: Blueprint, curves: ReadonlyArray<PolicyCurve>): PolicyCurve | undefined =>
  plainRunOf(team.agents[0], curves) ?? curves.find((curve) => curve.kind === "plurality")

/**
 * The pool from which the independent ensemble E of a team is read, or the reason why there is none.
 *
 * E is the same agents without messages, voting by plurality, filled to the team's budget. It exists when every agent that
 * answers is a solver with the same model, temperature, style and reply limit and holds all the information: then E is
 * self-consistency of the matching pool. An `aggregate` team counts with its solvers, voted on instead of read by a model.
 * A critic or the reader of one window cannot answer alone, so those teams have no E.
 *
 * @category gain
 */
export const independentEnsemble = (
  team: Blueprint,
  curves: ReadonlyArray<PolicyCurve>
): PolicyCurve | { readonly reason: string } => {
  const agents = answering(team)
  const [first] = team.agents
  if (
    !["independent", "debate", "aggregate"].includes(team.protocol.kind) ||
    agents.some((one) => one.role !== "solver")
  ) {
    return { reason: "not applicable: not every agent can answer alone" }
  }
  if (agents.some((one) => one.information !== "all")) {
    return { reason: "not applicable: the agents hold different shares of the information" }
  }
  const setting = ({ model, temperature, style, replyTokens }: AgentSpec): string =>
    JSON.stringify([model, temperature, style, replyTokens])
  if (agents.some((one) => setting(one) !== setting(first))) {
    return { reason: "not applicable: the agents differ in model, temperature, style or reply limit" }
  }
  const pool = curves.find((curve) => {
    const [alone] = curve.arm.blueprint.agents
    return (
      curve.kind === "plurality" &&
      curve.arm.blueprint.agents.length === 1 &&
      curve.arm.blueprint.protocol.kind === "independent" &&
      alone.information === "all" &&
      setting(alone) === setting(first)
    )
  })
  return (
    pool ?? {
      reason: "not estimable: no pool of single runs has the agents' model, temperature, style and reply limit"
    }
  )
}
