import { createHash } from "node:crypto"
import * as Effect from "effect/Effect"
import { TrainerError } from "../../../errors/TrainerError.js"
import type { LanguageModel, ModelReply, ModelRequest, Prompt } from "../../../model/LanguageModel.js"
import { promptText } from "../../../model/promptText.js"
import { refusedCall } from "../../../model/refusedCall.js"
import { createStream } from "../../../stats/createStream.js"
import { mean } from "../../../stats/mean.js"
import { checkpointStore } from "../CheckpointStore.js"
import type { Checkpoint, PolicyRole, Trainer, TrainingGroup, UpdateOptions, UpdateReport } from "../Trainer.js"
import { armChances, coachArms, freshCoach } from "./coachEquations.js"
import {
  type AnswerChances,
  addDivergenceGradient,
  addEntropyGradient,
  addLogGradient,
  answerChances,
  answerDivergence,
  answerEntropy,
  type ClassIndex,
  freshPlayer
} from "./playerEquations.js"
import {
  findProblem,
  problemReader,
  problemText,
  type SimulatedProblem,
  type SimulatedWorld,
  simulatedTokens,
  standardWorld
} from "./SimulatedWorld.js"

/** Options of {@link simulatedLearner}. */
export interface SimulatedLearnerOptions {
  /** Seed of the world: its problems' offsets. */
  readonly seed: number
  /** Default {@link standardWorld}. */
  readonly world?: SimulatedWorld
  /** Where checkpoints outlive the process. Absent: they are kept in memory. */
  readonly folder?: string
}

/** Problems that the Coach draws from in each arm. */
const itemsOfArm = 400

/** A policy and the one that its KL terms are measured from. */
interface Weights {
  readonly now: ReadonlyArray<number>
  readonly reference: ReadonlyArray<number>
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex")

const refusal = (reason: TrainerError["reason"], what: string, value: string, limit: string, advice: string) =>
  new TrainerError({ reason, retryable: false, what, value, limit, advice })

const norm = (gradient: ReadonlyArray<number>): number =>
  Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0))

const stepped = (
  weights: Weights,
  gradient: ReadonlyArray<number>,
  { learningRate, gradientClip }: UpdateOptions
): Weights => {
  const scale = learningRate * Math.min(1, gradientClip / Math.max(norm(gradient), 1e-300))
  return { ...weights, now: weights.now.map((value, index) => value + scale * (gradient[index] ?? 0)) }
}

/** Token counts of prompts, which come back many times; as many as fit are remembered. */
const promptCounter = (): ((prompt: string) => number) => {
  const known = new Map<string, number>()
  return (prompt) => {
    const before = known.get(prompt)
    if (before !== undefined) return before
    if (known.size > 20_000) known.clear()
    const tokens = simulatedTokens(prompt)
    known.set(prompt, tokens)
    return tokens
  }
}

/** Reply of a Player: so much thinking, then the answer. */
const replyText = (tokens: number, answer: string): string => `{${Math.max(1, tokens - 1 - answer.length)}}A${answer}`

/**
 * The two policies of the simulated world as a trainer: every step is the exact policy gradient of that world, every text goes
 * through the ordinary runtime. A run of some thousand calls takes seconds.
 *
 * Unit: one token of thinking is one token; a problem's tokens grow with its level. Both policies have as many parameters as
 * the world says, for FLOPs only.
 * Assumes: equations and constants of docs/decisions/0004-simulated-learner.md. It stands in for no language model: what is
 * measured with it holds *in the simulated world*.
 * Errors: TrainerError `checkpoint`, `not-finite`, `unsupported` (a text of another world), `disposed`.
 *
 * @category cpmobius
 */
export const simulatedLearner = (options: SimulatedLearnerOptions): Trainer => {
  const { seed, folder } = options
  const world = options.world ?? standardWorld
  const store = checkpointStore(folder)
  const readProblem = problemReader(world, seed)
  const arms = coachArms(world)
  const places = new Map(arms.map(({ topic, level }, index) => [`${topic}.${level}`, index]))
  const countPrompt = promptCounter()
  let open = true
  const fresh = (start: ReadonlyArray<number>): Weights => ({ now: start, reference: start })
  const weights: Record<PolicyRole, Weights> = { coach: fresh(freshCoach(world)), player: fresh(freshPlayer(world)) }
  const models = new Map<PolicyRole, LanguageModel>()

  const identityOf = (role: PolicyRole, now: ReadonlyArray<number>): LanguageModel["identity"] => ({
    id: `simulated-${role}`,
    digest: `simulated-${role}@1:${sha256(JSON.stringify([world, seed, now])).slice(0, 16)}`,
    parameters: world.parameters,
    contextTokens: 4096,
    dialect: "compact",
    notice: "Simulated Coach and Player: results hold in the simulated world and for no language model."
  })

  const modelOf = (
    role: PolicyRole,
    speak: (prompt: string, request: ModelRequest) => string | undefined,
    now: ReadonlyArray<number>
  ): LanguageModel => ({
    identity: identityOf(role, now),
    abilities: { seed: true, abort: true, stop: false, logProbabilities: false, embeddings: false, exactTokens: true },
    countTokens: (prompt) => countPrompt(promptText(prompt)),
    generate: (request) =>
      Effect.suspend(() => {
        const prompt = promptText(request.prompt)
        const text = speak(prompt, request)
        if (text === undefined) {
          return Effect.fail(
            refusedCall(`simulated-${role}`, {
              value: prompt,
              limit: "requires a prompt of the simulated world",
              advice: "Give it the items that `simulatedItems` makes."
            })
          )
        }
        const sampled = simulatedTokens(text)
        const promptTokens = countPrompt(prompt)
        const cut = sampled > request.maxTokens
        const sampledTokens = cut ? request.maxTokens : sampled
        const reply: ModelReply = {
          text: cut ? `{${request.maxTokens}}` : text,
          finish: cut ? "length" : "stop",
          promptTokens,
          sampledTokens,
          evaluatedTokens: promptTokens + sampledTokens
        }
        return Effect.succeed(reply)
      })
  })

  /** Chances of one Player's answers, computed once a problem. */
  const chancesBy = (
    parameters: ReadonlyArray<number>
  ): ((problem: SimulatedProblem, temperature: number) => AnswerChances) => {
    const known = new Map<SimulatedProblem, { readonly temperature: number; readonly chances: AnswerChances }>()
    return (problem, temperature) => {
      const before = known.get(problem)
      if (before?.temperature === temperature) return before.chances
      const chances = answerChances(world, parameters, problem, temperature)
      known.set(problem, { temperature, chances })
      return chances
    }
  }

  const player = (now: ReadonlyArray<number>): LanguageModel => {
    const chancesOf = chancesBy(now)
    return modelOf(
      "player",
      (prompt, { seed: dice, temperature }) => {
        const text = findProblem(prompt)
        const problem = text === undefined ? undefined : readProblem(text)
        if (problem === undefined) return undefined
        const stream = createStream(dice)
        const [draw, other, length] = [stream.next(), stream.int(world.others), 0.8 + 0.4 * stream.next()]
        const { shares, logs } = chancesOf(problem, temperature === 0 ? 1 : temperature)
        const index = temperature === 0 ? logs.indexOf(Math.max(...logs)) : classAt(shares, draw)
        const right = index === 0 && problem.topic > 0
        const level = problem.topic === 0 ? 3 : problem.level
        const tokens = Math.round((20 + 10 * level) * (right ? 1 : 1 + world.wrongLonger) * length)
        if (index === 3) return replyText(tokens, "?")
        return replyText(tokens, String(problem.base + (index === 2 ? 2 + other : index)))
      },
      now
    )
  }

  const coach = (now: ReadonlyArray<number>): LanguageModel =>
    modelOf(
      "coach",
      (prompt, { seed: dice, temperature }) => {
        if (!prompt.startsWith("K")) return undefined
        const stream = createStream(dice)
        const shares = armChances(world, now, prompt, temperature === 0 ? 1 : temperature)
        const index = temperature === 0 ? shares.indexOf(Math.max(...shares)) : classAt(shares, stream.next())
        const arm = arms[index] ?? { topic: 0, level: 0 }
        return `Q${problemText({ ...arm, item: 1 + stream.int(itemsOfArm) })}`
      },
      now
    )

  const policy = (role: PolicyRole): LanguageModel => {
    const made = models.get(role) ?? (role === "coach" ? coach : player)(weights[role].now)
    models.set(role, made)
    return made
  }

  const change = (role: PolicyRole, next: Weights): void => {
    weights[role] = next
    models.delete(role)
  }

  /** Runs a change of weights; nothing is applied when a number is not finite. */
  const update = (
    role: PolicyRole,
    compute: () => { readonly next: Weights; readonly report: UpdateReport } | TrainerError
  ): Effect.Effect<UpdateReport, TrainerError> =>
    Effect.suspend(() => {
      if (!open) return Effect.fail(disposed())
      const result = compute()
      if (result instanceof TrainerError) return Effect.fail(result)
      const { next, report } = result
      if (![...next.now, report.loss].every(Number.isFinite)) {
        return Effect.fail(
          refusal("not-finite", "Update", role, "loss and weights must stay finite", "Lower the learning rate.")
        )
      }
      change(role, next)
      return Effect.succeed(report)
    })

  const tokensOf = (groups: ReadonlyArray<TrainingGroup>): number =>
    groups.reduce((sum, { prompt, replies }) => {
      const shown = simulatedTokens(promptText(prompt))
      return sum + replies.reduce((all, { text }) => all + shown + simulatedTokens(text), 0)
    }, 0)

  const passes = (tokens: number, { kl }: UpdateOptions) => ({
    forwardTokens: tokens * (kl > 0 ? 2 : 1),
    trainedTokens: tokens
  })

  const problemOf = (prompt: Prompt): SimulatedProblem | TrainerError => {
    const text = findProblem(promptText(prompt))
    const problem = text === undefined ? undefined : readProblem(text)
    return problem ?? foreign(promptText(prompt))
  }

  const updatePlayer = (groups: ReadonlyArray<TrainingGroup>, settings: UpdateOptions) =>
    update("player", () => {
      const { now, reference } = weights.player
      const { temperature, kl, entropy } = settings
      const gradient = new Array<number>(now.length).fill(0)
      const divergences: Array<number> = []
      const entropies: Array<number> = []
      const advantages: Array<number> = []
      for (const { prompt, replies } of groups) {
        const problem = problemOf(prompt)
        if (problem instanceof TrainerError) return problem
        const chances = answerChances(world, now, problem, temperature)
        const before = answerChances(world, reference, problem, temperature)
        for (const { text, advantage } of replies) {
          advantages.push(advantage)
          const scale = advantage / (groups.length * replies.length)
          if (advantage !== 0) addLogGradient(gradient, chances, { answer: classOf(text, problem), scale, temperature })
        }
        divergences.push(answerDivergence(chances, before))
        entropies.push(answerEntropy(chances))
        const scale = -1 / groups.length
        if (kl !== 0) addDivergenceGradient(gradient, { now: chances, before, scale: kl * scale, temperature })
        if (entropy !== 0) addEntropyGradient(gradient, chances, { scale: entropy * scale, temperature })
      }
      return {
        next: stepped(weights.player, gradient, settings),
        report: {
          loss: -mean(advantages) + kl * mean(divergences) + entropy * mean(entropies),
          kl: mean(divergences),
          entropy: mean(entropies),
          gradientNorm: norm(gradient),
          ...passes(tokensOf(groups), settings)
        }
      }
    })

  const reinforce = (groups: ReadonlyArray<TrainingGroup>, settings: UpdateOptions, imitating: boolean) =>
    update("coach", () => {
      const { now, reference } = weights.coach
      const { temperature, kl, entropy } = settings
      const gradient = new Array<number>(now.length).fill(0)
      const divergences: Array<number> = []
      const entropies: Array<number> = []
      const losses: Array<number> = []
      for (const { prompt, replies } of groups) {
        const shown = promptText(prompt)
        const chances = armChances(world, now, shown, temperature)
        const before = armChances(world, reference, shown, temperature)
        const divergence = chances.reduce((sum, p, index) => sum + p * Math.log(p / (before[index] ?? p)), 0)
        const uncertainty = -chances.reduce((sum, p) => sum + p * Math.log(p), 0)
        divergences.push(divergence)
        entropies.push(uncertainty)
        for (const { text, advantage } of replies) {
          const problem = readProblem(text.slice(1))
          if (problem === undefined) return foreign(text)
          const arm = places.get(`${problem.topic}.${problem.level}`)
          const weight = imitating ? 1 : advantage
          losses.push(imitating ? -Math.log(chances[arm ?? 0] ?? 1) : -weight)
          const scale = weight / (groups.length * replies.length * temperature)
          chances.forEach((p, index) => {
            gradient[index] = (gradient[index] ?? 0) + scale * ((index === arm ? 1 : 0) - p)
          })
        }
        const scale = -1 / (groups.length * temperature)
        chances.forEach((p, index) => {
          const drift = kl * p * (Math.log(p / (before[index] ?? p)) - divergence)
          const spread = -entropy * p * (Math.log(p) + uncertainty)
          gradient[index] = (gradient[index] ?? 0) + scale * (drift + spread)
        })
      }
      return {
        next: stepped(weights.coach, gradient, settings),
        report: {
          loss: mean(losses) + kl * mean(divergences) + entropy * mean(entropies),
          kl: mean(divergences),
          entropy: mean(entropies),
          gradientNorm: norm(gradient),
          ...(imitating ? { forwardTokens: 0, trainedTokens: tokensOf(groups) } : passes(tokensOf(groups), settings))
        }
      }
    })

  const stored = <A>(what: string, act: () => A): Effect.Effect<A, TrainerError> =>
    Effect.suspend(() =>
      open
        ? Effect.try({
            try: act,
            catch: (cause) =>
              cause instanceof TrainerError
                ? cause
                : refusal(
                    "checkpoint",
                    what,
                    cause instanceof Error ? cause.message : String(cause),
                    "checkpoints must be readable and writable",
                    "Free space or check the folder; the last checkpoint is intact."
                  )
          })
        : Effect.fail(disposed())
    )

  return {
    id: "simulated@1",
    sharedWeights: false,
    deterministic: true,
    settings: { world, seed },
    policy,
    updatePlayer,
    updateCoach: (groups, settings) => reinforce(groups, settings, false),
    imitate: (role, groups, settings) =>
      role === "coach"
        ? reinforce(groups, settings, true)
        : Effect.fail(
            refusal("unsupported", "Imitation", role, "the simulated Player has no warm-up", "Warm up the Coach.")
          ),
    anchor: (role) => Effect.sync(() => change(role, { ...weights[role], reference: weights[role].now })),
    entropies: (groups, temperature) =>
      Effect.suspend(() => {
        const values: Array<ReadonlyArray<number>> = []
        for (const { prompt, replies } of groups) {
          const problem = problemOf(prompt)
          if (problem instanceof TrainerError) return Effect.fail(problem)
          const { logs } = answerChances(world, weights.player.now, problem, temperature)
          values.push(replies.map(({ text }) => -logs[classOf(text, problem)]))
        }
        return Effect.succeed({ values, forwardTokens: tokensOf(groups) })
      }),
    save: (role) =>
      stored("Checkpoint", (): Checkpoint => {
        const text = JSON.stringify({ role, ...weights[role] })
        const digest = sha256(text)
        store.write(digest, text)
        return { role, digest, bytes: text.length }
      }),
    load: ({ role, digest }) =>
      stored("Checkpoint", () => {
        const text = store.read(digest)
        if (text === undefined || sha256(text) !== digest) {
          throw refusal(
            "checkpoint",
            "Checkpoint",
            digest,
            text === undefined ? "is not there" : "its bytes do not match its digest",
            "Resume from an earlier checkpoint."
          )
        }
        const saved: Weights = JSON.parse(text)
        change(role, { now: saved.now, reference: saved.reference })
      }),
    prune: (keep) => stored("Old checkpoints", () => store.keep(new Set(keep.map(({ digest }) => digest)))),
    expectedScores: (items) => {
      const chancesOf = chancesBy(weights.player.now)
      return items.map(({ question }) => {
        const problem = readProblem(question)
        return problem === undefined || problem.topic === 0 ? 0 : chancesOf(problem, 1).shares[0]
      })
    },
    dispose: Effect.sync(() => {
      open = false
    })
  }
}

const disposed = (): TrainerError => refusal("disposed", "Trainer", "simulated", "was closed", "Make a new one.")

const foreign = (text: string): TrainerError =>
  refusal("unsupported", "Text to learn from", text, "is not of the simulated world", "Give it the world's own items.")

/** The class in whose stretch of [0, 1) a draw falls. */
const classAt = (shares: ReadonlyArray<number>, draw: number): number => {
  let sum = 0
  for (const [index, share] of shares.entries()) {
    sum += share
    if (draw < sum) return index
  }
  return shares.length - 1
}

/** The class of a Player's reply; a cut one gave no answer. */
const classOf = (text: string, { base }: SimulatedProblem): ClassIndex => {
  const answer = /A(\d+)$/u.exec(text)?.[1]
  if (answer === undefined) return 3
  const offset = Number(answer) - base
  return offset === 0 ? 0 : offset === 1 ? 1 : 2
}
