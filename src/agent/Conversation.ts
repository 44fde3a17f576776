import * as Effect from "effect/Effect"
import type { AgentSpec, Tool } from "../blueprint/AgentSpec.js"
import type { Blueprint } from "../blueprint/Blueprint.js"
import type { BudgetExhausted } from "../errors/BudgetExhausted.js"
import type { LedgerError } from "../errors/LedgerError.js"
import type { ModelError } from "../errors/ModelError.js"
import type { RunLimitReached } from "../errors/RunLimitReached.js"
import type { SystemError } from "../errors/SystemError.js"
import type { CallPlan, ReservedCall, StudyModel, TrialMeter } from "../meter/TrialMeter.js"
import type { ModelReply, ModelRequest } from "../model/LanguageModel.js"
import { createStream } from "../stats/createStream.js"
import type { Shown, Wording } from "./Dialect.js"
import { dialectOf } from "./dialectOf.js"
import type { Message, Reading, Turn } from "./Turn.js"
import { calculator } from "./tools/calculator.js"
import { javascript } from "./tools/javascript.js"
import { retrieval } from "./tools/retrieval.js"

/** Tool calls that one turn may make. */
const mostToolCalls = 3

/** What makes a trial stop without a score. */
export type Stop = ModelError | LedgerError | RunLimitReached | SystemError

/** What refuses one call and is no reason to stop the trial: it is the system's own doing. */
export type Refusal = BudgetExhausted | ModelError

/** A call in a foreign system's own words. */
export interface OwnCall {
  /** Position of the agent in the blueprint. */
  readonly agent: number
  /** Unique within the trial. */
  readonly call: string
  /** Tells equal requests; on resume a recorded call is only replayed for an equal one. */
  readonly digest: string
  readonly request: Omit<ModelRequest, "seed">
}

/** One agent's turn, as a protocol asks for it. */
export interface Ask {
  /** Position of the agent in the blueprint. */
  readonly agent: number
  readonly round: number
  readonly turn: Turn
  /** Spends what was held back for the closing step. */
  readonly closing?: boolean
}

/** A turn that was taken: what was said and what was read out of it. */
export interface Said {
  readonly message: Message
  readonly reading: Reading
}

/**
 * The turns of one trial: renders them in each model's dialect, has them paid for by the meter, and reads the replies.
 *
 * A turn that the budget or the model's context cannot carry is not taken: it comes back as `null`, and the trial is marked
 * as cut. An outage fails, after the turns asked for at the same time have been settled, so that nothing paid is lost.
 */
export class Conversation {
  private taken = 0
  private readable = 0
  private cut = false
  private turns = 0

  constructor(
    private readonly blueprint: Blueprint,
    private readonly models: ReadonlyMap<string, StudyModel>,
    private readonly instruction: string | undefined,
    private readonly meter: TrialMeter,
    private readonly seedOf: (call: string) => number
  ) {}

  /** Calls whose reply could be read in the form asked for. */
  get parsedCalls(): number {
    return this.readable
  }

  get calls(): number {
    return this.taken
  }

  /** A reply was cut by its limit, or a turn could not be taken. */
  get cutOff(): boolean {
    return this.cut
  }

  /** Takes one turn. */
  ask(ask: Ask): Effect.Effect<Said | null, Stop> {
    return Effect.map(this.askAll([ask]), ([said]) => said ?? null)
  }

  /**
   * Takes several turns at once. All are reserved before the first is sent, and near the end of the budget their reply limits
   * shrink alike: what an agent gets never depends on how fast another one was. An agent that calls a tool is asked again with
   * the result.
   */
  askAll(asks: ReadonlyArray<Ask>, toolCalls = 0): Effect.Effect<ReadonlyArray<Said | null>, Stop> {
    return Effect.flatMap(this.takeAll(asks), (said) => {
      const again = said.flatMap((one, index) => {
        const ask = asks[index]
        return one?.reading.toolCall === undefined || ask === undefined ? [] : [{ index, ask, ...one.reading.toolCall }]
      })
      if (again.length === 0) return Effect.succeed(said)
      // Without a further call the turn ends without an answer, as it would have at the end of the budget.
      if (toolCalls >= mostToolCalls) return Effect.succeed(said)
      const used = Effect.forEach(
        again,
        ({ ask, tool, input }) =>
          Effect.map(this.use(tool, input, ask.turn), (output): Ask => {
            const results = [...(ask.turn.results ?? []), { tool, input, output }]
            return { ...ask, turn: { ...ask.turn, results } }
          }),
        { concurrency: "unbounded" }
      )
      const next = Effect.flatMap(used, (asks) => this.askAll(asks, toolCalls + 1))
      return Effect.map(next, (later) =>
        said.map((one, index) => {
          const place = again.findIndex((call) => call.index === index)
          return place < 0 ? one : (later[place] ?? null)
        })
      )
    })
  }

  /** Holds back what a closing turn will need, judged by a stand-in for it. */
  holdBack(ask: Ask): void {
    const plan = this.plan(ask)
    this.turns--
    this.meter.budget.holdBack({
      promptTokens: plan.model.model.countTokens(plan.request.prompt),
      maxTokens: plan.request.maxTokens,
      price: plan.model.price
    })
  }

  /**
   * Reserves calls in a foreign system's own words, all of them before the first is sent. In place of a call that cannot be
   * sent comes the reason, and the trial is marked as cut; in place of all, that the run may spend no more.
   */
  reserveOwn(
    calls: ReadonlyArray<OwnCall>
  ): ReadonlyArray<{ readonly send: Effect.Effect<ModelReply, Stop | Refusal> } | Refusal> | RunLimitReached {
    const reserved = this.meter.reserve(
      calls.map(({ agent, call, digest, request }) => ({
        call,
        agent: this.agent(agent).id,
        turn: "chat",
        model: this.modelOf(agent),
        request: { ...request, seed: this.seedOf(call) },
        digest,
        readable: ({ finish }) => finish === "stop"
      }))
    )
    if ("_tag" in reserved) return reserved
    return reserved.map((call) => {
      if ("_tag" in call) {
        this.cut = true
        return call
      }
      const send = Effect.onExit(this.meter.send(call), (exit) =>
        Effect.sync(() => {
          if (exit._tag === "Failure" || exit.value.finish === "length") this.cut = true
          if (exit._tag === "Failure") return
          this.taken++
          if (exit.value.finish === "stop") this.readable++
        })
      )
      return { send }
    })
  }

  /** Keeps room for the recorded calls of the trial, for code whose calls come in no fixed order. */
  holdRecorded(): void {
    this.meter.holdRecorded((alias) => this.model(alias).price)
  }

  /** Charges the recorded calls that nobody asked for again: they were paid for. */
  chargeUnclaimed(): void {
    this.meter.chargeUnclaimed()
  }

  /** Marks the trial as cut. */
  markCut(): void {
    this.cut = true
  }

  /** Seconds that the trial may last. */
  get deadline(): number | undefined {
    return this.meter.deadline
  }

  /** Seed of something in the trial that is no call. */
  seedFor(purpose: string): number {
    return this.seedOf(purpose)
  }

  /** The model of an agent. */
  modelOf(position: number): StudyModel {
    return this.model(this.agent(position).model)
  }

  /** Tokens of a text, as the model of an agent counts them. */
  countTokens(position: number, text: string): number {
    return this.model(this.agent(position).model).model.countTokens({ kind: "text", text })
  }

  /** A message as one text, in the form in which messages are shown. */
  show(message: Message): string {
    return this.shown === "full" ? message.text : (message.answer ?? "")
  }

  /** Messages in the order in which a prompt shows them; `key` names the prompt, so that every one is shuffled anew. */
  arrange(messages: ReadonlyArray<Message>, key: string): ReadonlyArray<Message> {
    return this.blueprint.order === "shuffled" ? createStream(this.seedOf(`order ${key}`)).shuffle(messages) : messages
  }

  /** What is passed on of a verifier's judgement. */
  verdict(reading: Reading): string {
    const compact = [...this.models.values()].every(({ model }) => model.identity.dialect === "compact")
    if (compact) return reading.accepted === true ? "y" : "n"
    return `Verdict: ${reading.accepted === true ? "right" : "wrong"}`
  }

  /**
   * Vectors of texts, paid for as prompt tokens of the agent's model; `null`, and the trial marked as cut, when the budget
   * cannot carry them.
   */
  embed(
    position: number,
    texts: ReadonlyArray<string>
  ): Effect.Effect<ReadonlyArray<ReadonlyArray<number>> | null, Stop> {
    const agent = this.agent(position)
    const call = `embed.${position}.${this.turns++}`
    return Effect.map(this.meter.embed(this.model(agent.model), agent.id, call, texts), (vectors) => {
      if (vectors === null) {
        this.cut = true
        return null
      }
      this.taken++
      this.readable++
      return vectors
    })
  }

  private get shown(): Shown {
    if (this.blueprint.mechanism === "answer-only") return "conclusion"
    return typeof this.blueprint.message === "string" ? this.blueprint.message : "full"
  }

  private get wording(): Wording {
    return {
      shown: this.shown,
      anonymous: this.blueprint.anonymous === true || this.blueprint.mechanism === "blackboard",
      variant: this.blueprint.promptVariant ?? 0,
      instruction: this.instruction
    }
  }

  private agent(position: number): AgentSpec {
    const agent = this.blueprint.agents[position]
    if (agent === undefined) throw new Error(`blueprint ${this.blueprint.id} has no agent ${position}`)
    return agent
  }

  private model(alias: string): StudyModel {
    const model = this.models.get(alias)
    if (model === undefined) throw new Error(`no model is known under the alias ${alias}`)
    return model
  }

  /** The turn with what the blueprint adds to every turn of the agent. */
  private complete(turn: Turn, agent: AgentSpec): Turn {
    const { message, aggregation, mechanism } = this.blueprint
    const confident = message === "confidence" || aggregation.kind === "confidence"
    return {
      ...turn,
      // Facts that a tool looks up are not in the prompt as well.
      ...(agent.tools?.includes("retrieval") === true ? { facts: [] } : {}),
      ...(agent.persona === undefined ? {} : { persona: agent.persona }),
      ...(agent.tools === undefined ? {} : { tools: agent.tools }),
      ...(confident ? { wantsConfidence: true as const } : {}),
      ...(mechanism === "structured" ? { structured: true as const } : {})
    }
  }

  /** What a tool gives back. It costs no tokens; its text does, in the next prompt. */
  private use(tool: Tool, input: string, turn: Turn): Effect.Effect<string> {
    switch (tool) {
      case "calculator":
        return Effect.succeed(calculator(input))
      case "retrieval":
        return Effect.succeed(retrieval(input, turn.facts))
      case "javascript":
        // Preflight has made sure that there is a sandbox.
        return Effect.orDie(javascript(input))
    }
  }

  private plan({ agent: position, round, turn: bare }: Ask): CallPlan {
    const agent = this.agent(position)
    const model = this.model(agent.model)
    const dialect = dialectOf(model.model.identity.dialect)
    const turn = this.complete(bare, agent)
    const call = `${round}.${position}.${this.turns++}`
    const maxTokens = Math.min(agent.replyTokens ?? Number.POSITIVE_INFINITY, dialect.replyTokens(turn))
    const held = turn.structured === true && model.model.abilities.grammar === true
    const schema = held ? dialect.schema(turn, maxTokens) : undefined
    return {
      call,
      agent: agent.id,
      turn: turn.kind,
      model,
      request: {
        prompt: dialect.prompt(turn, this.wording),
        maxTokens,
        temperature: agent.temperature,
        seed: this.seedOf(call),
        stop: dialect.stop,
        ...(schema === undefined ? {} : { schema })
      },
      readable: (reply) => reply.finish === "stop" && dialect.read(turn, reply.text).parsed
    }
  }

  private takeAll(asks: ReadonlyArray<Ask>): Effect.Effect<ReadonlyArray<Said | null>, Stop> {
    return Effect.suspend(() => {
      const reserved = this.meter.reserve(
        asks.map((ask) => this.plan(ask)),
        asks.some((ask) => ask.closing === true)
      )
      if ("_tag" in reserved) return Effect.fail<Stop>(reserved)
      const turns = asks.map((ask, index) => {
        const call = reserved[index]
        if (call !== undefined && !("_tag" in call)) return settledLater(this.take(ask, call))
        this.cut = true
        return Effect.succeed(Effect.succeed<Said | null>(null))
      })
      return Effect.flatMap(Effect.all(turns, { concurrency: "unbounded" }), (exits) => Effect.all(exits))
    })
  }

  private take({ agent: position, turn }: Ask, call: ReservedCall): Effect.Effect<Said | null, Stop> {
    return this.meter.send(call).pipe(
      Effect.map((reply): Said => {
        const agent = this.agent(position)
        const dialect = dialectOf(call.plan.model.model.identity.dialect)
        const whole = dialect.read(this.complete(turn, agent), reply.text)
        const wasCut = reply.finish === "length"
        // A cut reply may look like an answer whose end is missing: it is not read.
        const { toolCall: _, ...rest } = whole
        const reading: Reading = wasCut ? { ...rest, parsed: false, answer: null, accepted: false } : whole
        this.taken++
        if (reading.parsed) this.readable++
        if (wasCut) this.cut = true
        const { answer, confidence } = reading
        return {
          message: { agent: agent.id, text: reply.text, answer, ...(confidence === undefined ? {} : { confidence }) },
          reading
        }
      }),
      Effect.catch((error) => {
        if (!isRefusal(error)) return Effect.fail(error)
        this.cut = true
        return Effect.succeed(null)
      })
    )
  }
}

/** The system's own doing and no outage: nothing is left, or a model without a tokenizer found its context too small. */
export const isRefusal = (error: Stop | Refusal): error is Refusal =>
  error._tag === "BudgetExhausted" || (error._tag === "ModelError" && error.reason === "context-overflow")

/** Runs an effect to its end and hands the outcome on, so that a failing one does not interrupt those beside it. */
const settledLater = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<Effect.Effect<A, E>> =>
  Effect.match(effect, {
    onFailure: (error): Effect.Effect<A, E> => Effect.fail(error),
    onSuccess: (value): Effect.Effect<A, E> => Effect.succeed(value)
  })
