import * as Schema from "effect/Schema"
import { AgentSpec } from "./AgentSpec.js"
import { Aggregation } from "./Aggregation.js"
import { MessageForm } from "./MessageForm.js"
import { Protocol } from "./Protocol.js"
import { Topology } from "./Topology.js"

/**
 * A whole system, single- or multi-agent, as plain data: what the runtime interprets and what the design hash covers.
 *
 * @example
 * ```ts
 * import { debate } from "collaboration-gain/factors"
 *
 * console.log(debate.agents.length, debate.protocol.kind) // 3 "debate"
 * ```
 */
export const Blueprint = Schema.Struct({
  /** Name in reports; unique within a study. */
  id: Schema.NonEmptyString,
  agents: Schema.NonEmptyArray(AgentSpec),
  topology: Topology,
  protocol: Protocol,
  message: MessageForm,
  aggregation: Aggregation
})
export type Blueprint = typeof Blueprint.Type
