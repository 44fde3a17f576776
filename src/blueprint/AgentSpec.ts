import * as Schema from "effect/Schema"

/** What an agent is there for; the dialect turns it into words or symbols. */
export const Role = Schema.Literals(["solver", "planner", "critic", "verifier", "aggregator", "summariser", "reader"])
export type Role = typeof Role.Type

/**
 * Which facts of an item one call of the agent may carry.
 *
 * `all`: every fact in every call. `own-window`: only the window that the agent holds; window w of a task belongs to agent
 * w modulo the number of agents. `in-turn`: every fact, one window a call, read one after the other with the agent's notes.
 */
export const Information = Schema.Literals(["all", "own-window", "in-turn"])
export type Information = typeof Information.Type

/**
 * A tool that an agent may call in the middle of a turn.
 *
 * `calculator`: the value of an arithmetic expression. `retrieval`: the facts that fit some words best, which are then not in
 * the prompt. `javascript`: a program, run in a sandbox without files, network, clock or chance of its own.
 */
export const Tool = Schema.Literals(["calculator", "retrieval", "javascript"])
export type Tool = typeof Tool.Type

/**
 * One agent: its role and the tuple (parameters, memory, toolset, information) that decides what counts as a single agent.
 */
export const AgentSpec = Schema.Struct({
  id: Schema.NonEmptyString,
  role: Role,
  /** Who the agent is told to be, e.g. "a careful accountant". Absent: nobody in particular. */
  persona: Schema.optionalKey(Schema.NonEmptyString),
  /** Alias of a model of the study; "default" unless said. */
  model: Schema.NonEmptyString,
  /** Sampling temperature; 0 is greedy. */
  temperature: Schema.Number.check(Schema.isFinite(), Schema.isGreaterThanOrEqualTo(0)),
  /** `direct` answers at once, `chain-of-thought` reasons first. */
  style: Schema.Literals(["direct", "chain-of-thought"]),
  /**
   * `none`: every call starts afresh. `own`: the agent sees its own last answer when it revises. `shared`: it sees the last
   * answer of every agent that shares, its own among them, whatever the topology.
   */
  memory: Schema.Literals(["none", "own", "shared"]),
  information: Information,
  /** Absent: none. */
  tools: Schema.optionalKey(Schema.NonEmptyArray(Tool)),
  /** With `own-window`: which window a lone agent holds; absent means its position in the team. */
  window: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))),
  /** Most tokens one reply may have; shrinks near the end of the budget. Absent means the dialect's limit. */
  replyTokens: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0)))
})
export type AgentSpec = typeof AgentSpec.Type
