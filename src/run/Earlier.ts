import * as Effect from "effect/Effect"
import { addUsage, noUsage, type Usage } from "../budget/Usage.js"
import type { LedgerError } from "../errors/LedgerError.js"
import type { CallSettled, JudgeSettled, Look, RunStart, TrialEnd } from "../ledger/Event.js"
import type { ParsedLedger } from "../ledger/parseLedger.js"
import { ledgerOf } from "../ledger/readLedger.js"

/** What earlier sessions of a run left behind. */
export interface Earlier {
  /** By trial id. */
  readonly ended: ReadonlyMap<string, TrialEnd>
  /** Settled calls of trials that did not end, by trial and call id. */
  readonly recorded: ReadonlyMap<string, ReadonlyMap<string, CallSettled>>
  /** Pool sizes by slot. */
  readonly pools: ReadonlyMap<number, number>
  /** Looks of a run with a stopping rule, in their order. */
  readonly looks: ReadonlyArray<Look>
  /** Replies of judges: not paid for again. */
  readonly judgements: ReadonlyArray<JudgeSettled>
  /** Consumption of the trials that ended and of judges; calls of the other trials are charged when they are replayed. */
  readonly usage: Usage
}

/** Before the first session. */
export const nothingEarlier: Earlier = {
  ended: new Map(),
  recorded: new Map(),
  pools: new Map(),
  looks: [],
  judgements: [],
  usage: noUsage
}

/** Reads what a resumed run goes on from. Errors: LedgerError `missing` when the ledger has no first line. */
export const earlierOf = (
  parsed: ParsedLedger,
  path: string
): Effect.Effect<Earlier & { readonly start: RunStart }, LedgerError> =>
  Effect.map(ledgerOf(parsed, path), (ledger) => {
    const ended = new Map(ledger.trials.map((trial) => [trial.trial, trial]))
    const recorded = new Map<string, Map<string, CallSettled>>()
    for (const call of ledger.calls) {
      if (ended.has(call.trial)) continue
      const calls = recorded.get(call.trial) ?? new Map<string, CallSettled>()
      recorded.set(call.trial, calls.set(call.call, call))
    }
    const judgements = ledger.judgements ?? []
    const usage = [...ledger.trials, ...judgements].reduce((sum, paid) => addUsage(sum, paid.usage), noUsage)
    return { start: ledger.start, ended, recorded, pools: ledger.pools, looks: ledger.looks ?? [], judgements, usage }
  })
