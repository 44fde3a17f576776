import * as Schema from "effect/Schema"

const Ties = Schema.Literals(["seeded", "first"])

/**
 * How the answers at hand become the system's answer, without a model call but for `judge` and `ranked`.
 *
 * - `majority`: the most frequent answer. `confidence`: the answer with the highest sum of stated confidences.
 *   Ties are broken by the trial's own seeded stream (`seeded`) or for the earliest agent (`first`); abstentions never win.
 * - `last`: the latest answer given. `first`: the first agent's latest answer.
 * - `judge`: the agent of this position reads the answers and decides; the closing step.
 * - `ranked`: every agent ranks the distinct answers; instant run-off among the ballots.
 * When the budget ends before a judge or the ballots, the majority of the answers at hand stands in.
 */
export const Aggregation = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("majority"), ties: Ties }),
  Schema.Struct({ kind: Schema.Literal("confidence"), ties: Ties }),
  Schema.Struct({ kind: Schema.Literal("last") }),
  Schema.Struct({ kind: Schema.Literal("first") }),
  Schema.Struct({ kind: Schema.Literal("judge"), agent: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)) }),
  Schema.Struct({ kind: Schema.Literal("ranked") })
])
export type Aggregation = typeof Aggregation.Type
