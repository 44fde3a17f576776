import * as Schema from "effect/Schema"

const Rounds = Schema.Int.check(Schema.isGreaterThan(0))

/**
 * The order in which agents speak.
 *
 * - `independent`: every agent answers once, alone.
 * - `debate`: every agent answers, then all revise after reading those they hear: `rounds` times, or at most so often until
 *   they agree (`until: "consensus"`), or until the budget ends (`until: "budget-end"`, `rounds` is a bound against endless
 *   runs). `speaking: "in-turn"` lets every agent of a round already read those who spoke before it in that round.
 * - `critique`: the first agent answers; up to `rounds` times the last agent criticises and the first revises. With one
 *   agent this is self-refinement. An accepted answer ends it.
 * - `aggregate`: every agent but the last answers; the last one reads them and decides. Its call is the closing step.
 * - `pass`: one pass along the edges of the topology. Agents without predecessors answer; the others go on from what they
 *   read, as their role says. The last agent's answer is the system's when the aggregation is `last`.
 * - `relay`: the windows of facts are read one after the other, each by the agent that holds it, which passes on a note.
 * - `verify`: one agent answers and then judges its own answer; the judgement is the selection score of best-of-n.
 * - `custom`: code of the caller's own, known by id and version and handed in with the run: a protocol in its own right, or a
 *   whole foreign system.
 */
export const Protocol = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("independent") }),
  Schema.Struct({
    kind: Schema.Literal("debate"),
    rounds: Rounds,
    /** Absent: `rounds`. */
    until: Schema.optionalKey(Schema.Literals(["rounds", "consensus", "budget-end"])),
    /** Absent: `together`. */
    speaking: Schema.optionalKey(Schema.Literals(["together", "in-turn"]))
  }),
  Schema.Struct({ kind: Schema.Literal("critique"), rounds: Rounds }),
  Schema.Struct({ kind: Schema.Literal("aggregate") }),
  Schema.Struct({ kind: Schema.Literal("pass") }),
  Schema.Struct({ kind: Schema.Literal("relay") }),
  Schema.Struct({ kind: Schema.Literal("verify") }),
  Schema.Struct({ kind: Schema.Literal("custom"), id: Schema.NonEmptyString, version: Schema.NonEmptyString })
])
export type Protocol = typeof Protocol.Type
