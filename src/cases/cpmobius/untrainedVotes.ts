import * as Effect from "effect/Effect"
import type { RunLimits } from "../../budget/Budget.js"
import { InputError } from "../../errors/InputError.js"
import type { CallFailed, CallSettled } from "../../ledger/Event.js"
import type { LedgerWriter } from "../../ledger/LedgerWriter.js"
import { BudgetMeter } from "../../meter/BudgetMeter.js"
import type { ModelReply } from "../../model/LanguageModel.js"
import { deriveSeed } from "../../stats/deriveSeed.js"
import { mean } from "../../stats/mean.js"
import type { AnswerCounts } from "../../stats/pluralityAtK.js"
import { grade } from "../../task/grade.js"
import type { Item } from "../../task/Item.js"
import { keysOf } from "../../task/keysOf.js"
import { answerKeys } from "./answerKeys.js"
import type { CpmobiusConfig } from "./CpmobiusConfig.js"
import type { CpmobiusItems } from "./CpmobiusItems.js"
import { Speaker, type SpeechError } from "./Speaker.js"
import type { Trainer } from "./Trainer.js"
import { trainingFlops } from "./trainingFlops.js"

/** What {@link untrainedVotes} gives to `voteBreakEven`. */
export interface UntrainedVotes {
  readonly counts: ReadonlyArray<AnswerCounts>
  /** FLOPs of one answer, mean; `null` where size or tokens are unknown. */
  readonly answerFlops: number | null
}

/**
 * The arm without training: the present Player answers every item so many times, and its answers are counted as a vote would
 * count them.
 *
 * Shape: one count an item, in order. Unit: FLOPs of one answer, prompt and reply, 2 per parameter and token.
 * Errors: InputError for fewer than 1 vote or an unreadable key; ModelError, LedgerError, RunLimitReached.
 *
 * @category cpmobius
 */
export const untrainedVotes = Effect.fnUntraced(function* (
  of: {
    readonly trainer: Trainer
    readonly items: ReadonlyArray<Item>
    readonly grading: Pick<CpmobiusItems, "grader" | "instruction">
    readonly config: Pick<CpmobiusConfig, "seed" | "player" | "answerKey">
    readonly votes: number
  },
  options: {
    /** Default: nothing is written. */
    readonly ledger?: LedgerWriter<CallSettled | CallFailed>
    readonly limits?: RunLimits
    readonly concurrency?: number
  } = {}
): Effect.fn.Return<UntrainedVotes, InputError | SpeechError> {
  const { trainer, items, grading, config, votes } = of
  if (!Number.isInteger(votes) || votes < 1) {
    return yield* new InputError({
      what: "Votes of the untrained Player",
      value: String(votes),
      limit: "requires a whole number of at least 1",
      advice: "Give how often every item is answered."
    })
  }
  const speaker = new Speaker({
    id: "untrained",
    seed: config.seed,
    policy: trainer.policy,
    instruction: grading.instruction,
    limits: new BudgetMeter(options.limits ?? {}),
    ledger: options.ledger ?? { append: () => Effect.void },
    recorded: new Map(),
    concurrency: options.concurrency ?? 1,
    retries: 2
  })
  const { temperature, replyTokens } = config.player
  const asks = items.flatMap((item, index) => {
    const ask = speaker.question(item, { temperature, maxTokens: replyTokens })
    return Array.from({ length: votes }, (_, vote) =>
      ask(`${index}.${vote}`, deriveSeed(config.seed, "untrained", index, vote))
    )
  })
  const sent: Array<ModelReply> = []
  const paid = (replies: ReadonlyArray<ModelReply>) => sent.push(...replies)
  const replies = yield* speaker.speak({ step: 0, purpose: "evaluation", paid }, asks)
  const counts: Array<AnswerCounts> = []
  for (const [index, item] of items.entries()) {
    const answers = replies.slice(index * votes, (index + 1) * votes).map((reply) => speaker.read(item, reply))
    const keys = answerKeys(answers, config.answerKey)
    const byKey = new Map<string, { readonly answer: string; count: number }>()
    for (const [place, key] of keys.entries()) {
      const answer = answers[place]
      if (key === null || answer === null || answer === undefined) continue
      const camp = byKey.get(key) ?? { answer, count: 0 }
      camp.count++
      byKey.set(key, camp)
    }
    let right = 0
    const wrong: Array<number> = []
    for (const { answer, count } of byKey.values()) {
      if ((yield* grade(grading.grader, answer, keysOf(item))) >= 1) right += count
      else wrong.push(count)
    }
    counts.push({ right, wrong, abstain: keys.filter((key) => key === null).length })
  }
  const tokens = sent.map(({ promptTokens, sampledTokens }) =>
    promptTokens === null || sampledTokens === null ? Number.NaN : promptTokens + sampledTokens
  )
  const forward = tokens.length === 0 ? Number.NaN : mean(tokens)
  const { parameters } = trainer.policy("player").identity
  return { counts, answerFlops: Number.isNaN(forward) ? null : trainingFlops(parameters, { forward, trained: 0 }) }
})
