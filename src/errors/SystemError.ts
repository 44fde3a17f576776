import * as Data from "effect/Data"
import { sentence } from "./sentence.js"

/**
 * The code of a user's own system did what it must not: it threw, returned something that is no answer, asked for what is not
 * there, or called after its trial had ended.
 *
 * A fault of the system is neither an outage nor an answer: the trial is recorded as missing, the run stops, and everything
 * settled is in the ledger. `cause` is what the code threw, where it threw. The command line exits with 1.
 *
 * @category errors
 */
export class SystemError extends Data.TaggedError("SystemError")<{
  readonly what: string
  readonly value: string
  readonly limit: string
  readonly advice: string
  readonly cause?: unknown
}> {
  override get message(): string {
    return sentence(this)
  }
}
