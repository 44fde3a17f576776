import { mkdir, readdir, rm } from "node:fs/promises"
import { availableParallelism } from "node:os"
import { basename, join, resolve } from "node:path"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import { InputError } from "../../../errors/InputError.js"
import type { ModelError } from "../../../errors/ModelError.js"
import { TrainerError } from "../../../errors/TrainerError.js"
import { fileDigest } from "../../../model/fileDigest.js"
import { type LlamaModel, type LlamaOptions, llamaModel } from "../../../model/LlamaModel.js"
import { isTiny } from "../../../model/planLlama.js"
import { readGguf } from "../../../model/readGguf.js"
import type { Checkpoint, PolicyRole, Trainer, TrainingGroup, UpdateOptions, UpdateReport } from "../Trainer.js"
import { type TrainingWorkerOptions, trainingWorker, type WorkerMachine } from "./TrainingWorker.js"

/** What a weight trainer starts from. Only `folder` and `model` are needed. */
export interface WeightTrainerOptions {
  /** Where checkpoints and the present weights lie. A folder of one trainer alone; made when it is missing. */
  readonly folder: string
  /** A .gguf file of the llama architecture, for both roles or one for each. F16 and F32 are trained in full, else by LoRA. */
  readonly model: string | { readonly coach: string; readonly player: string }
  /** Name of the model in designs and reports; default: the file's name. */
  readonly id?: string
  /** Both roles are one set of weights; needs one model. Default: false. */
  readonly sharedWeights?: boolean
  /** `full` needs F16 or F32 weights; `lora` also takes Q4_1 and Q8_0. Default: `full` where all weights allow it. */
  readonly method?: "full" | "lora"
  /** Default: rank 8, alpha 16, all seven matrices of each layer. */
  readonly lora?: { readonly rank?: number; readonly alpha?: number; readonly targets?: ReadonlyArray<LoraTarget> }
  /** Adam. Default: 0.9, 0.999, 1e-8, no weight decay. The learning rate is given with each update. */
  readonly adam?: {
    readonly beta1?: number
    readonly beta2?: number
    readonly epsilon?: number
    readonly weightDecay?: number
  }
  /**
   * Numbers that the rollouts run on: `base` (those of the file, an adapter in F16; what is small beside a weight is rounded
   * away until it adds up) or `f32`. Training itself is in 32 bits always. Default: `base`.
   */
  readonly precision?: "base" | "f32"
  /** Optimiser steps on one batch; beyond 1 the ratio leaves 1 and the clip acts. Default: 1. */
  readonly passes?: number
  /** Padded tokens that go through the network at once; bounds memory, changes sums in their last bits. */
  readonly microBatchTokens?: number
  /** Draws the adapters' first weights. Unsigned 32-bit; default 0. */
  readonly seed?: number
  /** How rollouts run: see `llamaModel`. */
  readonly rollouts?: Pick<
    LlamaOptions,
    "gpu" | "sequences" | "contexts" | "contextTokens" | "threads" | "dialect" | "logProbabilities" | "load"
  >
  /** How the training process is started. */
  readonly worker?: TrainingWorkerOptions
}

/** A matrix of a layer, as GGUF names it. */
export type LoraTarget = "attn_q" | "attn_k" | "attn_v" | "attn_output" | "ffn_gate" | "ffn_up" | "ffn_down"

const loraTargets: ReadonlyArray<LoraTarget> = [
  "attn_q",
  "attn_k",
  "attn_v",
  "attn_output",
  "ffn_gate",
  "ffn_up",
  "ffn_down"
]

/** What an update of weights tells beyond what every trainer does. */
export interface WeightUpdateReport extends UpdateReport {
  /** Part of the loss without divergence and entropy. */
  readonly policy: number
  /** Share of tokens whose ratio was clipped. */
  readonly clipped: number
  /** Length of the step in the space of all weights. */
  readonly moved: number
  /** Tokens of replies. */
  readonly targetTokens: number
  /** Replies that the tokenizer cuts into another number of tokens than were sampled: trained as the tokenizer cuts them. */
  readonly retokenised: number
  /** Replies without a token, which teach nothing. */
  readonly empty: number
  /** sha256 of the trained weights. */
  readonly weights: string
}

/** Log-probabilities of replies, token by token, under the weights in training and under their reference; nats. */
export interface ReplyScore {
  readonly logProbabilities: ReadonlyArray<number>
  readonly entropies: ReadonlyArray<number>
  readonly referenceLogProbabilities: ReadonlyArray<number>
}

/** A trainer whose policies are real weights. */
export interface WeightTrainer extends Trainer {
  /** Interpreter, versions, GPU and speed of the training process. */
  readonly machine: WorkerMachine & { readonly interpreter: string }
  /** Numbers that are trained, of one role. */
  readonly trainedParameters: number
  readonly policy: (role: PolicyRole) => LlamaModel
  readonly updatePlayer: (
    ...update: Parameters<Trainer["updatePlayer"]>
  ) => Effect.Effect<WeightUpdateReport, TrainerError>
  readonly updateCoach: (
    ...update: Parameters<Trainer["updateCoach"]>
  ) => Effect.Effect<WeightUpdateReport, TrainerError>
  readonly imitate: (...update: Parameters<Trainer["imitate"]>) => Effect.Effect<WeightUpdateReport, TrainerError>
  readonly entropies: NonNullable<Trainer["entropies"]>
  /** What the trained network, as PyTorch runs it, gives each token of replies. */
  readonly scores: (
    role: PolicyRole,
    groups: ReadonlyArray<TrainingGroup>,
    temperature: number
  ) => Effect.Effect<ReadonlyArray<ReadonlyArray<ReplyScore>>, TrainerError>
  /** Logits before each token of a reply, as PyTorch computes them; to check it against another engine. */
  readonly logits: (
    role: PolicyRole,
    tokens: ReadonlyArray<number>,
    from: number
  ) => Effect.Effect<ReadonlyArray<ReadonlyArray<number>>, TrainerError>
}

const Opened = Schema.Struct({ trainedParameters: Schema.Int, vocabulary: Schema.Int, context: Schema.Int })
const Exported = Schema.Struct({ sha256: Schema.String, weights: Schema.String })
const Updated = Schema.Struct({
  ...Exported.fields,
  loss: Schema.Number,
  policy: Schema.Number,
  kl: Schema.Number,
  entropy: Schema.Number,
  clipped: Schema.Number,
  gradientNorm: Schema.Number,
  moved: Schema.Number,
  trainedTokens: Schema.Int,
  forwardTokens: Schema.Int,
  targetTokens: Schema.Int
})
const Numbers = Schema.Array(Schema.Number)
const Scored = Schema.Struct({
  rows: Schema.Array(
    Schema.Struct({ logProbabilities: Numbers, entropies: Numbers, referenceLogProbabilities: Numbers })
  )
})
const ScoredAlone = Schema.Struct({ rows: Schema.Array(Schema.Struct({ entropies: Numbers })) })
const Logits = Schema.Struct({ rows: Schema.Array(Schema.Array(Numbers)) })
const Saved = Schema.Struct({ sha256: Schema.String, bytes: Schema.Int })
const Anything = Schema.Struct({})

interface Row {
  readonly tokens: ReadonlyArray<number>
  readonly start: number
  readonly advantage: number
}

/** One set of weights: its file, what llama.cpp runs of it, and the scope that holds that. */
interface Seat {
  readonly name: string
  readonly path: string
  readonly digest: string
  readonly id: string
  model: LlamaModel
  scope: Scope.Closeable
  /** File that the model runs on beside its base; `null` at the start. */
  live: string | null
  swaps: number
}

const closed = () =>
  new TrainerError({
    reason: "disposed",
    retryable: false,
    what: "Weight trainer",
    value: "closed",
    limit: "requests are taken until the trainer is closed",
    advice: "Open it again and load the last checkpoint."
  })

const unusable = (value: string, limit: string, advice: string) =>
  new TrainerError({ reason: "unsupported", retryable: false, what: "Batch for training", value, limit, advice })

const ofEngine = (error: InputError | ModelError): TrainerError =>
  new TrainerError({
    reason: error._tag === "ModelError" && error.reason === "out-of-memory" ? "out-of-memory" : "checkpoint",
    retryable: false,
    what: "New weights in llama.cpp",
    value: error.message,
    limit: "the updated weights must load; the update was taken back",
    advice: error.advice
  })

const badFolder = (folder: string, cause: unknown) =>
  new TrainerError({
    reason: "checkpoint",
    retryable: true,
    what: "Folder of the weight trainer",
    value: folder,
    limit: `must be writable (${cause instanceof Error ? cause.message : String(cause)})`,
    advice: "Choose another folder, or make room."
  })

const inFolder = <A>(folder: string, work: () => Promise<A>) =>
  Effect.tryPromise({ try: work, catch: (cause) => badFolder(folder, cause) })

const isQuantised = (fileType: string | null) => fileType !== "F16" && fileType !== "F32"

const wholeOptions = (options: WeightTrainerOptions): Effect.Effect<void, InputError> => {
  const refuse = (what: string, value: unknown, limit: string) =>
    Effect.fail(
      new InputError({
        what: `Weight trainer, ${what}`,
        value: String(value),
        limit,
        advice: "Leave it out for its default."
      })
    )
  const rank = options.lora?.rank ?? 8
  if (!(Number.isInteger(rank) && rank >= 1)) return refuse("rank", rank, "requires a whole number of at least 1")
  const alpha = options.lora?.alpha ?? 16
  if (!(Number.isFinite(alpha) && alpha > 0)) return refuse("alpha", alpha, "requires a finite number above 0")
  const passes = options.passes ?? 1
  if (!(Number.isInteger(passes) && passes >= 1))
    return refuse("passes", passes, "requires a whole number of at least 1")
  const tokens = options.microBatchTokens ?? 1
  if (!(Number.isInteger(tokens) && tokens >= 1)) {
    return refuse("microBatchTokens", tokens, "requires a whole number of at least 1")
  }
  if (options.lora?.targets?.length === 0) return refuse("targets", "none", "requires at least one matrix")
  if (options.sharedWeights === true && typeof options.model !== "string") {
    return refuse("model", "two files", "requires one file where both roles share their weights")
  }
  return Effect.void
}

/**
 * Opens a trainer that makes real gradient steps on the weights of a GGUF file, for as long as the scope lasts.
 *
 * Rollouts run in llama.cpp; a supervised process with PyTorch computes losses and steps, writes the new weights as a GGUF (or
 * the adapter as a LoRA GGUF), and llama.cpp takes them over: `policy(role).identity.digest` is theirs from then on (of an
 * adapter: that of base and adapter). Coach and Player are trained apart, each with its own optimiser and reference, unless
 * `sharedWeights`. Both kinds of updates use the clipped form; on one on-policy step its gradient is that of REINFORCE.
 *
 * Unit: token ids come from llama.cpp's tokenizer; a reply that ended itself is trained with its end token. Log-probabilities
 * are those at the sampling temperature, over the whole vocabulary (top-p is not modelled).
 * Assumes: the file's network is llama with plain rotary embedding. Deterministic on a processor, with equal versions and
 * threads; not on a GPU.
 * Errors: InputError for a model file or option that cannot be used; ModelError where llama.cpp cannot run it; TrainerError
 * `unavailable` without Python or PyTorch, `unsupported` for weights that this method cannot train. An update that fails, for
 * whatever reason, leaves the policy as it was; a worker that died is lost with it, and saved checkpoints are not.
 * Source: PPO clip (Schulman et al. 2017), GRPO (Shao et al. 2024), LoRA (Hu et al. 2021), llama.cpp's GGUF and LoRA formats.
 *
 * @category cases
 */
export const weightTrainer = (
  options: WeightTrainerOptions
): Effect.Effect<WeightTrainer, InputError | ModelError | TrainerError, Scope.Scope> =>
  Effect.acquireRelease(open(options), (trainer) => trainer.dispose)

const open = Effect.fnUntraced(function* (options: WeightTrainerOptions) {
  yield* wholeOptions(options)
  const shared = options.sharedWeights === true
  const folder = resolve(options.folder)
  const checkpoints = join(folder, "checkpoints")
  const liveFolder = join(folder, "live")
  const paths = typeof options.model === "string" ? { coach: options.model, player: options.model } : options.model
  const headers = { coach: yield* readGguf(paths.coach), player: yield* readGguf(paths.player) }
  const digests = { coach: yield* fileDigest(paths.coach), player: yield* fileDigest(paths.player) }
  const quantised = isQuantised(headers.coach.fileType) || isQuantised(headers.player.fileType)
  const method = options.method ?? (quantised ? "lora" : "full")
  const tiny = isTiny(headers.player)
  const lora = {
    rank: options.lora?.rank ?? 8,
    alpha: options.lora?.alpha ?? 16,
    targets: options.lora?.targets ?? loraTargets
  }
  const optimiser = {
    learningRate: 0,
    beta1: options.adam?.beta1 ?? 0.9,
    beta2: options.adam?.beta2 ?? 0.999,
    epsilon: options.adam?.epsilon ?? 1e-8,
    weightDecay: options.adam?.weightDecay ?? 0
  }
  const precision = options.precision ?? "base"
  const passes = options.passes ?? 1
  const device = options.worker?.device ?? "cpu"
  const threads = options.worker?.threads ?? (tiny ? 1 : availableParallelism())
  const microBatchTokens = options.microBatchTokens ?? (device !== "cpu" ? 8192 : tiny ? 2048 : 1024)
  const seed = options.seed ?? 0

  yield* inFolder(folder, async () => {
    await mkdir(checkpoints, { recursive: true })
    await rm(liveFolder, { recursive: true, force: true })
    await mkdir(liveFolder, { recursive: true })
  })

  const outer = yield* Scope.make()
  const onFailure = <A, E>(effect: Effect.Effect<A, E>) => Effect.onError(effect, () => Scope.close(outer, Exit.void))

  /** Opens what llama.cpp runs: the base file, a whole new model, or the base with an adapter. */
  const run = Effect.fnUntraced(function* (
    seat: Pick<Seat, "path" | "digest" | "id">,
    live: { path: string; sha256: string } | null
  ) {
    const scope = yield* Scope.make()
    const file =
      live === null || method === "lora"
        ? { path: seat.path, digest: seat.digest }
        : { path: live.path, digest: live.sha256 }
    const adapter = live === null || method === "full" ? {} : { adapter: { path: live.path, digest: live.sha256 } }
    const opened = Scope.provide(llamaModel({ ...options.rollouts, ...file, ...adapter, id: seat.id }), scope)
    const model = yield* Effect.onError(opened, () => Scope.close(scope, Exit.void))
    return { model, scope }
  })

  const worker = yield* onFailure(Scope.provide(trainingWorker({ ...options.worker, threads }), outer))
  const seats = new Map<PolicyRole, Seat>()
  let trainedParameters = 0
  const roles: ReadonlyArray<PolicyRole> = shared ? ["player"] : ["coach", "player"]
  for (const role of roles) {
    const path = paths[role]
    const seat = {
      name: role,
      path,
      digest: digests[role],
      id: `${options.id ?? basename(path)}:${shared ? "both" : role}`
    }
    const opened = yield* onFailure(
      worker.request(
        "open",
        {
          policy: role,
          path: resolve(path),
          baseDigest: digests[role],
          method,
          optimiser,
          seed,
          lora: method === "lora" ? lora : {},
          microBatchTokens
        },
        Opened
      )
    )
    trainedParameters = opened.trainedParameters
    const running = yield* onFailure(run(seat, null))
    seats.set(role, { ...seat, ...running, live: null, swaps: 0 })
  }

  let isClosed = false
  const seatOf = (role: PolicyRole): Seat => {
    const seat = seats.get(shared ? "player" : role)
    if (seat === undefined) throw new RangeError(`No weights for the role ${role}`)
    return seat
  }
  const turn = Semaphore.makeUnsafe(1)
  /** One request after the other, each to its end, and none once the trainer is closed. */
  const exclusive = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E | TrainerError> =>
    turn.withPermit(
      Effect.uninterruptible(
        Effect.suspend((): Effect.Effect<A, E | TrainerError> => (isClosed ? Effect.fail(closed()) : effect))
      )
    )

  /** Sends a change that ends in new weights, and has llama.cpp take them over; if that fails, the change is taken back. */
  const change = Effect.fnUntraced(function* <A extends typeof Exported.Type>(
    seat: Seat,
    operation: string,
    body: Readonly<Record<string, unknown>>,
    result: Schema.Codec<A, unknown>
  ) {
    const path = join(liveFolder, `${seat.name}-${seat.swaps + 1}.gguf`)
    const answer = yield* worker.request(operation, { ...body, policy: seat.name, export: path, precision }, result)
    const running = yield* Effect.catch(run(seat, { path, sha256: answer.sha256 }), (error) =>
      Effect.andThen(
        Effect.ignore(worker.request("undo", { policy: seat.name }, Anything)),
        Effect.fail(ofEngine(error))
      )
    )
    const before = { scope: seat.scope, live: seat.live }
    seat.model = running.model
    seat.scope = running.scope
    seat.live = path
    seat.swaps++
    yield* Scope.close(before.scope, Exit.void)
    const old = before.live
    if (old !== null) yield* Effect.ignore(inFolder(folder, () => rm(old, { force: true })))
    return answer
  })

  const rowsOf = (seat: Seat, groups: ReadonlyArray<TrainingGroup>) => {
    let retokenised = 0
    const rows = groups.map(({ prompt, replies }) => {
      const head = seat.model.promptTokens(prompt)
      return replies.map((reply): Row => {
        const tail = seat.model.replyTokens(prompt, { text: reply.text, ended: reply.finish === "stop" })
        if (reply.sampledTokens !== null && reply.sampledTokens !== tail.length) retokenised++
        return { tokens: [...head, ...tail], start: head.length, advantage: reply.advantage }
      })
    })
    return { rows, retokenised }
  }
  const isEmpty = (row: Row) => row.tokens.length === row.start

  const update = (
    role: PolicyRole,
    groups: ReadonlyArray<TrainingGroup>,
    how: UpdateOptions,
    form: "clipped" | "reinforce"
  ): Effect.Effect<WeightUpdateReport, TrainerError> =>
    exclusive(
      Effect.gen(function* () {
        const seat = seatOf(role)
        const { rows, retokenised } = rowsOf(seat, groups)
        const all = rows.flat().map((row) => (form === "reinforce" ? { ...row, advantage: 1 } : row))
        const full = all.filter((row) => !isEmpty(row))
        if (full.length === 0) {
          return yield* Effect.fail(
            unusable(`${all.length} replies`, "at least one token of a reply is required", "Leave out the update.")
          )
        }
        const answer = yield* change(
          seat,
          "update",
          {
            rows: full,
            learningRate: how.learningRate,
            passes,
            gradientClip: how.gradientClip,
            watchKl: true,
            objective: {
              form,
              average: how.average === "token" ? "token-mean" : "row-sum",
              clip: how.clip,
              klWeight: how.kl,
              entropyWeight: how.entropy,
              temperature: how.temperature
            }
          },
          Updated
        )
        const { sha256: _, ...report } = answer
        return { ...report, retokenised, empty: all.length - full.length }
      })
    )

  const nest = <A>(groups: ReadonlyArray<ReadonlyArray<Row>>, values: ReadonlyArray<A>, none: A) => {
    let next = 0
    return groups.map((rows) => rows.map((row) => (isEmpty(row) ? none : (values[next++] ?? none))))
  }

  const checkpointPath = (digest: string) => join(checkpoints, `${digest}.checkpoint`)

  const trainer: WeightTrainer = {
    id: "weights@1",
    sharedWeights: shared,
    deterministic: device === "cpu",
    settings: {
      method,
      ...(method === "lora" ? { lora } : {}),
      adam: {
        beta1: optimiser.beta1,
        beta2: optimiser.beta2,
        epsilon: optimiser.epsilon,
        weightDecay: optimiser.weightDecay
      },
      precision,
      passes,
      microBatchTokens,
      seed,
      device,
      threads,
      bases: shared ? { both: digests.player } : digests
    },
    machine: { ...worker.machine, interpreter: worker.python },
    trainedParameters,
    policy: (role) => seatOf(role).model,
    updatePlayer: (groups, how) => update("player", groups, how, "clipped"),
    updateCoach: (groups, how) => update("coach", groups, how, "clipped"),
    imitate: (role, groups, how) => update(role, groups, how, "reinforce"),
    anchor: (role) => exclusive(Effect.asVoid(worker.request("anchor", { policy: seatOf(role).name }, Anything))),
    entropies: (groups, temperature) =>
      exclusive(
        Effect.gen(function* () {
          const seat = seatOf("player")
          const { rows } = rowsOf(seat, groups)
          const full = rows.flat().filter((row) => !isEmpty(row))
          const body = { policy: seat.name, rows: full, temperature, withReference: false }
          const scored = yield* worker.request("score", body, ScoredAlone)
          const means = scored.rows.map(
            ({ entropies }) => entropies.reduce((sum, one) => sum + one, 0) / entropies.length
          )
          return {
            values: nest(rows, means, 0),
            forwardTokens: full.reduce((sum, row) => sum + row.tokens.length, 0)
          }
        })
      ),
    scores: (role, groups, temperature) =>
      exclusive(
        Effect.gen(function* () {
          const seat = seatOf(role)
          const { rows } = rowsOf(seat, groups)
          const full = rows.flat().filter((row) => !isEmpty(row))
          const body = { policy: seat.name, rows: full, temperature, withReference: true }
          const scored = yield* worker.request("score", body, Scored)
          return nest<ReplyScore>(rows, scored.rows, {
            logProbabilities: [],
            entropies: [],
            referenceLogProbabilities: []
          })
        })
      ),
    logits: (role, tokens, from) =>
      exclusive(
        Effect.map(
          worker.request("logits", { policy: seatOf(role).name, rows: [{ tokens, start: from }] }, Logits),
          ({ rows }) => rows[0] ?? []
        )
      ),
    save: (role) =>
      exclusive(
        Effect.map(
          worker.request("save", { policy: seatOf(role).name, folder: checkpoints }, Saved),
          ({ sha256, bytes }): Checkpoint => ({ role, digest: sha256, bytes })
        )
      ),
    load: ({ role, digest }) =>
      exclusive(
        Effect.asVoid(change(seatOf(role), "restore", { path: checkpointPath(digest), sha256: digest }, Exported))
      ),
    prune: (keep) =>
      inFolder(folder, async () => {
        const kept = new Set(keep.map(({ digest }) => `${digest}.checkpoint`))
        const names = await readdir(checkpoints)
        await Promise.all(
          names.filter((name) => !kept.has(name)).map((name) => rm(join(checkpoints, name), { force: true }))
        )
      }),
    dispose: Effect.suspend(() => {
      if (isClosed) return Effect.void
      isClosed = true
      return Effect.andThen(
        Effect.forEach([...seats.values()], ({ scope }) => Scope.close(scope, Exit.void)),
        Scope.close(outer, Exit.void)
      )
    })
  }
  return trainer
})
