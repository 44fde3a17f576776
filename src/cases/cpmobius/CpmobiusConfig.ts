import * as Schema from "effect/Schema"

const Count = Schema.Int.check(Schema.isGreaterThan(0))
const Natural = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const Share = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))
const Amount = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))
const Positive = Schema.Finite.check(Schema.isGreaterThan(0))

/** How one role's update is made; see `UpdateOptions`. */
export const UpdateSettings = Schema.Struct({
  learningRate: Amount,
  clip: Positive,
  /** Weight of the divergence from the policy after warm-up. */
  kl: Amount,
  /** Weight of the entropy in the loss: above 0 penalised, below 0 a bonus. */
  entropy: Schema.Finite,
  gradientClip: Positive,
  average: Schema.Literals(["token", "reply"])
})
export type UpdateSettings = typeof UpdateSettings.Type

/** How an agent of the loop speaks. */
export const SpeakerSettings = Schema.Struct({
  temperature: Amount,
  /** Most tokens of one reply. */
  replyTokens: Count
})

const CoachRewardConfig = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("solve-rate-delta") }),
  Schema.Struct({ kind: Schema.Literal("delta") }),
  Schema.Struct({ kind: Schema.Literal("length-cov-delta") }),
  Schema.Struct({ kind: Schema.Literal("ema-delta"), decay: Share }),
  Schema.Struct({ kind: Schema.Literal("learnability") }),
  Schema.Struct({ kind: Schema.Literal("adversarial") }),
  Schema.Struct({ kind: Schema.Literal("random") }),
  Schema.Struct({ kind: Schema.Literal("shuffled-delta") }),
  Schema.Struct({ kind: Schema.Literal("frozen") })
])

/** When the loop takes the Player for collapsed; a bound that is `null` is not watched. */
export const GuardSettings = Schema.Struct({
  /** Steps that a signal is averaged over; also the fewest steps before it is judged. */
  window: Count,
  /** Most that the precision of pseudo-labels may lie below its best window. Needs an auditor with the right answers. */
  precisionFall: Schema.NullOr(Share),
  /** Entropy of the Player, nats a token. */
  entropy: Schema.NullOr(Schema.Struct({ lower: Amount, upper: Amount })),
  /** Share of proposed problems that pass the gate. */
  acceptance: Schema.NullOr(Schema.Struct({ lower: Share, upper: Share })),
  /** Collapses after which the run ends instead of going on from the last good Player. */
  most: Count
})
export type GuardSettings = typeof GuardSettings.Type

/**
 * Everything that is chosen about one Coach–Player run, fixed before it begins and part of its hash.
 *
 * Every part of the loop is an independent option; `cpmobiusPresets` holds named points. What no option names is decided in
 * docs/decisions.
 */
export const CpmobiusConfig = Schema.Struct({
  /** Name in reports, e.g. `paper`. */
  id: Schema.NonEmptyString,
  /** Unsigned 32-bit; all dice of the run come from it. */
  seed: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 0xffffffff })),
  /** m: problems an update is made from. */
  problems: Count,
  /** n: answers a problem. */
  answers: Schema.Int.check(Schema.isGreaterThan(1)),
  /** Most iterations. */
  steps: Count,
  /** The run ends with the first iteration that reaches it; `null`: after all steps. */
  budget: Schema.NullOr(Schema.Struct({ unit: Schema.Literals(["rollouts", "flops"]), amount: Positive })),
  coach: SpeakerSettings,
  player: SpeakerSettings,
  /** The Coach's one fixed instruction; `null`: the words of the model's dialect. */
  instruction: Schema.NullOr(Schema.String),
  /** What the Coach reads besides: an information-level factor. */
  coachSees: Schema.Literals(["nothing", "accuracy", "topic-accuracy", "failed-attempts"]),
  answerKey: Schema.Literals(["raw", "normalised", "symbolic"]),
  tie: Schema.Literals(["all-wrong", "random-top"]),
  none: Schema.Literals(["always-wrong", "excluded"]),
  /**
   * What the Player is paid for: agreement with the majority, the right answer (control; needs an auditor), or minus its own
   * entropy, a reply without an answer counting as `unreadable` nats.
   */
  playerReward: Schema.Union([
    Schema.Struct({ kind: Schema.Literal("majority"), values: Schema.Literals(["plus-minus", "zero-one"]) }),
    Schema.Struct({ kind: Schema.Literal("gold"), values: Schema.Literals(["plus-minus", "zero-one"]) }),
    Schema.Struct({ kind: Schema.Literal("entropy"), unreadable: Amount })
  ]),
  /** Shares of agreement that pass, both inclusive; `null`: no gate. */
  gate: Schema.NullOr(Schema.Struct({ lower: Share, upper: Share })),
  /** `item`: only what is missing is proposed again. `round`: whole rounds of m, the surplus thrown away. */
  resample: Schema.Literals(["item", "round"]),
  /** Rounds after which an iteration goes on with what has passed. */
  mostRounds: Count,
  advantageScale: Schema.Literals(["unbiased", "population", "none"]),
  coachReward: CoachRewardConfig,
  /** Taken off the Coach's rewards: nothing, or their mean over earlier steps. Never the batch's own mean: it would cancel Δ. */
  coachBaseline: Schema.Literals(["none", "running-mean"]),
  /** Largest size of a Coach reward; `null`: any. */
  coachClip: Schema.NullOr(Positive),
  /** `kept`: problems behind the gate. `all`: everything proposed in the step. */
  coachLearnsFrom: Schema.Literals(["kept", "all"]),
  /** The Coach is updated, and the Player probed, every so many iterations. */
  coachEvery: Count,
  /** No Coach update where Δ is exactly 0. */
  skipIfDeltaZero: Schema.Boolean,
  coachUpdate: UpdateSettings,
  playerUpdate: UpdateSettings,
  probe: Schema.Struct({
    /** Answers a probe item. */
    samples: Count,
    /** `gold`: the items' keys. `majority`: the Player's own most frequent answer to the item. */
    labels: Schema.Literals(["gold", "majority"]),
    /** `common`: the same random numbers at every probe. */
    dice: Schema.Literals(["common", "fresh"]),
    temperature: Amount
  }),
  rollback: Schema.NullOr(
    Schema.Struct({ kind: Schema.Literals(["released", "sane"]), begin: Natural, patience: Count })
  ),
  /** Supervised steps of the Coach on given problems before the loop; `null`: none. */
  warmUp: Schema.NullOr(Schema.Struct({ steps: Count, batch: Count, learningRate: Positive })),
  guard: Schema.NullOr(GuardSettings),
  /** Iterations between checkpoints. */
  checkpointEvery: Count,
  /** Iterations between evaluations on held-out items; the first is before the loop, the last after it. */
  evaluateEvery: Count
})
export type CpmobiusConfig = typeof CpmobiusConfig.Type
