import * as Schema from "effect/Schema"

const Count = Schema.Int.check(Schema.isGreaterThan(0))

/** Whose messages an agent may read, and of which rounds. */
export const Sharing = Schema.Struct({
  /** `own`: nobody's but its own. `neighbours`: of those that the topology lets it hear. `all`: everybody's. */
  scope: Schema.Literals(["own", "neighbours", "all"]),
  /** `latest`: of the round before. `history`: of every round. */
  rounds: Schema.Literals(["latest", "history"])
})
export type Sharing = typeof Sharing.Type

/**
 * What of the older messages that an agent may read stays in its prompt; the round before is always there.
 *
 * - `none`: nothing. `window`: the last so many. `summary`: the agent's own summary of them in at most so many tokens; one
 *   more call a round. `bm25`: the so many that fit the question best by words (Okapi BM25). `embedding`: by meaning; needs a
 *   model that embeds. `graph`: the so many statements, split at full stops, that share most words with the question or, in
 *   turn, with statements already chosen: a walk over the graph of shared words, kept up as messages come in.
 */
export const Recall = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("none") }),
  Schema.Struct({ kind: Schema.Literal("window"), messages: Count }),
  Schema.Struct({ kind: Schema.Literal("summary"), tokens: Count }),
  Schema.Struct({ kind: Schema.Literal("bm25"), messages: Count }),
  Schema.Struct({ kind: Schema.Literal("embedding"), messages: Count }),
  Schema.Struct({ kind: Schema.Literal("graph"), statements: Count })
])
export type Recall = typeof Recall.Type

/**
 * How messages travel.
 *
 * - `free-text`: as written, along the topology. `structured`: replies are JSON objects, constrained by a grammar where the
 *   model can. `blackboard`: everything goes on one board without names, which everybody reads. `answer-only`: nothing but
 *   the answer, whatever the message form says. `none`: nobody reads anybody.
 */
export const Mechanism = Schema.Literals(["free-text", "structured", "blackboard", "answer-only", "none"])
export type Mechanism = typeof Mechanism.Type

/**
 * What an agent is told about its last answer before it revises it; one more call an agent and round.
 *
 * `self`: its own critique. `peer`: the next agent's. `critic`: that of the agent with the role `critic`, which says where the
 * first error is. `verifier`: that of the agent with the role `verifier`, reduced to right or wrong.
 */
export const Feedback = Schema.Literals(["none", "self", "peer", "critic", "verifier"])
export type Feedback = typeof Feedback.Type
