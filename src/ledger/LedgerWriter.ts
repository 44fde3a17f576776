import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { LedgerError } from "../errors/LedgerError.js"
import { encodeLine, firstLink } from "./chain.js"
import type { Event } from "./Event.js"
import { ledgerFile } from "./readLedger.js"

/** Appends events; the one way anything gets into a ledger. A case from the literature writes kinds of its own. */
export interface LedgerWriter<E extends object = Event> {
  readonly append: (event: E) => Effect.Effect<void, LedgerError>
}

/** Where a new line goes: behind these whole lines. */
export interface LedgerEnd {
  readonly chain: string
  readonly bytes: number
}

/** Lines between two flushes to the disk itself; a crash of the process alone loses nothing. */
const flushEvery = 256

const cannotWrite = (path: string, cause: unknown): LedgerError =>
  new LedgerError({
    reason: "write",
    what: "Ledger",
    value: path,
    limit: `must be writable (${cause instanceof Error ? cause.message : String(cause)})`,
    advice: "Free space or choose another folder with --out, then `gain resume`; what was written before is intact."
  })

const lockedBy = (path: string, pid: string): LedgerError =>
  new LedgerError({
    reason: "locked",
    what: "Ledger lock",
    value: path,
    limit: `a run with process id ${pid} is writing to this folder; only one writer is allowed`,
    advice: "Wait until it ends or stop it."
  })

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return cause instanceof Error && "code" in cause && cause.code === "EPERM"
  }
}

const acquireLock = (path: string): void => {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const lock = openSync(path, "wx")
      writeSync(lock, String(process.pid))
      closeSync(lock)
      return
    } catch (cause) {
      if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause
      const holder = readFileSync(path, "utf8")
      if (Number(holder) === process.pid || alive(Number(holder))) throw lockedBy(path, holder)
      unlinkSync(path)
    }
  }
}

/**
 * Opens the ledger of a run folder for appending, behind `end` (or a new one); closed, flushed and unlocked with the scope.
 *
 * Every line is handed to the operating system before `append` returns, so that `kill -9` loses no settled call. When a
 * write fails half-way the file is cut back to its last whole line.
 *
 * Errors: LedgerError `locked` (another live process writes here), `write`.
 */
export const openLedger = <E extends object = Event>(
  folder: string,
  end?: LedgerEnd
): Effect.Effect<LedgerWriter<E>, LedgerError, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.try({
        try: () => {
          const path = join(folder, ledgerFile)
          const lock = join(folder, "ledger.lock")
          acquireLock(lock)
          try {
            const file = openSync(path, end === undefined ? "wx" : "r+")
            if (end !== undefined) ftruncateSync(file, end.bytes)
            return { path, lock, file, chain: end?.chain ?? firstLink, bytes: end?.bytes ?? 0, unflushed: 0 }
          } catch (cause) {
            unlinkSync(lock)
            throw cause
          }
        },
        catch: (cause) => (cause instanceof LedgerError ? cause : cannotWrite(folder, cause))
      }),
      (state) =>
        Effect.sync(() => {
          fsyncSync(state.file)
          closeSync(state.file)
          unlinkSync(state.lock)
        })
    ),
    (state) => ({
      append: (event) =>
        Effect.try({
          try: () => {
            const { line, chain } = encodeLine(state.chain, event)
            const buffer = Buffer.from(`${line}\n`)
            try {
              for (let written = 0; written < buffer.length; ) {
                written += writeSync(state.file, buffer, written, buffer.length - written, state.bytes + written)
              }
            } catch (cause) {
              ftruncateSync(state.file, state.bytes)
              throw cause
            }
            state.chain = chain
            state.bytes += buffer.length
            if (++state.unflushed >= flushEvery) {
              fsyncSync(state.file)
              state.unflushed = 0
            }
          },
          catch: (cause) => cannotWrite(state.path, cause)
        })
    })
  )

/** A ledger in memory, for tests: `text()` is what the file would hold. */
export const memoryLedger = <E extends object = Event>(): LedgerWriter<E> & {
  readonly text: () => string
  readonly events: ReadonlyArray<E>
} => {
  const lines: Array<string> = []
  const events: Array<E> = []
  let chain = firstLink
  return {
    events,
    append: (event) =>
      Effect.sync(() => {
        const encoded = encodeLine(chain, event)
        chain = encoded.chain
        lines.push(`${encoded.line}\n`)
        events.push(event)
      }),
    text: () => lines.join("")
  }
}
