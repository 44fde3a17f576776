import * as Effect from "effect/Effect"
import type { AgentSpec } from "../blueprint/AgentSpec.js"
import type { Blueprint } from "../blueprint/Blueprint.js"
import type { LedgerError } from "../errors/LedgerError.js"
import type { ModelError } from "../errors/ModelError.js"
import type { RunLimitReached } from "../errors/RunLimitReached.js"
import type { CallPlan, ReservedCall, StudyModel, TrialMeter } from "../meter/TrialMeter.js"
import { dialectOf } from "./dialectOf.js"
import type { Message, Reading, Turn } from "./Turn.js"

/** What makes a trial stop without a score. */
export type Stop = ModelError | LedgerError | RunLimitReached

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
   * shrink alike: what an agent gets never depends on how fast another one was.
   */
  askAll(asks: ReadonlyArray<Ask>): Effect.Effect<ReadonlyArray<Said | null>, Stop> {
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

  /** Holds back what a closing turn will need, judged by a stand-in for it. */
  holdBack(ask: Ask): void {
    const plan = this.plan(ask)
    this.turns--
    this.meter.budget.holdBack({
      promptTokens: plan.model.model.countTokens(plan.prompt),
      maxTokens: plan.maxTokens,
      price: plan.model.price
    })
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

  private plan({ agent: position, round, turn }: Ask): CallPlan {
    const agent = this.agent(position)
    const model = this.model(agent.model)
    const dialect = dialectOf(model.model.identity.dialect)
    const call = `${round}.${position}.${this.turns++}`
    return {
      call,
      agent: agent.id,
      turn: turn.kind,
      model,
      prompt: dialect.prompt(turn, this.blueprint.message, this.instruction),
      maxTokens: agent.replyTokens ?? dialect.replyTokens(turn.kind),
      temperature: agent.temperature,
      seed: this.seedOf(call),
      stop: dialect.stop,
      readable: (reply) => reply.finish === "stop" && dialect.read(turn, reply.text).parsed
    }
  }

  private take({ agent: position, turn }: Ask, call: ReservedCall): Effect.Effect<Said | null, Stop> {
    return this.meter.send(call).pipe(
      Effect.map((reply): Said => {
        const whole = dialectOf(call.plan.model.model.identity.dialect).read(turn, reply.text)
        const wasCut = reply.finish === "length"
        // A cut reply may look like an answer whose end is missing: it is not read.
        const reading: Reading = wasCut ? { ...whole, parsed: false, answer: null, accepted: false } : whole
        this.taken++
        if (reading.parsed) this.readable++
        if (wasCut) this.cut = true
        return {
          message: { agent: this.agent(position).id, text: reply.text, answer: reading.answer },
          reading
        }
      }),
      Effect.catch((error) => {
        if (error._tag !== "BudgetExhausted" && !isOverflow(error)) return Effect.fail(error)
        this.cut = true
        return Effect.succeed(null)
      })
    )
  }
}

/** The system's own doing and no outage: a model without a tokenizer found its context too small. */
const isOverflow = (error: Stop): boolean => error._tag === "ModelError" && error.reason === "context-overflow"

/** Runs an effect to its end and hands the outcome on, so that a failing one does not interrupt those beside it. */
const settledLater = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<Effect.Effect<A, E>> =>
  Effect.match(effect, {
    onFailure: (error): Effect.Effect<A, E> => Effect.fail(error),
    onSuccess: (value): Effect.Effect<A, E> => Effect.succeed(value)
  })
