import { readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { LedgerError } from "../../errors/LedgerError.js"
import { type ParsedLedger, parseLedgerAs } from "../../ledger/parseLedger.js"
import { ledgerFile } from "../../ledger/readLedger.js"
import {
  type CheckpointEvent,
  type CollapseRecord,
  type CpmobiusEnd,
  CpmobiusEvent,
  type CpmobiusStart,
  cpmobiusLedgerVersion,
  type EvaluationRecord,
  type FirstProbeRecord,
  type PolicyRecord,
  type ProblemRecord,
  type RollbackRecord,
  type StepRecord
} from "./CpmobiusEvent.js"

/** A Coach–Player run, finished or not, as its ledger tells it: what every report and comparison starts from. */
export interface CpmobiusRun {
  readonly start: typeof CpmobiusStart.Type
  readonly firstProbe: typeof FirstProbeRecord.Type | null
  /** In the order of the steps. */
  readonly steps: ReadonlyArray<StepRecord>
  readonly evaluations: ReadonlyArray<EvaluationRecord>
  /** The gallery; empty where it was not kept. */
  readonly problems: ReadonlyArray<ProblemRecord>
  readonly policies: ReadonlyArray<typeof PolicyRecord.Type>
  readonly rollbacks: ReadonlyArray<typeof RollbackRecord.Type>
  readonly collapses: ReadonlyArray<CollapseRecord>
  /** The last one; `null` where there is none. */
  readonly checkpoint: CheckpointEvent | null
  /** `null`: the run has not ended. */
  readonly end: CpmobiusEnd | null
}

/**
 * Sorts the events of a Coach–Player ledger. Records that a resumed run wrote anew replace those before it.
 *
 * `undefined` when there is no first line.
 */
export const cpmobiusRunOf = (events: Iterable<CpmobiusEvent>): CpmobiusRun | undefined => {
  let start: typeof CpmobiusStart.Type | undefined
  let firstProbe: typeof FirstProbeRecord.Type | null = null
  let checkpoint: CheckpointEvent | null = null
  let end: CpmobiusEnd | null = null
  const steps = new Map<number, StepRecord>()
  const evaluations = new Map<number, EvaluationRecord>()
  let problems: Array<ProblemRecord> = []
  let policies: Array<typeof PolicyRecord.Type> = []
  let rollbacks: Array<typeof RollbackRecord.Type> = []
  let collapses: Array<CollapseRecord> = []
  for (const event of events) {
    switch (event.type) {
      case "cpmobius-start":
        start = event
        break
      case "cpmobius-resume": {
        const { step } = event
        const before = (record: { readonly step: number }) => record.step <= step
        for (const one of steps.keys()) if (one > step) steps.delete(one)
        for (const one of evaluations.keys()) if (one > step) evaluations.delete(one)
        problems = problems.filter(before)
        policies = policies.filter(before)
        rollbacks = rollbacks.filter(before)
        collapses = collapses.filter(before)
        end = null
        break
      }
      case "first-probe":
        firstProbe = event
        break
      case "problem":
        problems.push(event)
        break
      case "step":
        steps.set(event.step, event)
        break
      case "evaluation":
        evaluations.set(event.step, event)
        break
      case "policy":
        policies.push(event)
        break
      case "rollback":
        rollbacks.push(event)
        break
      case "collapse":
        collapses.push(event)
        break
      case "checkpoint":
        checkpoint = event
        break
      case "cpmobius-end":
        end = event
        break
      case "call-settled":
      case "call-failed":
      case "cpmobius-diverged":
      case "warm-up":
        break
    }
  }
  return start === undefined
    ? undefined
    : {
        start,
        firstProbe,
        steps: [...steps.values()],
        evaluations: [...evaluations.values()],
        problems,
        policies,
        rollbacks,
        collapses,
        checkpoint,
        end
      }
}

const noRun = (path: string, why: string): LedgerError =>
  new LedgerError({
    reason: "missing",
    what: "Ledger of a Coach–Player run",
    value: path,
    limit: `must be a readable ledger file or run folder (${why})`,
    advice: "Give the folder that the run was written to."
  })

const format = { version: cpmobiusLedgerVersion, decode: Schema.decodeUnknownResult(CpmobiusEvent) }

/** Parses the ledger of a Coach–Player run; `path` may be its folder. Errors: LedgerError `missing`, `damaged`, `version`. */
export const parseCpmobiusLedger = (path: string): Effect.Effect<ParsedLedger<CpmobiusEvent>, LedgerError> =>
  Effect.tryPromise({
    try: async () => {
      const file = (await stat(path)).isDirectory() ? join(path, ledgerFile) : path
      return parseLedgerAs(await readFile(file, "utf8"), format)
    },
    catch: (cause) =>
      cause instanceof LedgerError ? cause : noRun(path, cause instanceof Error ? cause.message : String(cause))
  })

/**
 * Reads a Coach–Player run back from its folder or ledger file; no model and no trainer is needed.
 *
 * Errors: LedgerError `missing`, `damaged`, `version`.
 *
 * @category cpmobius
 */
export const readCpmobiusEffect = (path: string): Effect.Effect<CpmobiusRun, LedgerError> =>
  Effect.flatMap(parseCpmobiusLedger(path), ({ events }) => {
    const run = cpmobiusRunOf(events.map(({ event }) => event))
    return run === undefined ? Effect.fail(noRun(path, "it has no first line")) : Effect.succeed(run)
  })

/** Promise twin of {@link readCpmobiusEffect}. */
export const readCpmobius = (path: string): Promise<CpmobiusRun> => Effect.runPromise(readCpmobiusEffect(path))
