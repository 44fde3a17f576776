import { readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { LedgerError } from "../errors/LedgerError.js"
import type { CallSettled, JudgeSettled, Look, RunStart, TrialEnd, TrialMissing } from "./Event.js"
import type { At, Ledger } from "./Ledger.js"
import { type ParsedLedger, parseLedger } from "./parseLedger.js"

/** File name of the record inside a run folder. */
export const ledgerFile = "ledger.jsonl"

const unreadable = (path: string, cause: unknown): LedgerError =>
  new LedgerError({
    reason: "missing",
    what: "Ledger",
    value: path,
    limit: `must be a readable ledger file or run folder (${cause instanceof Error ? cause.message : String(cause)})`,
    advice: "Give the folder that `gain run --out` wrote."
  })

/** Parses a ledger file; `path` may be the run folder. Errors: LedgerError `missing`, `damaged`, `version`. */
export const parseLedgerFile = (path: string): Effect.Effect<ParsedLedger, LedgerError> =>
  Effect.tryPromise({
    try: async () => {
      const file = (await stat(path)).isDirectory() ? join(path, ledgerFile) : path
      return parseLedger(await readFile(file, "utf8"))
    },
    catch: (cause) => (cause instanceof LedgerError ? cause : unreadable(path, cause))
  })

/**
 * Reads a ledger back for analysis; no model is needed.
 *
 * Trials are ordered by slot, item position and seed, whatever the order in which they ended. A trial that was missing and
 * later ended counts as ended.
 *
 * Errors: LedgerError `missing`, `damaged`, `version`.
 */
export const readLedgerEffect = (path: string): Effect.Effect<Ledger, LedgerError> =>
  Effect.flatMap(parseLedgerFile(path), (parsed) => ledgerOf(parsed, path))

/** Promise twin of {@link readLedgerEffect}. */
export const readLedger = (path: string): Promise<Ledger> => Effect.runPromise(readLedgerEffect(path))

/** Sorts parsed events into what analyses ask for. Errors: LedgerError `missing` when there is no first line. */
export const ledgerOf = (parsed: ParsedLedger, path: string): Effect.Effect<Ledger, LedgerError> => {
  let start: At<RunStart> | undefined
  const calls: Array<At<CallSettled>> = []
  const trials: Array<At<TrialEnd>> = []
  const missing = new Map<string, At<TrialMissing>>()
  const pools = new Map<number, number>()
  const looks: Array<At<Look>> = []
  const judgements: Array<At<JudgeSettled>> = []
  let complete = false
  for (const { event, line } of parsed.events) {
    switch (event.type) {
      case "run-start":
        start = { ...event, line }
        break
      case "call-settled":
        calls.push({ ...event, line })
        break
      case "trial-end":
        trials.push({ ...event, line })
        missing.delete(event.trial)
        break
      case "trial-missing":
        missing.set(event.trial, { ...event, line })
        break
      case "pool-grow":
        for (const [slot, seeds] of Object.entries(event.seeds)) pools.set(Number(slot), seeds)
        break
      case "run-end":
        complete = true
        break
      case "run-resume":
        complete = false
        break
      case "look":
        looks.push({ ...event, line })
        break
      case "judge-settled":
        judgements.push({ ...event, line })
        break
      case "call-failed":
        break
    }
  }
  if (start === undefined) return Effect.fail(unreadable(path, new Error("it has no first line")))
  const positions = new Map(
    start.design.tasks.map((task) => [task.id, new Map(task.items.map((item, position) => [item.id, position]))])
  )
  const position = (trial: { readonly task: string; readonly item: string }): number =>
    positions.get(trial.task)?.get(trial.item) ?? -1
  const order = (a: TrialEnd | TrialMissing, b: TrialEnd | TrialMissing): number =>
    a.slot - b.slot || position(a) - position(b) || a.seed - b.seed
  return Effect.succeed({
    start,
    calls,
    trials: trials.sort(order),
    missing: [...missing.values()].sort(order),
    pools,
    looks,
    judgements,
    complete
  })
}
