import * as Data from "effect/Data"
import { sentence } from "./sentence.js"

/**
 * Something the caller handed in is unusable, found before any token was spent.
 *
 * Fields: `what` names the thing, `value` the offending value as text, `limit` what is required, `advice` what to do.
 * The command line exits with 2.
 *
 * @category errors
 */
export class InputError extends Data.TaggedError("InputError")<{
  readonly what: string
  readonly value: string
  readonly limit: string
  readonly advice: string
}> {
  override get message(): string {
    return sentence(this)
  }
}
