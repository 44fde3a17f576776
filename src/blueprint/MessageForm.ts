import * as Schema from "effect/Schema"

const Tokens = Schema.Int.check(Schema.isGreaterThan(0))

/**
 * What of its reply an agent hands to another.
 *
 * - `full`: the whole reasoning. `conclusion`: the answer. `confidence`: the answer and how sure the agent is.
 * - `compressed`: the agent's own rewriting of its reasoning in at most so many tokens; one more call a message.
 * - `prefix`: the first tokens of the reasoning.
 * - `sufficient-prefix`: the shortest prefix of the reasoning from which the agent itself still concludes the same answer,
 *   found by bisection; about log₂ of the length more calls a message.
 */
export const MessageForm = Schema.Union([
  Schema.Literals(["full", "conclusion", "confidence"]),
  Schema.Struct({ kind: Schema.Literal("compressed"), tokens: Tokens }),
  Schema.Struct({ kind: Schema.Literal("prefix"), tokens: Tokens }),
  Schema.Struct({ kind: Schema.Literal("sufficient-prefix") })
])
export type MessageForm = typeof MessageForm.Type
