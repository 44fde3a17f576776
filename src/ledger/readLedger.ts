import { createReadStream } from "node:fs"
import { stat } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { LedgerError } from "../errors/LedgerError.js"
import type { CallSettled, Event, JudgeSettled, Look, RunStart, TrialEnd, TrialMissing } from "./Event.js"
import type { At, Ledger } from "./Ledger.js"
import { chainOf, decodeBody, eventFormat, type ParsedLedger } from "./parseLedger.js"

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

/** Where the whole lines of a ledger file end. */
type LedgerFileEnd = Omit<ParsedLedger, "events">

/**
 * Hands the lines of a ledger file to `visit` as they are read, each checked against those before it, so that a file of any
 * size can be gone through. `path` may be the run folder. Errors: LedgerError `missing`, `damaged`, `version`.
 */
const scanLedgerFile = (
  path: string,
  visit: (body: string, line: number) => void
): Effect.Effect<LedgerFileEnd, LedgerError> =>
  Effect.tryPromise({
    try: async () => {
      const file = (await stat(path)).isDirectory() ? join(path, ledgerFile) : path
      const chain = chainOf()
      let bytes = 0
      // Pieces of a line that goes on in the next chunk.
      let open: Array<Buffer> = []
      for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
        let start = 0
        for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
          const piece = chunk.subarray(start, end)
          const whole = open.length === 0 ? piece : Buffer.concat([...open, piece])
          open = []
          const { body, line } = chain.follow(whole.toString("utf8"))
          visit(body, line)
          bytes += whole.length + 1
          start = end + 1
        }
        if (start < chunk.length) open.push(chunk.subarray(start))
      }
      return { chain: chain.last(), bytes, torn: open.length > 0 }
    },
    catch: (cause) => (cause instanceof LedgerError ? cause : unreadable(path, cause))
  })

/** Parses a ledger file; `path` may be the run folder. Errors: LedgerError `missing`, `damaged`, `version`. */
export const parseLedgerFile = (path: string): Effect.Effect<ParsedLedger, LedgerError> =>
  Effect.suspend(() => {
    const events: Array<{ readonly line: number; readonly event: Event }> = []
    return Effect.map(
      scanLedgerFile(path, (body, line) => events.push({ line, event: decodeBody(body, line, eventFormat) })),
      (end) => ({ events, ...end })
    )
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
  Effect.suspend(() => {
    const builder = ledgerBuilder()
    return Effect.flatMap(
      scanLedgerFile(path, (body, line) => builder.add({ ...decodeBody(body, line, eventFormat), line })),
      () => builder.end(path)
    )
  })

/** Promise twin of {@link readLedgerEffect}. */
export const readLedger = (path: string): Promise<Ledger> => Effect.runPromise(readLedgerEffect(path))

const skipped = ['{"type":"call-settled"', '{"type":"call-failed"', '{"type":"judge-settled"']

/**
 * Reads of a ledger only what `estimatesFromLedger` needs in the unit of the run: scores, answers and costs of trials, but neither
 * calls nor what was held after each round. A ledger of a million trials then fits into a gigabyte.
 *
 * Every line is still checked against those before it. `calls` and `judgements` of the result are empty, and so are the `rounds`
 * of its trials.
 *
 * Errors: LedgerError `missing`, `damaged`, `version`.
 */
export const readScoresEffect = (path: string): Effect.Effect<Ledger, LedgerError> =>
  Effect.suspend(() => {
    const builder = ledgerBuilder()
    const kept = new Map<string, string>()
    // Each of a few texts that come again and again is kept once.
    const once = (text: string): string => {
      const known = kept.get(text)
      if (known !== undefined) return known
      if (text.length < 64) kept.set(text, text)
      return text
    }
    return Effect.flatMap(
      scanLedgerFile(path, (body, line) => {
        if (skipped.some((start) => body.startsWith(start))) return
        const event = decodeBody(body, line, eventFormat)
        if (event.type === "call-settled" || event.type === "judge-settled") return
        if (event.type !== "trial-end") return builder.add({ ...event, line })
        const { answer, task, item, usage, rounds: _, ...rest } = event
        // Written out, so that all trials share one compact layout in memory.
        const { promptTokens, sampledTokens, evaluatedTokens, calls, seconds, cost } = usage
        builder.add({
          type: "trial-end",
          trial: rest.trial,
          slot: rest.slot,
          task: once(task),
          item: once(item),
          seed: rest.seed,
          answer: answer === null ? null : once(answer),
          score: rest.score,
          usage: { promptTokens, sampledTokens, evaluatedTokens, calls, seconds, cost },
          parsedCalls: rest.parsedCalls,
          cutOff: rest.cutOff,
          overrun: rest.overrun,
          selection: rest.selection,
          rounds: noRounds,
          line
        })
      }),
      () => builder.end(path)
    )
  })

const noRounds: TrialEnd["rounds"] = []

/** Promise twin of {@link readScoresEffect}. */
export const readScores = (path: string): Promise<Ledger> => Effect.runPromise(readScoresEffect(path))

/** Sorts parsed events into what analyses ask for. Errors: LedgerError `missing` when there is no first line. */
export const ledgerOf = (parsed: ParsedLedger, path: string): Effect.Effect<Ledger, LedgerError> => {
  const builder = ledgerBuilder()
  for (const { event, line } of parsed.events) builder.add({ ...event, line })
  return builder.end(path)
}

/** Takes the events of a ledger one by one and sorts them into what analyses ask for. */
const ledgerBuilder = () => {
  let start: At<RunStart> | undefined
  const calls: Array<At<CallSettled>> = []
  const trials: Array<At<TrialEnd>> = []
  const missing = new Map<string, At<TrialMissing>>()
  const pools = new Map<number, number>()
  const looks: Array<At<Look>> = []
  const judgements: Array<At<JudgeSettled>> = []
  let complete = false
  const add = (event: At<Event>): void => {
    switch (event.type) {
      case "run-start":
        start = event
        break
      case "call-settled":
        calls.push(event)
        break
      case "trial-end":
        trials.push(event)
        missing.delete(event.trial)
        break
      case "trial-missing":
        missing.set(event.trial, event)
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
        looks.push(event)
        break
      case "judge-settled":
        judgements.push(event)
        break
      case "call-failed":
        break
    }
  }
  const end = (path: string): Effect.Effect<Ledger, LedgerError> => {
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
  return { add, end }
}
