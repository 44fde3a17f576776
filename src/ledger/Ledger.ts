import type { CallSettled, JudgeSettled, Look, RunStart, TrialEnd, TrialMissing } from "./Event.js"

/** A record together with the number of its line in the ledger file, counted from 1. */
export type At<A> = A & { readonly line: number }

/** A ledger as read back: what every analysis starts from. Trials are ordered by slot, item position and seed. */
export interface Ledger {
  readonly start: At<RunStart>
  readonly calls: ReadonlyArray<At<CallSettled>>
  readonly trials: ReadonlyArray<At<TrialEnd>>
  /** Trials that are still missing: those that later succeeded are not among them. */
  readonly missing: ReadonlyArray<At<TrialMissing>>
  /** Pool sizes by slot after the last growth; absent slots kept the design's. */
  readonly pools: ReadonlyMap<number, number>
  /** Interim looks of a run with a stopping rule, in their order; absent or empty without one. */
  readonly looks?: ReadonlyArray<At<Look>>
  /** Replies of judges, in the order of the file; absent or empty without a judge. */
  readonly judgements?: ReadonlyArray<At<JudgeSettled>>
  /** True when the run ended as planned. */
  readonly complete: boolean
}
