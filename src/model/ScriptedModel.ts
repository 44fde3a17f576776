import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { ModelError } from "../errors/ModelError.js"
import { contextOverflow } from "./contextOverflow.js"
import type { LanguageModel, ModelReply, ModelRequest } from "./LanguageModel.js"
import { countCharacters, limitReply } from "./limitReply.js"
import { promptText } from "./promptText.js"

/** What a scripted model does on one call: says a text, gives a whole reply (fields left out are worked out), or fails. */
export type ScriptedReply = string | (Partial<ModelReply> & { readonly text: string }) | ModelError

/** Options of {@link scriptedModel}. */
export interface ScriptedModelOptions {
  /** A queue, taken from in the order of the calls; or a function of the request and the number of calls before it. */
  readonly replies: ReadonlyArray<ScriptedReply> | ((request: ModelRequest, index: number) => ScriptedReply)
  /** Default `scripted`. */
  readonly id?: string
  /** Default `<id>@1`. */
  readonly digest?: string
  /** Tokens of prompt and reply together; default 1,000,000. */
  readonly contextTokens?: number
  /** Default `chat`. */
  readonly dialect?: "compact" | "chat"
  readonly notice?: string
  /** Tokens of a text; default one a character. Must not fall when a text grows. */
  readonly countTokens?: (text: string) => number
  /** `false` declares `countTokens` an upper bound. Default `true`. */
  readonly exactTokens?: boolean
  /** `true` declares that replies are held to a schema; the script has to keep to it. Default `false`. */
  readonly grammar?: boolean
  /** Time every call takes, on Effect's clock; default none. */
  readonly latency?: Duration.Input
}

/** A model whose replies are written down, with a record of what it was asked. */
export interface ScriptedModel extends LanguageModel {
  /** Every request, in the order of arrival; those that failed as well. */
  readonly calls: ReadonlyArray<ModelRequest>
  /** Calls that are under way now. */
  readonly inFlight: number
  /** The most calls that were ever under way at once. */
  readonly mostInFlight: number
}

const exhausted = (id: string, replies: number) =>
  new ModelError({
    reason: "exhausted",
    retryable: false,
    what: `Scripted model ${id}`,
    value: `call ${replies + 1}`,
    limit: `the script has ${replies} replies`,
    advice: "Give it more replies, or a function of the request."
  })

/**
 * A model for tests: says what it is told to, records what it is asked, and fails when the script is at its end.
 *
 * It keeps to the contract of a real one: it cuts replies before stop strings and at `maxTokens` (finish `length`), and
 * refuses prompts that overflow its context without taking a reply from the queue. Messages count as their contents, one
 * line each. Fields that a scripted reply sets are given out as they are, so that unknown usage (`null`) or usage beyond
 * the limit can be played too.
 * Errors: ModelError `exhausted`, `context-overflow`, and whatever the script holds.
 *
 * @example
 * const model = scriptedModel({ replies: ["yes", "no"] })
 * const prompt = { kind: "text", text: "Is it so?" } as const
 * const reply = await Effect.runPromise(model.generate({ prompt, maxTokens: 2, temperature: 0, seed: 1, stop: [] }))
 * reply // { text: "ye", finish: "length", promptTokens: 9, sampledTokens: 2, evaluatedTokens: 11 }
 * model.calls.length // 1
 *
 * @category testing
 */
export const scriptedModel = (options: ScriptedModelOptions): ScriptedModel => {
  const { replies } = options
  const id = options.id ?? "scripted"
  const contextTokens = options.contextTokens ?? 1_000_000
  const countTokens = options.countTokens ?? countCharacters
  const calls: Array<ModelRequest> = []
  let taken = 0
  let inFlight = 0
  let mostInFlight = 0

  const next = (request: ModelRequest): ScriptedReply => {
    const index = taken++
    if (typeof replies === "function") return replies(request, index)
    return replies[index] ?? exhausted(id, replies.length)
  }

  const generate = (request: ModelRequest): Effect.Effect<ModelReply, ModelError> =>
    Effect.suspend(() => {
      calls.push(request)
      const promptTokens = countTokens(promptText(request.prompt))
      const room = contextTokens - promptTokens
      if (room < 1) return Effect.fail(contextOverflow(id, promptTokens, contextTokens))
      inFlight++
      mostInFlight = Math.max(mostInFlight, inFlight)
      const scripted = next(request)
      const answer = Effect.suspend(() => {
        if (scripted instanceof ModelError) return Effect.fail(scripted)
        const fields = typeof scripted === "string" ? { text: scripted } : scripted
        const maxTokens = Math.min(request.maxTokens, room)
        const limited = limitReply(fields.text, { maxTokens, stop: request.stop }, countTokens)
        const evaluatedTokens = promptTokens + limited.sampledTokens
        return Effect.succeed({ promptTokens, evaluatedTokens, ...fields, ...limited, ...overrides(fields) })
      })
      const timed = options.latency === undefined ? answer : Effect.andThen(Effect.sleep(options.latency), answer)
      return Effect.ensuring(
        timed,
        Effect.sync(() => {
          inFlight--
        })
      )
    })

  return {
    identity: {
      id,
      digest: options.digest ?? `${id}@1`,
      parameters: null,
      contextTokens,
      dialect: options.dialect ?? "chat",
      ...(options.notice === undefined ? {} : { notice: options.notice })
    },
    abilities: {
      // A queue answers in the order of the calls, whatever their seeds.
      seed: typeof replies === "function",
      abort: true,
      stop: true,
      logProbabilities: false,
      embeddings: false,
      grammar: options.grammar === true,
      exactTokens: options.exactTokens ?? true
    },
    countTokens: (prompt) => countTokens(promptText(prompt)),
    generate,
    calls,
    get inFlight() {
      return inFlight
    },
    get mostInFlight() {
      return mostInFlight
    }
  }
}

const overrides = (fields: Partial<ModelReply>) => ({
  ...(fields.finish === undefined ? {} : { finish: fields.finish }),
  ...(fields.sampledTokens === undefined ? {} : { sampledTokens: fields.sampledTokens })
})
