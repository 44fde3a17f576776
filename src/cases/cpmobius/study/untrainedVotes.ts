import { rm } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { dialectOf } from "../../../agent/dialectOf.js"
import type { Turn } from "../../../agent/Turn.js"
import type { CallFailed, CallSettled } from "../../../ledger/Event.js"
import { openLedger } from "../../../ledger/LedgerWriter.js"
import { ledgerFile } from "../../../ledger/readLedger.js"
import { BudgetMeter } from "../../../meter/BudgetMeter.js"
import { type CallPlan, TrialMeter } from "../../../meter/TrialMeter.js"
import type { ModelReply } from "../../../model/LanguageModel.js"
import { deriveSeed } from "../../../stats/deriveSeed.js"
import { grade } from "../../../task/grade.js"
import type { Item } from "../../../task/Item.js"
import { keysOf } from "../../../task/keysOf.js"
import { boxed } from "../../../task/math/cleanMath.js"
import { answerKeys } from "../answerKeys.js"
import type { CpmobiusConfig } from "../CpmobiusConfig.js"
import type { CpmobiusItems } from "../CpmobiusItems.js"
import type { LoopError } from "../Loop.js"
import type { Trainer } from "../Trainer.js"
import { trainingFlops } from "../trainingFlops.js"

/** What the untrained Player answers to every held-out question. */
export const UntrainedVotes = Schema.Struct({
  seed: Schema.Int,
  /** One a held-out item: how many answers were right, how many each wrong one had, how many none could be read of. */
  counts: Schema.Array(Schema.Struct({ right: Schema.Int, wrong: Schema.Array(Schema.Int), abstain: Schema.Int })),
  /** Mean FLOPs of one answer; `null` where the model's size or its usage is unknown. */
  answerFlops: Schema.NullOr(Schema.Finite)
})
export type UntrainedVotes = typeof UntrainedVotes.Type

const readAnswer = (dialect: "compact" | "chat", turn: Turn, { finish, text }: ModelReply): string | null => {
  if (finish === "length") return null
  const box = dialect === "chat" ? boxed(text) : undefined
  return box ?? dialectOf(dialect).read(turn, text).answer
}

/**
 * Samples the untrained Player on the held-out items like those of the probe: what the arm without training votes with. Charged
 * to no training; every call stands in a ledger of its own.
 *
 * Shape: `samples` answers an item. Assumes: the trainer is in its starting state.
 * Errors: ModelError, LedgerError, InputError of the grader.
 */
export const untrainedVotes = (of: {
  readonly config: CpmobiusConfig
  readonly trainer: Trainer
  readonly items: CpmobiusItems
  readonly samples: number
  readonly folder: string
  readonly concurrency?: number
}): Effect.Effect<UntrainedVotes, LoopError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { config, trainer, items, samples, folder } = of
      yield* Effect.promise(() => rm(join(folder, ledgerFile), { force: true }))
      const ledger = yield* openLedger<CallSettled | CallFailed>(folder)
      const model = trainer.policy("player")
      const { dialect, parameters } = model.identity
      const trial = {
        id: `untrained.${config.seed}`,
        arm: { slot: 0 },
        task: { id: "cpmobius" },
        item: { id: "held-out" },
        seed: config.seed
      }
      const meter = new TrialMeter(trial, { dimension: "tokens" }, new BudgetMeter({}), ledger, new Map(), 2)
      const turnOf = (item: Item): Turn => ({ kind: "solve", question: item.question, facts: item.facts ?? [] })
      const wording = { shown: "full", anonymous: false, variant: 0, instruction: items.instruction } as const
      let tokens: number | null = 0
      let calls = 0
      const counts: Array<UntrainedVotes["counts"][number]> = []
      for (const [index, item] of items.held.entries()) {
        const turn = turnOf(item)
        const prompt = dialectOf(dialect).prompt(turn, wording)
        const plans = Array.from(
          { length: samples },
          (_, sample): CallPlan => ({
            call: `untrained.${index}.${sample}`,
            agent: "player",
            turn: "solve",
            model: { alias: "player", model, price: undefined },
            request: {
              prompt,
              maxTokens: config.player.replyTokens,
              temperature: config.player.temperature,
              seed: deriveSeed(config.seed, "untrained", index, sample),
              stop: []
            },
            readable: (reply) => readAnswer(dialect, turn, reply) !== null
          })
        )
        const reserved = meter.reserve(plans)
        if ("_tag" in reserved) return yield* Effect.fail(reserved)
        const sends = reserved.flatMap((call) => ("plan" in call ? [meter.send(call)] : []))
        const replies = yield* Effect.catchTag(
          Effect.all(sends, { concurrency: of.concurrency ?? 1 }),
          "BudgetExhausted",
          () => Effect.succeed<ReadonlyArray<ModelReply>>([])
        )
        for (const { promptTokens, sampledTokens } of replies) {
          calls++
          tokens =
            tokens === null || promptTokens === null || sampledTokens === null
              ? null
              : tokens + promptTokens + sampledTokens
        }
        const answers = replies.map((reply) => readAnswer(dialect, turn, reply))
        let right = 0
        const wrong = new Map<string, number>()
        for (const [place, key] of answerKeys(answers, config.answerKey).entries()) {
          const answer = answers[place] ?? null
          if (answer === null || key === null) continue
          if ((yield* grade(items.grader, answer, keysOf(item))) >= 1) right++
          else wrong.set(key, (wrong.get(key) ?? 0) + 1)
        }
        const others = [...wrong.values()].sort((a, b) => b - a)
        const read = right + others.reduce((sum, one) => sum + one, 0)
        counts.push({ right, wrong: others, abstain: samples - read })
      }
      const flops = tokens === null || calls === 0 ? null : trainingFlops(parameters, { forward: tokens, trained: 0 })
      return { seed: config.seed, counts, answerFlops: flops === null ? null : flops / calls }
    })
  )
