import { createHash } from "node:crypto"
import * as Effect from "effect/Effect"
import { TrainerError } from "../../../errors/TrainerError.js"
import type { LanguageModel, Prompt } from "../../../model/LanguageModel.js"
import { checkpointStore } from "../CheckpointStore.js"
import type { Checkpoint, PolicyRole, Trainer, TrainingGroup, UpdateReport } from "../Trainer.js"

/** One thing remembered: a problem with an answer (Player), or a problem (Coach), and what it has earned. */
export interface Remembered {
  readonly problem: string
  /** The reply word for word; "" for the Coach. */
  readonly reply: string
  /** Advantage, fading with every later update. */
  readonly worth: number
}

/** Options of {@link inContextTrainer}. */
export interface InContextOptions {
  /** Not changed by training, and released by whoever made it. */
  readonly model: LanguageModel
  /** Most examples that the Player is shown. Default 4. */
  readonly examples?: number
  /** Most problems that the Coach is shown of each kind: that helped, and that did not. Default 4. */
  readonly lessons?: number
  /** What is left of a memory's worth after an update. Default 0.9. */
  readonly fading?: number
  /** Longest reply that is remembered, so that memories leave room in the context. Unit: characters; default 600. */
  readonly longest?: number
  /** Where memories outlive the process. Absent: in this process only. */
  readonly folder?: string
}

type Memory = ReadonlyArray<Remembered>

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex")

const failure = (reason: TrainerError["reason"], what: string, value: string, limit: string, advice: string) =>
  new TrainerError({ reason, retryable: false, what, value, limit, advice })

/** The last thing that the user said, which is the problem itself. */
const problemIn = (prompt: Prompt): string =>
  prompt.kind === "text" ? prompt.text : (prompt.messages.findLast(({ role }) => role === "user")?.content ?? "")

/** Solved problems before the question, as earlier turns of the conversation. */
const withExamples = (prompt: Prompt, memory: Memory): Prompt => {
  const shown = memory.filter(({ problem }) => problem !== problemIn(prompt))
  if (prompt.kind === "text") {
    return { kind: "text", text: `${shown.map(({ problem, reply }) => `${problem}${reply}`).join("")}${prompt.text}` }
  }
  const system = prompt.messages.filter(({ role }) => role === "system")
  const rest = prompt.messages.filter(({ role }) => role !== "system")
  const turns = shown.flatMap(({ problem, reply }) => [
    { role: "user" as const, content: problem },
    { role: "assistant" as const, content: reply }
  ])
  return { kind: "messages", messages: [...system, ...turns, ...rest] }
}

/** What earlier problems brought, behind the Coach's instruction. */
const withLessons = (prompt: Prompt, memory: Memory): Prompt => {
  const helped = memory.filter(({ worth }) => worth > 0).map(({ problem }) => problem)
  const harmed = memory.filter(({ worth }) => worth < 0).map(({ problem }) => problem)
  if (helped.length + harmed.length === 0) return prompt
  if (prompt.kind === "text") {
    const told = [...helped.map((one) => `Phelped ${one}`), ...harmed.map((one) => `Pnot ${one}`)]
    return { kind: "text", text: `${prompt.text}${told.join("")}` }
  }
  const part = (title: string, list: ReadonlyArray<string>): string =>
    list.length === 0 ? "" : `\n\n${title}\n${list.map((one) => `- ${one}`).join("\n")}`
  const told = `${part("Earlier problems after which the student improved:", helped)}${part("Earlier problems after which the student did not improve:", harmed)}\n\nWrite a new one that teaches as those that helped did.`
  const last = prompt.messages.findLastIndex(({ role }) => role === "user")
  return {
    kind: "messages",
    messages: prompt.messages.map((message, index) =>
      index === last ? { ...message, content: `${message.content}${told}` } : message
    )
  }
}

const shapes = { player: withExamples, coach: withLessons } as const

/**
 * Two policies that learn without a change of weights: each is one model behind a text memory that the rewards write. For
 * models that are only reached through an API. Inspired by CPMöbius; **not a replication of it**, and no gradient is taken.
 *
 * Player: of every problem whose answers differed in reward, the best-paid answer; the newest of them are shown before the next
 * question as solved examples. Coach: problems with the largest and the smallest rewards, said to have helped and not to have
 * helped. What memories add to prompts is counted, metered and charged like any other token.
 *
 * Unit: `forwardTokens` and `trainedTokens` are 0: an update calls no model. `kl`, `entropy` and `gradientNorm` are 0 because
 * there is no distribution to read them from; reports leave them out.
 * Assumes: the model can learn from examples in its context. Learning rates, clips and penalties have no effect.
 * Errors: TrainerError `checkpoint`, `disposed`, `unsupported` for a warm-up of the Player.
 *
 * @category cpmobius
 */
export const inContextTrainer = (options: InContextOptions): Trainer => {
  const { model, examples = 4, lessons = 4, fading = 0.9, longest = 600, folder } = options
  for (const [name, value] of Object.entries({ examples, lessons, longest })) {
    if (!(Number.isInteger(value) && value >= 0))
      throw new RangeError(`${name}: ${value}; requires a whole number of at least 0`)
  }
  if (!(fading >= 0 && fading <= 1)) throw new RangeError(`fading: ${fading}; requires a number from 0 to 1`)
  const store = checkpointStore(folder)
  const memories: Record<PolicyRole, Memory> = { coach: [], player: [] }
  let open = true

  const policy = (role: PolicyRole): LanguageModel => {
    const memory = memories[role]
    const shape = (prompt: Prompt): Prompt => shapes[role](prompt, memory)
    const { refuses, embed } = model
    return {
      identity: {
        ...model.identity,
        id: `${model.identity.id}:${role}`,
        digest:
          memory.length === 0 ? model.identity.digest : sha256(JSON.stringify([model.identity.digest, role, memory]))
      },
      abilities: model.abilities,
      countTokens: (prompt) => model.countTokens(shape(prompt)),
      generate: (request) => model.generate({ ...request, prompt: shape(request.prompt) }),
      ...(refuses === undefined ? {} : { refuses: (prompt: Prompt) => refuses(shape(prompt)) }),
      ...(embed === undefined ? {} : { embed })
    }
  }

  const guarded = <A>(act: () => A): Effect.Effect<A, TrainerError> =>
    Effect.suspend(() =>
      open
        ? Effect.sync(act)
        : Effect.fail(
            failure(
              "disposed",
              "In-context trainer",
              "closed",
              "requests are taken until it is closed",
              "Make a new one."
            )
          )
    )

  const report = (groups: ReadonlyArray<TrainingGroup>): UpdateReport => {
    const advantages = groups.flatMap(({ replies }) => replies.map(({ advantage }) => advantage))
    const sum = advantages.reduce((total, one) => total + one, 0)
    const loss = advantages.length === 0 ? 0 : -sum / advantages.length
    return { loss, kl: 0, entropy: 0, gradientNorm: 0, forwardTokens: 0, trainedTokens: 0 }
  }

  const faded = (memory: Memory): Memory => memory.map((one) => ({ ...one, worth: one.worth * fading }))

  const learnPlayer = (groups: ReadonlyArray<TrainingGroup>): void => {
    const fresh = groups.flatMap(({ prompt, replies }): Memory => {
      const best = [...replies].sort((a, b) => b.advantage - a.advantage)[0]
      if (best === undefined || best.advantage <= 0 || best.finish === "length" || best.text.length > longest) return []
      return [{ problem: problemIn(prompt), reply: best.text, worth: best.advantage }]
    })
    const kept = faded(memories.player).filter(({ problem }) => fresh.every((one) => one.problem !== problem))
    const most = [...fresh].sort((a, b) => b.worth - a.worth)
    memories.player = [...most, ...kept].slice(0, examples)
  }

  const learnCoach = (groups: ReadonlyArray<TrainingGroup>): void => {
    const fresh = groups.flatMap(({ replies }) =>
      replies
        .filter(({ text, advantage }) => advantage !== 0 && text.length <= longest)
        .map(({ text, advantage }): Remembered => ({ problem: text.trim(), reply: "", worth: advantage }))
    )
    const kept = faded(memories.coach).filter(({ problem }) => fresh.every((one) => one.problem !== problem))
    const all = [...fresh, ...kept]
    const first = (sign: number): Memory =>
      all
        .filter(({ worth }) => sign * worth > 0)
        .sort((a, b) => sign * (b.worth - a.worth))
        .slice(0, lessons)
    memories.coach = [...first(1), ...first(-1)]
  }

  const stored = <A>(value: string, act: () => A): Effect.Effect<A, TrainerError> =>
    Effect.flatMap(
      guarded(() => undefined),
      () =>
        Effect.try({
          try: act,
          catch: (cause) =>
            cause instanceof TrainerError
              ? cause
              : failure(
                  "checkpoint",
                  "Checkpoint of a memory",
                  value,
                  `must be readable and writable (${cause instanceof Error ? cause.message : String(cause)})`,
                  "Free space or check the folder; the last checkpoint is intact."
                )
        })
    )

  return {
    id: "in-context@1 (inspired by CPMöbius)",
    sharedWeights: false,
    deterministic: model.abilities.seed,
    settings: { model: model.identity.digest, examples, lessons, fading, longest },
    policy,
    updatePlayer: (groups) =>
      guarded(() => {
        learnPlayer(groups)
        return report(groups)
      }),
    updateCoach: (groups) =>
      guarded(() => {
        learnCoach(groups)
        return report(groups)
      }),
    imitate: (role, groups) =>
      role === "player"
        ? Effect.fail(failure("unsupported", "Warm-up", role, "only the Coach has one", "Set warmUp to null."))
        : guarded(() => {
            const shown = groups.flatMap(({ replies }) =>
              replies.map(({ text }): Remembered => ({ problem: text.trim(), reply: "", worth: 1 }))
            )
            memories.coach = [...shown, ...memories.coach].slice(0, lessons)
            return report([])
          }),
    anchor: () => Effect.void,
    save: (role) =>
      stored(role, (): Checkpoint => {
        const text = JSON.stringify({ role, memory: memories[role] })
        const digest = sha256(text)
        store.write(digest, text)
        return { role, digest, bytes: Buffer.byteLength(text) }
      }),
    load: ({ role, digest }) =>
      stored(digest, () => {
        const text = store.read(digest)
        if (text === undefined || sha256(text) !== digest) {
          throw failure(
            "checkpoint",
            "Checkpoint of a memory",
            digest,
            text === undefined ? "is not there" : "its bytes do not match its digest",
            "Resume from an earlier checkpoint."
          )
        }
        const saved: { readonly memory: Memory } = JSON.parse(text)
        memories[role] = saved.memory
      }),
    prune: (keep) => stored("old ones", () => store.keep(new Set(keep.map(({ digest }) => digest)))),
    dispose: Effect.sync(() => {
      open = false
    })
  }
}
