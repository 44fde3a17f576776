import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { LedgerError } from "../errors/LedgerError.js"
import { firstLink, link } from "./chain.js"
import { Event, ledgerVersion } from "./Event.js"

/** The events of a ledger file, and what a writer needs to go on behind them. */
export interface ParsedLedger<E = Event> {
  readonly events: ReadonlyArray<{ readonly line: number; readonly event: E }>
  /** Link of the last whole line. */
  readonly chain: string
  /** Bytes of the whole lines; a torn last line begins here. */
  readonly bytes: number
  readonly torn: boolean
}

/** What the lines of a ledger hold. */
export interface LedgerFormat<E> {
  readonly version: number
  readonly decode: (value: unknown) => Result.Result<E, { readonly message: string }>
}

/** Lines of the runs of studies. */
export const eventFormat: LedgerFormat<Event> = { version: ledgerVersion, decode: Schema.decodeUnknownResult(Event) }
const linkLength = firstLink.length
const prefix = '{"chain":"'
const bodyStart = prefix.length + linkLength + 2

const damaged = (line: number, value: string): LedgerError =>
  new LedgerError({
    reason: "damaged",
    what: `Ledger line ${line}`,
    value,
    limit: "every line must decode and follow from the lines before it",
    advice: "Restore the file from a copy; a ledger is never edited by hand."
  })

/**
 * Reads the text of a ledger file.
 *
 * A last line without line end was torn by a crash: it is left out and `torn` says so. Any other damage is an error.
 *
 * @throws LedgerError with reason `damaged` or `version`, thrown synchronously
 */
export const parseLedger = (text: string): ParsedLedger => parseLedgerAs(text, eventFormat)

/** {@link parseLedger} for lines of another format. */
export const parseLedgerAs = <E>(text: string, format: LedgerFormat<E>): ParsedLedger<E> => {
  const events: Array<{ line: number; event: E }> = []
  const chain = chainOf()
  let start = 0
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
    const { body, line } = chain.follow(text.slice(start, end))
    events.push({ line, event: decodeBody(body, line, format) })
    start = end + 1
  }
  return { events, chain: chain.last(), bytes: Buffer.byteLength(text.slice(0, start)), torn: start < text.length }
}

/** Goes through the lines of a ledger one by one. */
export interface Chain {
  /** Text of the event in a line. Throws LedgerError `damaged` when the line does not follow from those before it. */
  readonly follow: (raw: string) => { readonly body: string; readonly line: number }
  /** Link of the last line. */
  readonly last: () => string
}

/** A chain before its first line. */
export const chainOf = (): Chain => {
  let last = firstLink
  let line = 0
  return {
    follow: (raw) => {
      line++
      if (!raw.startsWith(prefix)) throw damaged(line, JSON.stringify(raw.slice(0, 60)))
      const body = `{${raw.slice(bodyStart)}`
      const next = link(last, body)
      if (raw.slice(prefix.length, prefix.length + linkLength) !== next) throw damaged(line, "its link does not match")
      last = next
      return { body, line }
    },
    last: () => last
  }
}

/** Reads the event of a line. Throws LedgerError `damaged` or, on the first line, `version`. */
export const decodeBody = <E>(body: string, line: number, { version, decode }: LedgerFormat<E>): E => {
  const value: unknown = JSON.parse(body)
  if (line === 1) checkVersion(value, version)
  const decoded = decode(value)
  if (Result.isFailure(decoded)) throw damaged(line, decoded.failure.message)
  return decoded.success
}

const checkVersion = (value: unknown, known: number): void => {
  const version = typeof value === "object" && value !== null && "version" in value ? value.version : undefined
  if (version === known) return
  throw new LedgerError({
    reason: "version",
    what: "Ledger format version",
    value: String(version),
    limit: `this package reads version ${known}`,
    advice: "Use the package version that wrote the ledger."
  })
}
