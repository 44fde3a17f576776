import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import { dialectOf } from "../../agent/dialectOf.js"
import type { Turn } from "../../agent/Turn.js"
import type { BudgetExhausted } from "../../errors/BudgetExhausted.js"
import type { LedgerError } from "../../errors/LedgerError.js"
import type { ModelError } from "../../errors/ModelError.js"
import type { RunLimitReached } from "../../errors/RunLimitReached.js"
import type { CallFailed, CallSettled } from "../../ledger/Event.js"
import type { LedgerWriter } from "../../ledger/LedgerWriter.js"
import type { BudgetMeter } from "../../meter/BudgetMeter.js"
import { type CallPlan, TrialMeter } from "../../meter/TrialMeter.js"
import type { LanguageModel, ModelReply, Prompt } from "../../model/LanguageModel.js"
import type { Item } from "../../task/Item.js"
import { boxed } from "../../task/math/cleanMath.js"
import type { Purpose } from "./CpmobiusEvent.js"
import type { PolicyRole } from "./Trainer.js"

/** One call that the loop wants to make. */
export interface Ask {
  /** Unique within an iteration and purpose. */
  readonly call: string
  readonly role: PolicyRole
  readonly turn: string
  readonly prompt: Prompt
  readonly temperature: number
  readonly seed: number
  readonly maxTokens: number
  readonly readable: (reply: ModelReply) => boolean
}

/** What the Player is shown. */
export type Question = Pick<Item, "question" | "facts">

/** What stops calls without a reply. */
export type SpeechError = ModelError | LedgerError | RunLimitReached

/** In place of a reply to a prompt that does not fit into the model's context: nothing was sent. */
export const unsent: ModelReply = { text: "", finish: "length", promptTokens: 0, sampledTokens: 0, evaluatedTokens: 0 }

const notSent = Exit.succeed(unsent)

/** The prompt does not fit into the model's context: the system's own doing, no outage. */
const isUnsent = (error: SpeechError | BudgetExhausted): error is BudgetExhausted =>
  error._tag === "BudgetExhausted" || (error._tag === "ModelError" && error.reason === "context-overflow")

/** The two agents of the loop, speaking through the meter into a ledger. */
export class Speaker {
  constructor(
    private readonly around: {
      /** Name of the run in trial ids. */
      readonly id: string
      readonly seed: number
      readonly policy: (role: PolicyRole) => LanguageModel
      /** What a chat model must be told to understand a question. */
      readonly instruction: string | undefined
      readonly limits: BudgetMeter
      readonly ledger: LedgerWriter<CallSettled | CallFailed>
      /** Calls that are already paid for, by step and call. */
      readonly recorded: ReadonlyMap<number, ReadonlyMap<string, CallSettled>>
      readonly concurrency: number
      readonly retries: number
    }
  ) {}

  /** Calls that ask the Player one question. */
  question(
    of: Question,
    how: { readonly temperature: number; readonly maxTokens: number }
  ): (call: string, seed: number) => Ask {
    const dialect = dialectOf(this.around.policy("player").identity.dialect)
    const wording = { shown: "full", anonymous: false, variant: 0, instruction: this.around.instruction } as const
    const prompt = dialect.prompt(turnOf(of), wording)
    const readable = (reply: ModelReply) => this.read(of, reply) !== null
    return (call, seed) => ({ ...how, call, role: "player", turn: "solve", prompt, seed, readable })
  }

  /** The answer in a reply: the last box where there is one, else as the dialect reads it. A reply that was cut has none. */
  read(of: Question, reply: ModelReply): string | null {
    if (reply.finish === "length") return null
    const { dialect } = this.around.policy("player").identity
    const box = dialect === "chat" ? boxed(reply.text) : undefined
    return box ?? dialectOf(dialect).read(turnOf(of), reply.text).answer
  }

  /**
   * Sends calls, all reserved before the first is sent; replies come in the order of the asks, {@link unsent} for prompts that do
   * not fit. All calls of a batch are settled before a failing one stops the run; `paid` is told of those that were sent.
   */
  speak(
    of: {
      readonly step: number
      readonly purpose: Purpose
      readonly paid: (replies: ReadonlyArray<ModelReply>) => void
    },
    asks: ReadonlyArray<Ask>
  ): Effect.Effect<ReadonlyArray<ModelReply>, SpeechError> {
    const { id, seed, policy, limits, ledger, recorded, concurrency, retries } = this.around
    const { step, purpose, paid } = of
    return Effect.suspend(() => {
      const trial = {
        id: `${id}.${seed}.${step}`,
        arm: { slot: 0 },
        task: { id: "cpmobius" },
        item: { id: `step-${step}` },
        seed
      }
      const known = recorded.get(step) ?? new Map<string, CallSettled>()
      const meter = new TrialMeter(trial, { dimension: "tokens" }, limits, ledger, known, retries)
      const models = { coach: policy("coach"), player: policy("player") }
      const plans = asks.map(
        ({ call, role, turn, prompt, temperature, seed: dice, maxTokens, readable }): CallPlan => ({
          call: `${purpose}/${call}`,
          agent: role,
          turn,
          model: { alias: role, model: models[role], price: undefined },
          request: { prompt, maxTokens, temperature, seed: dice, stop: [] },
          readable
        })
      )
      const reserved = meter.reserve(plans)
      if ("_tag" in reserved) return Effect.fail<SpeechError>(reserved)
      const calls = reserved.map((call) => ("plan" in call ? Effect.exit(meter.send(call)) : Effect.succeed(notSent)))
      return Effect.flatMap(
        Effect.all(calls, { concurrency }),
        (exits): Effect.Effect<ReadonlyArray<ModelReply>, SpeechError> => {
          const replies: Array<ModelReply> = []
          let failed: SpeechError | undefined
          for (const exit of exits) {
            if (Exit.isSuccess(exit)) {
              replies.push(exit.value)
              continue
            }
            const error = Cause.findErrorOption(exit.cause)
            if (Option.isNone(error)) return Effect.die(Cause.squash(exit.cause))
            if (isUnsent(error.value)) replies.push(unsent)
            else failed ??= error.value
          }
          paid(replies.filter((reply) => reply !== unsent))
          return failed === undefined ? Effect.succeed(replies) : Effect.fail(failed)
        }
      )
    })
  }
}

const turnOf = ({ question, facts }: Question): Turn => ({ kind: "solve", question, facts: facts ?? [] })
