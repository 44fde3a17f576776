import type * as Effect from "effect/Effect"
import type { TrainerError } from "../../errors/TrainerError.js"
import type { LanguageModel, Prompt } from "../../model/LanguageModel.js"
import type { Item } from "../../task/Item.js"

/** The two roles of the loop. */
export type PolicyRole = "coach" | "player"

/** One reply as it was sampled, with what it earned. */
export interface TrainingReply {
  /** Exactly the text of the model's reply, not trimmed. */
  readonly text: string
  /** `stop`: the end token was sampled after the text and is trained with it. `length`: the text was cut, no end token follows. */
  readonly finish: "stop" | "length"
  /** Tokens that were sampled, as the meter settled them; `null` where the model does not tell. */
  readonly sampledTokens: number | null
  readonly reward: number
  /** What the gradient of every token of the reply is weighted with. The loop has scaled it; trainers use it as it is. */
  readonly advantage: number
}

/** Replies to one prompt: a problem with its answers, or the instruction with one problem (a group of one). */
export interface TrainingGroup {
  /** Exactly the prompt that was sent. */
  readonly prompt: Prompt
  readonly replies: ReadonlyArray<TrainingReply>
}

/**
 * How one update is made. All replies of a batch form one optimiser step.
 *
 * With ratio ρ = π/π_old (1 on a single on-policy step), loss = policy + `kl` · KL(π ‖ π_initial) + `entropy` · H(π), where
 * policy = −mean of min(ρ·A, clip(ρ, 1 ± clip)·A), and KL is the k3 estimator exp(d) − d − 1 with d = log π_initial − log π
 * clamped to ±10.
 */
export interface UpdateOptions {
  /** Iteration that the batch belongs to, counted from 1. */
  readonly step: number
  /** For whatever the trainer draws (dropout, order); unsigned 32-bit. */
  readonly seed: number
  readonly learningRate: number
  /** Half-width of the ratio's clip. */
  readonly clip: number
  /** Weight of the divergence from the policy that the run began with (after warm-up); 0 turns it off. */
  readonly kl: number
  /** Weight of the entropy **in the loss**: above 0 entropy is penalised (Player), below 0 it is a bonus (Coach). */
  readonly entropy: number
  /** Largest norm of the gradient. */
  readonly gradientClip: number
  /** What loss terms are averaged over: all reply tokens of the batch alike, or per reply a sum over tokens, then all replies alike. */
  readonly average: "token" | "reply"
  /** Sampling temperature of the replies: log-probabilities are those of the policy at this temperature. */
  readonly temperature: number
}

/** What one update did and what it cost. */
export interface UpdateReport {
  /** Loss before the step, all terms. */
  readonly loss: number
  /** Mean KL from the initial policy per reply token, nats. */
  readonly kl: number
  /** Mean entropy per reply token, nats. */
  readonly entropy: number
  /** Norm of the gradient before it was clipped. */
  readonly gradientNorm: number
  /** Tokens that went through forward passes without a gradient (old policy, reference); prompts count. */
  readonly forwardTokens: number
  /** Tokens that went through forward and backward passes; prompts count. */
  readonly trainedTokens: number
}

/**
 * A saved policy: weights, optimiser, scheduler and random state of one role. Plain data, so that a ledger can hold it; where
 * the bytes lie is the trainer's own business, and they outlive the process.
 */
export interface Checkpoint {
  readonly role: PolicyRole
  /** sha256 (hex) of the saved bytes; also the name to load it by. */
  readonly digest: string
  readonly bytes: number
}

/** Entropies of replies under the present policy, and what computing them cost. */
export interface ReplyEntropies {
  /** Mean token entropy (nats) of every reply, in the shape of the groups. */
  readonly values: ReadonlyArray<ReadonlyArray<number>>
  readonly forwardTokens: number
}

/**
 * Two policies that learn: what the loop knows of weights.
 *
 * `policy(role)` is an ordinary language model for the loop's agents. After an update, `load` or `imitate` of a role it must be
 * fetched anew: the model behind it has another `identity.digest`, which the loop writes to the ledger; the one fetched before
 * is not called any more. With `sharedWeights` both roles are one set of weights and change together.
 *
 * An effect that fails leaves the policy as it was before the call. Equal seeds, batches and order give equal policies where
 * `deterministic` says so; the loop then verifies it on resume by the digests.
 *
 * Errors: TrainerError.
 */
export interface Trainer {
  /** For ledgers and reports, e.g. `simulated@1`. */
  readonly id: string
  readonly sharedWeights: boolean
  readonly deterministic: boolean
  /** Anything that must be fixed before a run and enters its hash: constants, optimiser, adapter rank. JSON data. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly policy: (role: PolicyRole) => LanguageModel
  /** One GRPO step on groups of answers. */
  readonly updatePlayer: (
    groups: ReadonlyArray<TrainingGroup>,
    options: UpdateOptions
  ) => Effect.Effect<UpdateReport, TrainerError>
  /** One REINFORCE step on groups of one problem each. */
  readonly updateCoach: (
    groups: ReadonlyArray<TrainingGroup>,
    options: UpdateOptions
  ) => Effect.Effect<UpdateReport, TrainerError>
  /** Supervised step on given replies (warm-up): minus their mean log-probability; rewards and advantages are not read. */
  readonly imitate: (
    role: PolicyRole,
    groups: ReadonlyArray<TrainingGroup>,
    options: UpdateOptions
  ) => Effect.Effect<UpdateReport, TrainerError>
  /** Makes the present policy of a role the reference of later KL terms; called once, after warm-up. */
  readonly anchor: (role: PolicyRole) => Effect.Effect<void, TrainerError>
  /** For entropy rewards; absent: arms that need it are refused. */
  readonly entropies?: (
    groups: ReadonlyArray<TrainingGroup>,
    temperature: number
  ) => Effect.Effect<ReplyEntropies, TrainerError>
  /** Saves whole or not at all. The anchor's identity is part of it, so that a resumed run keeps its reference. */
  readonly save: (role: PolicyRole) => Effect.Effect<Checkpoint, TrainerError>
  /** Restores what {@link save} saved. Fails with `checkpoint` when it is missing or its digest does not match. */
  readonly load: (checkpoint: Checkpoint) => Effect.Effect<void, TrainerError>
  /** Deletes all saved checkpoints but these. */
  readonly prune: (keep: ReadonlyArray<Checkpoint>) => Effect.Effect<void, TrainerError>
  /** Probability that the Player answers each item right, where the world knows it in closed form. */
  readonly expectedScores?: (items: ReadonlyArray<Item>) => ReadonlyArray<number>
  /** Ends workers and frees memory; afterwards everything fails with `disposed`. Checkpoints stay. */
  readonly dispose: Effect.Effect<void>
}
