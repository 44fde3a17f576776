import { rm } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { CallFailed, CallSettled } from "../../../ledger/Event.js"
import { openLedger } from "../../../ledger/LedgerWriter.js"
import { ledgerFile } from "../../../ledger/readLedger.js"
import type { CpmobiusConfig } from "../CpmobiusConfig.js"
import type { LoopError } from "../Loop.js"
import { untrainedVotes } from "../untrainedVotes.js"
import type { OpenLearner } from "./openLearner.js"

/** What the untrained Player of one seed answers to every held-out question. */
export const StudyVotes = Schema.Struct({
  seed: Schema.Int,
  /** One a held-out item: how many answers were right, how many each wrong one had, how many none could be read of. */
  counts: Schema.Array(Schema.Struct({ right: Schema.Int, wrong: Schema.Array(Schema.Int), abstain: Schema.Int })),
  /** Mean FLOPs of one answer; `null` where the model's size or its usage is unknown. */
  answerFlops: Schema.NullOr(Schema.Finite)
})
export type StudyVotes = typeof StudyVotes.Type

/** Samples the votes of a study's arm without training; every call stands in a ledger of its own, begun anew if it was left. */
export const sampleVotes = (of: {
  readonly config: CpmobiusConfig
  readonly learner: OpenLearner
  readonly votes: number
  readonly folder: string
  readonly concurrency: number
}): Effect.Effect<StudyVotes, LoopError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { config, learner, votes, folder, concurrency } = of
      const { trainer, items } = learner
      yield* Effect.promise(() => rm(join(folder, ledgerFile), { force: true }))
      const ledger = yield* openLedger<CallSettled | CallFailed>(folder)
      const found = yield* untrainedVotes(
        { trainer, items: items.held, grading: items, config, votes },
        { ledger, concurrency }
      )
      return { seed: config.seed, ...found }
    })
  )
