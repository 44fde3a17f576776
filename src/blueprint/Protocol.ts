import * as Schema from "effect/Schema"

const Rounds = Schema.Int.check(Schema.isGreaterThan(0))

/**
 * The order in which agents speak.
 *
 * - `independent`: every agent answers once, alone.
 * - `debate`: every agent answers, then revises `rounds` times after reading those it hears.
 * - `critique`: the first agent answers; up to `rounds` times the last agent criticises and the first revises. With one
 *   agent this is self-refinement. An accepted answer ends it.
 * - `aggregate`: every agent but the last answers; the last one reads them and decides. Its call is the closing step.
 * - `relay`: the windows of facts are read one after the other, each by the agent that holds it, which passes on a note.
 * - `verify`: one agent answers and then judges its own answer; the judgement is the selection score of best-of-n.
 */
export const Protocol = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("independent") }),
  Schema.Struct({ kind: Schema.Literal("debate"), rounds: Rounds }),
  Schema.Struct({ kind: Schema.Literal("critique"), rounds: Rounds }),
  Schema.Struct({ kind: Schema.Literal("aggregate") }),
  Schema.Struct({ kind: Schema.Literal("relay") }),
  Schema.Struct({ kind: Schema.Literal("verify") })
])
export type Protocol = typeof Protocol.Type
