import * as Schema from "effect/Schema"
import { Design } from "../design/Design.js"
import { Study } from "../design/Study.js"

/** Version of the ledger format that this package writes. */
export const ledgerVersion = 1

const Count = Schema.NullOr(Schema.Number)

/** Consumption; `null` is unknown. */
export const UsageRecord = Schema.Struct({
  promptTokens: Count,
  sampledTokens: Count,
  evaluatedTokens: Count,
  calls: Schema.Number,
  seconds: Count,
  cost: Count
})

/** First line of a ledger: everything that was fixed before the first token. */
export const RunStart = Schema.Struct({
  type: Schema.Literal("run-start"),
  version: Schema.Literal(ledgerVersion),
  designHash: Schema.String,
  design: Design,
  /** Names or paths that the models were opened by, by alias; a model that the caller made has none. */
  sources: Schema.Record(Schema.String, Schema.String),
  /** Versions of this package, node and the engine. */
  software: Schema.Record(Schema.String, Schema.String),
  /** Trials in flight at once; part of the experimental condition. */
  concurrency: Schema.Int,
  /** The study as written, from which the design follows; confirmatory studies start from it. Absent in older ledgers. */
  study: Schema.optionalKey(Study)
})

/** The run was taken up again after an interruption. */
export const RunResume = Schema.Struct({
  type: Schema.Literal("run-resume"),
  software: Schema.Record(Schema.String, Schema.String),
  concurrency: Schema.Int
})

/** The single agent's pools grow to these numbers of trials an item, decided from the costs measured so far. */
export const PoolGrow = Schema.Struct({
  type: Schema.Literal("pool-grow"),
  /** By slot, as text. */
  seeds: Schema.Record(Schema.String, Schema.Int)
})

/** Which trial an event belongs to: one arm × item × seed. */
const trialKey = {
  /** Content hash of arm, slot, item, seed index, models, budget and root seed. */
  trial: Schema.String,
  slot: Schema.Int,
  task: Schema.String,
  item: Schema.String,
  seed: Schema.Int
}

/** A call that was paid for: enough to replay it instead of paying twice. */
export const CallSettled = Schema.Struct({
  type: Schema.Literal("call-settled"),
  ...trialKey,
  /** Place within the trial, `round.agent.turn`, unique there. */
  call: Schema.String,
  agent: Schema.String,
  /** What the agent was asked to do. */
  turn: Schema.String,
  model: Schema.String,
  /** sha256 of the request. */
  request: Schema.String,
  /** The prompt as sent; messages are joined as `role: content`. */
  prompt: Schema.String,
  text: Schema.String,
  finish: Schema.Literals(["stop", "length"]),
  /** The reply could be read in the form that was asked for. */
  parsed: Schema.Boolean,
  usage: UsageRecord,
  logProbability: Schema.optionalKey(Schema.Number)
})

/** An attempt that brought no reply; what it cost the provider is unknown. */
export const CallFailed = Schema.Struct({
  type: Schema.Literal("call-failed"),
  ...trialKey,
  call: Schema.String,
  agent: Schema.String,
  model: Schema.String,
  /** Counted from 1. */
  attempt: Schema.Int,
  error: Schema.String
})

/** What the system would have answered had it stopped after a round. */
export const RoundRecord = Schema.Struct({
  /** Answers held by the agents after the round, in agent order; `null` is none. */
  answers: Schema.Array(Schema.NullOr(Schema.String)),
  answer: Schema.NullOr(Schema.String),
  score: Schema.Number,
  /** Cumulative. */
  usage: UsageRecord
})

/** A trial that ended with a score; one without an answer scores the range's zero and keeps its cost. */
export const TrialEnd = Schema.Struct({
  type: Schema.Literal("trial-end"),
  ...trialKey,
  answer: Schema.NullOr(Schema.String),
  /** In the task's range. */
  score: Schema.Number,
  usage: UsageRecord,
  /** Calls whose reply could be read in the form asked for. */
  parsedCalls: Schema.Int,
  /** A reply was cut by a reply limit or a call could not be sent within the budget. */
  cutOff: Schema.Boolean,
  /** The provider reported more than was reserved and the cap was crossed; such a trial leaves Γ. */
  overrun: Schema.Boolean,
  /** Selection score of best-of-n; `null` where the protocol gives none. */
  selection: Schema.NullOr(Schema.Number),
  rounds: Schema.Array(RoundRecord)
})

/** A trial that could not be scored because of an outage; it runs again on resume. */
export const TrialMissing = Schema.Struct({
  type: Schema.Literal("trial-missing"),
  ...trialKey,
  error: Schema.String
})

/** A judge's reply on one answer to one item, paid for by the run and by no arm; each answer is judged once for all arms. */
export const JudgeSettled = Schema.Struct({
  type: Schema.Literal("judge-settled"),
  task: Schema.String,
  item: Schema.String,
  answer: Schema.String,
  /** From 0; further ones only where the reply before held no verdict. */
  attempt: Schema.Int,
  /** Alias of the judging model. */
  model: Schema.String,
  /** sha256 of the request. */
  request: Schema.String,
  prompt: Schema.String,
  text: Schema.String,
  finish: Schema.Literals(["stop", "length"]),
  /** `null`: the reply held no verdict in due form. */
  verdict: Schema.NullOr(Schema.Literals(["right", "wrong"])),
  usage: UsageRecord
})

/** An interim look at a task of a run with a stopping rule, and what was decided. */
export const Look = Schema.Struct({
  type: Schema.Literal("look"),
  task: Schema.String,
  /** Counted from 1 within the task. */
  number: Schema.Int,
  /** Items done after the pilot. */
  items: Schema.Int,
  /** One entry a team, compared at information parity; the interval holds at all looks at once. */
  rows: Schema.Array(
    Schema.Struct({
      slot: Schema.Int,
      lower: Schema.NullOr(Schema.Number),
      upper: Schema.NullOr(Schema.Number),
      /** Natural logarithm of the e-value against Γ ≤ 1; `null` where nothing can be said. */
      logE: Schema.NullOr(Schema.Number),
      verdict: Schema.String,
      decided: Schema.Boolean
    })
  ),
  /** The task ends here. */
  stop: Schema.Boolean
})

/** All planned trials have ended or are missing. */
export const RunEnd = Schema.Struct({ type: Schema.Literal("run-end"), trials: Schema.Int, missing: Schema.Int })

/** Every line of a ledger is one of these. */
export const Event = Schema.Union([
  RunStart,
  RunResume,
  PoolGrow,
  CallSettled,
  CallFailed,
  JudgeSettled,
  TrialEnd,
  TrialMissing,
  Look,
  RunEnd
])
export type Event = typeof Event.Type
export type RunStart = typeof RunStart.Type
export type Look = typeof Look.Type
export type CallSettled = typeof CallSettled.Type
export type CallFailed = typeof CallFailed.Type
export type JudgeSettled = typeof JudgeSettled.Type
export type TrialEnd = typeof TrialEnd.Type
export type TrialMissing = typeof TrialMissing.Type
export type RoundRecord = typeof RoundRecord.Type
