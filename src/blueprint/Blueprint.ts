import * as Schema from "effect/Schema"
import { AgentSpec } from "./AgentSpec.js"
import { Aggregation } from "./Aggregation.js"
import { Feedback, Mechanism, Recall, Sharing } from "./Flow.js"
import { MessageForm } from "./MessageForm.js"
import { Protocol } from "./Protocol.js"
import { Topology } from "./Topology.js"

/**
 * A whole system, single- or multi-agent, as plain data: what the runtime interprets and what the design hash covers. Optional
 * parts that are absent are off.
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
  aggregation: Aggregation,
  /** Absent: `free-text`. */
  mechanism: Schema.optionalKey(Mechanism),
  /** Absent: `neighbours`, `latest`. */
  sharing: Schema.optionalKey(Sharing),
  /** Absent: all of them stay. */
  recall: Schema.optionalKey(Recall),
  /** Absent: `none`. */
  feedback: Schema.optionalKey(Feedback),
  /** Before long material is passed on, its sender strikes what the question does not need; one more call. Absent: false. */
  refinement: Schema.optionalKey(Schema.Boolean),
  /** Messages carry no names. Absent: false. */
  anonymous: Schema.optionalKey(Schema.Boolean),
  /** Order of the messages in a prompt: by position, or drawn anew for every prompt. Absent: `position`. */
  order: Schema.optionalKey(Schema.Literals(["position", "shuffled"])),
  /** Which of the paraphrases of every instruction is used. Absent: 0. */
  promptVariant: Schema.optionalKey(Schema.Literals([0, 1, 2]))
})
export type Blueprint = typeof Blueprint.Type
