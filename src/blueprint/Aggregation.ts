import * as Schema from "effect/Schema"

/**
 * How the answers at hand become the system's answer, without a model call.
 *
 * `majority`: the most frequent answer; ties are broken by the trial's own seeded stream (`seeded`) or for the earliest
 * agent (`first`); abstentions never win. `last`: the latest answer given. `first`: the first agent's latest answer.
 */
export const Aggregation = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("majority"), ties: Schema.Literals(["seeded", "first"]) }),
  Schema.Struct({ kind: Schema.Literal("last") }),
  Schema.Struct({ kind: Schema.Literal("first") })
])
export type Aggregation = typeof Aggregation.Type
