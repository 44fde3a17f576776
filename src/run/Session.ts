import { arch, cpus, platform, totalmem } from "node:os"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Usage } from "../budget/Usage.js"
import type { LedgerError } from "../errors/LedgerError.js"
import { UsageRecord } from "../ledger/Event.js"
import { readRunFile, writeRunFile } from "../ledger/RunFolder.js"
import { software } from "./software.js"

/** What one session of a run was like: everything that may differ between machines and days. */
export const Session = Schema.Struct({
  /** ISO time. */
  begin: Schema.String,
  end: Schema.String,
  seconds: Schema.Finite,
  outcome: Schema.String,
  concurrency: Schema.Int,
  machine: Schema.Struct({
    platform: Schema.String,
    arch: Schema.String,
    cpu: Schema.String,
    cores: Schema.Int,
    memoryBytes: Schema.Finite
  }),
  software: Schema.Record(Schema.String, Schema.String),
  /** Consumption of all calls in the ledger at the end of the session. */
  usage: UsageRecord
})
export type Session = typeof Session.Type

/** `run.json`: the sessions of a run, first to last. */
export const RunFile = Schema.Struct({ sessions: Schema.Array(Session) })
const decodeRunFile = Schema.decodeUnknownOption(Schema.fromJsonString(RunFile))

/** This machine. */
const machine = (): Session["machine"] => ({
  platform: platform(),
  arch: arch(),
  cpu: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memoryBytes: totalmem()
})

const isoTime = (milliseconds: number): string => DateTime.formatIso(DateTime.makeUnsafe(milliseconds))

/** Adds the session that ends now to the folder's `run.json`. Errors: LedgerError `write`. */
export const recordSession = Effect.fnUntraced(function* (
  folder: string,
  session: { readonly begin: number; readonly outcome: string; readonly concurrency: number; readonly usage: Usage }
): Effect.fn.Return<void, LedgerError> {
  const end = yield* Clock.currentTimeMillis
  const before = decodeRunFile(yield* readRunFile(folder, "run.json"))
  const sessions = Option.match(before, { onNone: () => [], onSome: (file) => [...file.sessions] })
  const { begin, ...rest } = session
  const added: Session = {
    begin: isoTime(begin),
    end: isoTime(end),
    seconds: (end - begin) / 1000,
    ...rest,
    machine: machine(),
    software: software()
  }
  yield* writeRunFile(folder, "run.json", `${JSON.stringify({ sessions: [...sessions, added] }, null, 2)}\n`)
})
