import * as Schema from "effect/Schema"
import { CallFailed, CallSettled } from "../../ledger/Event.js"
import { CpmobiusConfig } from "./CpmobiusConfig.js"

/** Version of the format of Coach–Player ledgers. */
export const cpmobiusLedgerVersion = 1

const Role = Schema.Literals(["coach", "player"])
const Known = Schema.NullOr(Schema.Finite)
const CheckpointRecord = Schema.Struct({ role: Role, digest: Schema.String, bytes: Schema.Finite })

/** What tokens were spent on. Everything but `evaluation` is charged to the training. */
export const Purpose = Schema.Literals(["propose", "solve", "probe", "evaluation"])
export type Purpose = typeof Purpose.Type

/** Tokens and calls of one role for one purpose. */
export const Spent = Schema.Struct({ calls: Schema.Int, promptTokens: Known, sampledTokens: Known })
export type Spent = typeof Spent.Type

/** All that a run has used up to a point. */
export const Spending = Schema.Struct({
  propose: Spent,
  solve: Spent,
  probe: Spent,
  evaluation: Spent,
  /** Tokens of training passes by role: forward only, and forward and backward. */
  coach: Schema.Struct({ forward: Schema.Finite, trained: Schema.Finite }),
  player: Schema.Struct({ forward: Schema.Finite, trained: Schema.Finite }),
  /** Charged FLOPs; `null` where a model's size or a count is unknown. */
  flops: Known,
  /** Charged Player answers: solved and probed. */
  rollouts: Schema.Int
})
export type Spending = typeof Spending.Type

/** What an update reported; see `UpdateReport`. */
export const UpdateRecord = Schema.Struct({
  loss: Schema.Finite,
  kl: Schema.Finite,
  entropy: Schema.Finite,
  gradientNorm: Schema.Finite,
  forwardTokens: Schema.Finite,
  trainedTokens: Schema.Finite
})

/** First line: everything that was fixed before the first token. */
export const CpmobiusStart = Schema.Struct({
  type: Schema.Literal("cpmobius-start"),
  version: Schema.Literal(cpmobiusLedgerVersion),
  /** Content hash of config, trainer, starting policies and items. */
  hash: Schema.String,
  config: CpmobiusConfig,
  trainer: Schema.Struct({
    id: Schema.String,
    deterministic: Schema.Boolean,
    sharedWeights: Schema.Boolean,
    settings: Schema.Record(Schema.String, Schema.Unknown)
  }),
  /** Numbers of items by use, and the digest of all of them. */
  items: Schema.Struct({
    probe: Schema.Int,
    held: Schema.Int,
    outOfDistribution: Schema.Int,
    warmUp: Schema.Int,
    digest: Schema.String
  })
})

/** A run was taken up again from a checkpoint; records of later steps before this line are replaced by those after it. */
export const CpmobiusResume = Schema.Struct({ type: Schema.Literal("cpmobius-resume"), step: Schema.Int })

/**
 * Recorded calls could not be replayed, because retraining did not give the same weights: later steps were sampled anew. What
 * the discarded calls had cost stands in their lines and is not charged to the training, which did not need them.
 */
export const CpmobiusDiverged = Schema.Struct({
  type: Schema.Literal("cpmobius-diverged"),
  step: Schema.Int,
  role: Role,
  recorded: Schema.String,
  found: Schema.String,
  discarded: Schema.Int
})

/** Another model stands behind a role from here on. */
export const PolicyRecord = Schema.Struct({
  type: Schema.Literal("policy"),
  step: Schema.Int,
  role: Role,
  cause: Schema.Literals(["start", "warm-up", "update", "rollback", "collapse", "resume"]),
  model: Schema.String,
  digest: Schema.String
})

/** One problem that the Coach proposed, with what became of it. */
export const ProblemRecord = Schema.Struct({
  type: Schema.Literal("problem"),
  step: Schema.Int,
  round: Schema.Int,
  place: Schema.Int,
  /** `null`: the reply was no problem. */
  problem: Schema.NullOr(Schema.String),
  /** Answers as counted, most frequent first; the key `null` is a missing answer. */
  counts: Schema.Array(Schema.Struct({ key: Schema.NullOr(Schema.String), count: Schema.Int })),
  outcome: Schema.Literals(["majority", "tie", "none", "unreadable"]),
  label: Schema.NullOr(Schema.String),
  winners: Schema.Int,
  fate: Schema.Literals(["kept", "dropped", "surplus"]),
  /** The right answer, for audit only; `ill-posed`: there is none; `null`: nobody knows. */
  audit: Schema.NullOr(Schema.Literals(["label-right", "label-wrong", "ill-posed"])),
  /** What the Coach was paid; `null`: nothing was. */
  coachReward: Known
})
export type ProblemRecord = typeof ProblemRecord.Type

/** One iteration: a point of all curves. */
export const StepRecord = Schema.Struct({
  type: Schema.Literal("step"),
  step: Schema.Int,
  rounds: Schema.Int,
  proposed: Schema.Int,
  kept: Schema.Int,
  /** Shares of the problems proposed. */
  acceptance: Schema.Finite,
  ties: Schema.Finite,
  none: Schema.Finite,
  unreadable: Schema.Finite,
  /** Share of problems proposed that were proposed before in the run, word for word. */
  duplicates: Schema.Finite,
  /** Mean share of answers that agree with the label, of problems kept. */
  agreement: Known,
  /** Share of kept problems whose label is right; `null` without an auditor. */
  precision: Known,
  /** Share of ill-posed problems among those proposed; `null` without an auditor. */
  illPosed: Known,
  /** Mean sampled tokens of an answer, and of a problem. */
  answerTokens: Known,
  problemTokens: Known,
  /** Probe after the update; `null` where there was none. */
  accuracy: Known,
  /** Δ in points. */
  g: Known,
  meanCoachReward: Known,
  player: Schema.NullOr(UpdateRecord),
  coach: Schema.NullOr(UpdateRecord),
  rollback: Schema.Literals(["none", "reload", "nothing-saved"]),
  spent: Spending
})
export type StepRecord = typeof StepRecord.Type

/** Accuracy on items that no update and no probe has seen. */
export const EvaluationRecord = Schema.Struct({
  type: Schema.Literal("evaluation"),
  step: Schema.Int,
  /** On items like those of the probe; `null` where there are none. */
  overall: Known,
  outOfDistribution: Known,
  /** `sampled`: one reply an item. `exact`: from the world's own probabilities. */
  how: Schema.Literals(["sampled", "exact"]),
  spent: Spending
})
export type EvaluationRecord = typeof EvaluationRecord.Type

/** The first probe, of the untrained Player. */
export const FirstProbeRecord = Schema.Struct({
  type: Schema.Literal("first-probe"),
  accuracy: Schema.Finite,
  spent: Spending
})

/** The best Player was reloaded, or none was there to reload. */
export const RollbackRecord = Schema.Struct({
  type: Schema.Literal("rollback"),
  step: Schema.Int,
  outcome: Schema.Literals(["reload", "nothing-saved"]),
  to: Schema.NullOr(CheckpointRecord)
})

/** The guard saw a collapse and went back to the last good policies. */
export const CollapseRecord = Schema.Struct({
  type: Schema.Literal("collapse"),
  step: Schema.Int,
  signal: Schema.Literals(["precision", "entropy", "acceptance"]),
  value: Schema.Finite,
  bound: Schema.Finite,
  /** Step of the checkpoint that was restored. */
  restored: Schema.Int
})
export type CollapseRecord = typeof CollapseRecord.Type

/** A supervised step of the Coach before the loop. */
export const WarmUpRecord = Schema.Struct({
  type: Schema.Literal("warm-up"),
  step: Schema.Int,
  report: UpdateRecord
})

/** The loop can go on from here: its own memory, and the policies it had. */
export const CheckpointEvent = Schema.Struct({
  type: Schema.Literal("checkpoint"),
  step: Schema.Int,
  coach: CheckpointRecord,
  player: CheckpointRecord,
  best: Schema.NullOr(CheckpointRecord),
  /** The loop's memory as JSON text; read by the loop alone. */
  memory: Schema.String
})
export type CheckpointEvent = typeof CheckpointEvent.Type

/** The run is over. */
export const CpmobiusEnd = Schema.Struct({
  type: Schema.Literal("cpmobius-end"),
  step: Schema.Int,
  reason: Schema.Literals(["steps", "budget", "collapsed"]),
  spent: Spending
})
export type CpmobiusEnd = typeof CpmobiusEnd.Type

/** Every line of a Coach–Player ledger is one of these; calls are those of any other ledger. */
export const CpmobiusEvent = Schema.Union([
  CpmobiusStart,
  CpmobiusResume,
  CpmobiusDiverged,
  PolicyRecord,
  CallSettled,
  CallFailed,
  WarmUpRecord,
  FirstProbeRecord,
  ProblemRecord,
  StepRecord,
  EvaluationRecord,
  RollbackRecord,
  CollapseRecord,
  CheckpointEvent,
  CpmobiusEnd
])
export type CpmobiusEvent = typeof CpmobiusEvent.Type
