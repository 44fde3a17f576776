import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Budget } from "../budget/Budget.js"
import { type Price, priceOf } from "../budget/Price.js"
import type { Usage } from "../budget/Usage.js"
import { contentHash } from "../design/contentHash.js"
import { BudgetExhausted } from "../errors/BudgetExhausted.js"
import { LedgerError } from "../errors/LedgerError.js"
import { ModelError } from "../errors/ModelError.js"
import { RunLimitReached } from "../errors/RunLimitReached.js"
import type { CallFailed, CallSettled } from "../ledger/Event.js"
import type { LedgerWriter } from "../ledger/LedgerWriter.js"
import type { LanguageModel, ModelReply, ModelRequest } from "../model/LanguageModel.js"
import { BudgetMeter, type Need, type Reservation } from "./BudgetMeter.js"
import { promptRecord } from "./promptRecord.js"

/** A model of a study, by alias, with its price. */
export interface StudyModel {
  readonly alias: string
  readonly model: LanguageModel
  readonly price: Price | undefined
}

/** One call as an agent asks for it; its reply limit may shrink to what the budget has left. */
export interface CallPlan {
  /** Unique within the trial, `round.agent.turn`. */
  readonly call: string
  readonly agent: string
  readonly turn: string
  readonly model: StudyModel
  readonly request: ModelRequest
  /** Tells equal requests where the reply limit may differ between them. Absent: the digest of the request as it is sent. */
  readonly digest?: string
  /** Tells whether a reply could be read in the form that was asked for; recorded beside the reply. */
  readonly readable: (reply: ModelReply) => boolean
}

/** A call that the meter has promised to pay for. */
export interface ReservedCall {
  readonly plan: CallPlan
  readonly own: Reservation
  readonly ofRun: Reservation
}

const replyOf = (call: CallSettled): ModelReply => ({
  text: call.text,
  finish: call.finish,
  promptTokens: call.usage.promptTokens,
  sampledTokens: call.usage.sampledTokens,
  evaluatedTokens: call.usage.evaluatedTokens,
  ...(call.logProbability === undefined ? {} : { logProbability: call.logProbability })
})

/** What the ledger calls the trial that a call belongs to; a `Trial` of a design, or an iteration of a case. */
export interface MeteredTrial {
  readonly id: string
  readonly arm: { readonly slot: number }
  readonly task: { readonly id: string }
  readonly item: { readonly id: string }
  readonly seed: number
}

/**
 * The only caller of a language model: reserve → call → settle → append, for the calls of one trial.
 *
 * A call that the ledger already holds (`recorded`, by call id) is replayed instead of paid for twice; its request must be
 * the same. Failed attempts are recorded and repeated up to `retries` times when the error is retryable.
 */
export class TrialMeter {
  readonly budget: BudgetMeter
  private begin: number | undefined
  /** Room that is kept for recorded calls until they are asked for again. */
  private readonly held = new Map<string, Reservation>()

  constructor(
    private readonly trial: MeteredTrial,
    private readonly caps: Budget,
    private readonly run: BudgetMeter,
    private readonly ledger: LedgerWriter<CallSettled | CallFailed>,
    private readonly recorded: ReadonlyMap<string, CallSettled>,
    private readonly retries: number
  ) {
    this.budget = new BudgetMeter(caps)
  }

  /** Seconds that the trial may last, if there is an end. */
  get deadline(): number | undefined {
    return this.caps.seconds
  }

  /**
   * Keeps room for every recorded call of the trial until it is replayed.
   *
   * For systems whose calls come in no fixed order: a new call that happens to come first must not take what a recorded one
   * has already spent.
   */
  holdRecorded(priceOfModel: (alias: string) => Price | undefined): void {
    for (const [call, { model, usage }] of this.recorded) {
      const need = {
        promptTokens: usage.promptTokens ?? 0,
        maxTokens: usage.sampledTokens ?? 0,
        price: priceOfModel(model)
      }
      const room = this.budget.reserve(need)
      if (!("_tag" in room)) this.held.set(call, room)
    }
  }

  /** Charges the recorded calls that were not asked for again; call it when the system has ended. */
  chargeUnclaimed(): void {
    for (const [call, room] of this.held) {
      const known = this.recorded.get(call)
      if (known === undefined) continue
      this.budget.settle(room, known.usage)
      this.run.charge(known.usage)
    }
    this.held.clear()
  }

  /**
   * Reserves calls that are made side by side, in the trial's budget and in the run's limits.
   *
   * In place of a call comes {@link BudgetExhausted} when the trial cannot pay for it, or a ModelError `context-overflow` when
   * prompt and one token do not fit into the model's context; in place of all, {@link RunLimitReached} when the run cannot
   * pay for all that the trial can.
   */
  reserve(
    plans: ReadonlyArray<CallPlan>,
    closing = false
  ): ReadonlyArray<ReservedCall | BudgetExhausted | ModelError> | RunLimitReached {
    const needs = plans.map((plan) => needOf(plan))
    const own = this.reserveOwn(plans, needs, closing)
    const calls: Array<ReservedCall | BudgetExhausted | ModelError> = []
    let next = 0
    for (const [index, plan] of plans.entries()) {
      const need = needs[index]
      const reservation = need === undefined || "_tag" in need ? need : own[next++]
      if (reservation === undefined) throw new Error("every need gives a reservation")
      if ("_tag" in reservation) {
        calls.push(reservation)
        continue
      }
      const ofRun = this.run.reserve(reservation)
      if ("_tag" in ofRun || ofRun.maxTokens < reservation.maxTokens) {
        for (const call of calls) if (!("_tag" in call)) this.cancel(call)
        for (const one of own) if (!("_tag" in one)) this.budget.release(one)
        if (!("_tag" in ofRun)) this.run.release(ofRun)
        return new RunLimitReached({ usage: this.run.usage })
      }
      calls.push({ plan, own: reservation, ofRun })
    }
    return calls
  }

  /**
   * The reservations in the trial's own budget, one a need. Recorded calls get at least what they used: where their usual share
   * would be less, they take exactly that and the others share the rest.
   */
  private reserveOwn(
    plans: ReadonlyArray<CallPlan>,
    needs: ReadonlyArray<Need | ModelError>,
    closing: boolean
  ): ReadonlyArray<Reservation | BudgetExhausted> {
    for (const { call } of plans) this.unhold(call)
    const asked = plans.flatMap((plan, index) => {
      const need = needs[index]
      return need === undefined || !isNeed(need) ? [] : [{ need, used: this.recorded.get(plan.call)?.usage }]
    })
    const shared = this.budget.reserveAll(
      asked.map(({ need }) => need),
      closing
    )
    const short = shared.some((one, index) => {
      const used = asked[index]?.used
      return used !== undefined && ("_tag" in one || one.maxTokens < (used.sampledTokens ?? 0))
    })
    if (!short) return shared
    for (const one of shared) if (!("_tag" in one)) this.budget.release(one)
    const exact = asked.map(({ need, used }) =>
      used === undefined ? undefined : this.budget.reserve({ ...need, maxTokens: used.sampledTokens ?? 0 })
    )
    const rest = [...this.budget.reserveAll(asked.flatMap(({ need, used }) => (used === undefined ? [need] : [])))]
    return exact.flatMap((one) => one ?? rest.shift() ?? [])
  }

  private unhold(call: string): void {
    const room = this.held.get(call)
    if (room === undefined) return
    this.budget.release(room)
    this.held.delete(call)
  }

  /** Gives a reserved call back unsent. */
  cancel({ own, ofRun }: ReservedCall): void {
    this.budget.release(own)
    this.run.release(ofRun)
  }

  /**
   * Sends a reserved call, or replays it, and settles it in both budgets and in the ledger.
   *
   * At the trial's deadline the call is aborted and fails with {@link BudgetExhausted}; what it sampled until then is
   * unknown, and so is the trial's consumption from there on.
   */
  readonly send = ({
    plan,
    own,
    ofRun
  }: ReservedCall): Effect.Effect<ModelReply, ModelError | LedgerError | BudgetExhausted> => {
    const request: ModelRequest = { ...plan.request, maxTokens: own.maxTokens }
    const digest = plan.digest ?? contentHash({ model: plan.model.alias, ...request })
    const settle = (reply: ModelReply, usage: Usage): ModelReply => {
      this.budget.settle(own, usage)
      this.run.settle(ofRun, usage)
      return reply
    }
    const known = this.recorded.get(plan.call)
    if (known !== undefined) {
      return known.request === digest
        ? Effect.sync(() => settle(replyOf(known), known.usage))
        : Effect.fail(otherRequest(this.trial, plan))
    }
    return Effect.gen({ self: this }, function* () {
      const begin = yield* Clock.currentTimeMillis
      this.begin ??= begin
      const attempt = this.attempt(plan, request, 1)
      const deadline = this.caps.seconds
      const reply = yield* deadline === undefined
        ? attempt
        : Effect.timeoutOrElse(attempt, {
            duration: Math.max(0, this.begin + deadline * 1000 - begin),
            orElse: () => {
              settle(nothing, { ...unknownUsage, promptTokens: own.promptTokens })
              return Effect.fail(new BudgetExhausted({ dimension: "seconds", needed: 0, left: 0 }))
            }
          })
      const end = yield* Clock.currentTimeMillis
      const usage: Usage = {
        promptTokens: reply.promptTokens,
        sampledTokens: reply.sampledTokens,
        evaluatedTokens: reply.evaluatedTokens,
        calls: 1,
        seconds: (end - begin) / 1000,
        cost: priceOf(plan.model.price, reply.promptTokens, reply.sampledTokens)
      }
      yield* this.ledger.append({
        type: "call-settled",
        ...trialKey(this.trial),
        call: plan.call,
        agent: plan.agent,
        turn: plan.turn,
        model: plan.model.alias,
        request: digest,
        prompt: promptRecord(request.prompt),
        text: reply.text,
        finish: reply.finish,
        parsed: plan.readable(reply),
        usage,
        ...(reply.logProbability === undefined ? {} : { logProbability: reply.logProbability })
      })
      return settle(reply, usage)
    }).pipe(
      Effect.onExit((exit) =>
        Effect.sync(() => {
          if (exit._tag === "Failure") this.cancel({ plan, own, ofRun })
        })
      )
    )
  }

  /**
   * Vectors of texts, charged as prompt tokens and recorded like a call; on a resumed run they are computed again and not
   * recorded twice. `null` when the trial cannot pay for them.
   *
   * Errors: ModelError when the model has no embeddings, RunLimitReached when the run cannot pay.
   */
  embed(
    { alias, model, price }: StudyModel,
    agent: string,
    call: string,
    texts: ReadonlyArray<string>
  ): Effect.Effect<ReadonlyArray<ReadonlyArray<number>> | null, ModelError | LedgerError | RunLimitReached> {
    const { embed } = model
    if (embed === undefined) return Effect.fail(noEmbeddings(model))
    const promptTokens = texts.reduce((sum, text) => sum + model.countTokens({ kind: "text", text }), 0)
    const need: Need = { promptTokens, maxTokens: 1, price }
    const own = this.budget.reserve(need)
    if ("_tag" in own) return Effect.succeed(null)
    const ofRun = this.run.reserve(need)
    if ("_tag" in ofRun) {
      this.budget.release(own)
      return Effect.fail(new RunLimitReached({ usage: this.run.usage }))
    }
    const usage: Usage = {
      promptTokens,
      sampledTokens: 0,
      evaluatedTokens: promptTokens,
      calls: 1,
      seconds: null,
      cost: priceOf(price, promptTokens, 0)
    }
    const event: CallSettled = {
      type: "call-settled",
      ...trialKey(this.trial),
      call,
      agent,
      turn: "embed",
      model: alias,
      request: contentHash({ model: alias, texts }),
      prompt: texts.join("\n"),
      text: "",
      finish: "stop",
      parsed: true,
      usage
    }
    return embed(texts).pipe(
      Effect.tap(() => (this.recorded.has(call) ? Effect.void : this.ledger.append(event))),
      Effect.tap(() =>
        Effect.sync(() => {
          this.budget.settle(own, usage)
          this.run.settle(ofRun, usage)
        })
      ),
      Effect.onExit(() =>
        Effect.sync(() => {
          this.budget.release(own)
          this.run.release(ofRun)
        })
      )
    )
  }

  private attempt(
    plan: CallPlan,
    request: ModelRequest,
    attempt: number
  ): Effect.Effect<ModelReply, ModelError | LedgerError> {
    return plan.model.model.generate(request).pipe(
      Effect.catchTag("ModelError", (error) =>
        Effect.flatMap(
          this.ledger.append({
            type: "call-failed",
            ...trialKey(this.trial),
            call: plan.call,
            agent: plan.agent,
            model: plan.model.alias,
            attempt,
            error: error.message
          }),
          () =>
            error.retryable && attempt <= this.retries ? this.attempt(plan, request, attempt + 1) : Effect.fail(error)
        )
      )
    )
  }
}

const nothing: ModelReply = {
  text: "",
  finish: "length",
  promptTokens: null,
  sampledTokens: null,
  evaluatedTokens: null
}

const unknownUsage: Usage = {
  promptTokens: null,
  sampledTokens: null,
  evaluatedTokens: null,
  calls: 1,
  seconds: null,
  cost: null
}

/** The fields by which an event names its trial. */
export const trialKey = (trial: MeteredTrial) => ({
  trial: trial.id,
  slot: trial.arm.slot,
  task: trial.task.id,
  item: trial.item.id,
  seed: trial.seed
})

/** What a call may use at most; an overflow when its prompt does not fit into the model's context. */
const needOf = (plan: CallPlan): Need | ModelError => {
  const promptTokens = plan.model.model.countTokens(plan.request.prompt)
  const room = plan.model.model.identity.contextTokens - promptTokens
  return room < 1
    ? overflow(plan, promptTokens)
    : { promptTokens, maxTokens: Math.min(plan.request.maxTokens, room), price: plan.model.price }
}

const isNeed = (need: Need | ModelError): need is Need => !("_tag" in need)

const overflow = (plan: CallPlan, promptTokens: number): ModelError =>
  new ModelError({
    reason: "context-overflow",
    retryable: false,
    what: "Prompt",
    value: `${promptTokens} tokens (${plan.agent}, ${plan.turn})`,
    limit: `the model's context holds ${plan.model.model.identity.contextTokens} tokens, reply included`,
    advice: "Declare a window on the task, or pass shorter messages."
  })

const noEmbeddings = (model: LanguageModel): ModelError =>
  new ModelError({
    reason: "refused",
    retryable: false,
    what: "Recall by embedding",
    value: model.identity.id,
    limit: "needs a model that embeds texts",
    advice: "Use recall by bm25, or open the model with embeddings."
  })

const otherRequest = (trial: MeteredTrial, plan: CallPlan): LedgerError =>
  new LedgerError({
    reason: "mismatch",
    what: `Recorded call ${plan.call} of trial ${trial.id}`,
    value: "was made for another request",
    limit: "a resumed run must ask the same as the run that it continues",
    advice: "Resume with the package version that wrote the ledger."
  })
