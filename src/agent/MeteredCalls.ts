import type { AgentSpec } from "../blueprint/AgentSpec.js"
import { contentHash } from "../design/contentHash.js"
import type { ModelReply, ModelRequest } from "../model/LanguageModel.js"
import { type ChatInput, promptFor } from "../model/promptFor.js"
import type { Conversation } from "./Conversation.js"
import type { CallOptions, MeteredModel } from "./MeteredModel.js"
import type { UserCode } from "./UserCode.js"

/** Reply limit of a call that names none, for an agent that declares none. */
const usualReply = 256

/** A call that waits for those made at the same time. */
interface Waiting {
  readonly position: number
  /** Of the request as it was asked for, before its seed is drawn and its reply limit shrinks. */
  readonly digest: string
  readonly request: Omit<ModelRequest, "seed">
  readonly resolve: (reply: ModelReply) => void
  readonly reject: (error: unknown) => void
}

/**
 * The calls of a foreign system in one trial.
 *
 * Calls made in the same turn of the event loop are reserved together. A call is named by agent, request and how many equal
 * ones the agent made before it: code that calls one agent after the other, and code that calls many at once, both find their
 * recorded calls again on resume, in whatever order they come.
 */
export class MeteredCalls {
  private waiting: Array<Waiting> = []
  private readonly asked = new Map<string, number>()

  constructor(
    private readonly conversation: Conversation,
    private readonly code: UserCode
  ) {}

  /** The model of one agent. */
  model(position: number, agent: AgentSpec, windows: ReadonlyArray<ReadonlyArray<string>>): MeteredModel {
    const { model } = this.conversation.modelOf(position)
    return {
      agent: agent.id,
      facts: windows.flat(),
      windows,
      identity: model.identity,
      abilities: model.abilities,
      countTokens: model.countTokens,
      chat: (input, options) => this.code.hand(this.call(position, agent, input, options))
    }
  }

  private async call(
    position: number,
    agent: AgentSpec,
    input: ChatInput,
    { maxTokens, stop, schema, signal }: CallOptions = {}
  ): Promise<ModelReply> {
    signal?.throwIfAborted()
    const request = {
      prompt: promptFor(this.conversation.modelOf(position).model.identity, input),
      maxTokens: Math.min(maxTokens ?? usualReply, agent.replyTokens ?? Number.POSITIVE_INFINITY),
      temperature: agent.temperature,
      stop: stop ?? [],
      ...(schema === undefined ? {} : { schema })
    }
    this.check(position, agent, request)
    const digest = contentHash({ agent: agent.id, ...request })
    const reply = new Promise<ModelReply>((resolve, reject) => {
      this.waiting.push({ position, digest, request, resolve, reject })
      if (this.waiting.length === 1) setImmediate(() => this.flush())
    })
    return signal === undefined ? reply : unlessAborted(reply, signal)
  }

  /** Throws for what no model could serve. */
  private check(position: number, agent: AgentSpec, request: Omit<ModelRequest, "seed">): void {
    const { model } = this.conversation.modelOf(position)
    const refuse = (value: string, limit: string, advice: string): void => {
      throw this.code.fault(`agent ${agent.id} asked for ${value}`, limit, advice)
    }
    if (!(Number.isInteger(request.maxTokens) && request.maxTokens >= 1)) {
      refuse(`${request.maxTokens} tokens`, "requires a whole number of at least 1", "Correct `maxTokens`.")
    }
    if (request.schema !== undefined && model.abilities.grammar !== true) {
      refuse(
        "a JSON schema",
        `the model ${model.identity.id} cannot be held to one`,
        "Ask in words, or use another model."
      )
    }
    const unreadable = model.refuses?.(request.prompt)
    if (unreadable !== undefined) {
      refuse(
        unreadable,
        `the model ${model.identity.id} cannot read it`,
        "Write the prompt in characters that it knows."
      )
    }
  }

  private flush(): void {
    const batch = this.waiting.sort(
      (a, b) => a.position - b.position || (a.digest < b.digest ? -1 : a.digest > b.digest ? 1 : 0)
    )
    this.waiting = []
    const { closed } = this.code
    if (closed !== undefined) {
      for (const { reject } of batch) reject(closed)
      return
    }
    const reserved = this.conversation.reserveOwn(
      batch.map(({ position, digest, request }) => {
        const key = `${position}#${digest}`
        const number = this.asked.get(key) ?? 0
        this.asked.set(key, number + 1)
        return { agent: position, call: `${key}#${number}`, digest, request }
      })
    )
    if ("_tag" in reserved) {
      const stop = this.code.halt(reserved)
      for (const { reject } of batch) reject(stop)
      return
    }
    for (const [index, { resolve, reject }] of batch.entries()) {
      const call = reserved[index]
      if (call === undefined) reject(new Error("every call is decided on"))
      else if ("send" in call) this.code.carry(call.send).then(resolve, reject)
      else reject(this.code.refuse(call))
    }
  }
}

/** The same promise, given up when the signal says so. */
const unlessAborted = <A>(promise: Promise<A>, signal: AbortSignal): Promise<A> =>
  new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason)
    signal.addEventListener("abort", giveUp, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", giveUp))
  })
