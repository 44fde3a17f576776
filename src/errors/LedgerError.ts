import * as Data from "effect/Data"
import { sentence } from "./sentence.js"

/**
 * The ledger cannot be read, written or continued.
 *
 * `reason`: `damaged` (a line other than a torn last one does not decode or breaks the chain), `locked` (another writer
 * holds it), `write` (disk full, no permission: what was written before is intact), `mismatch` (a resume under another
 * design or a reply recorded for another request), `version` (written by an unknown schema version), `missing`.
 *
 * @category errors
 */
export class LedgerError extends Data.TaggedError("LedgerError")<{
  readonly reason: "damaged" | "locked" | "write" | "mismatch" | "version" | "missing"
  readonly what: string
  readonly value: string
  readonly limit: string
  readonly advice: string
}> {
  override get message(): string {
    return sentence(this)
  }
}
