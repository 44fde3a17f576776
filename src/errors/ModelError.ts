import * as Data from "effect/Data"
import { sentence } from "./sentence.js"

/**
 * A model could not answer: an outage, never a score. The trial runs again or stays missing.
 *
 * `reason` is closed: `unavailable` (server, file or device gone), `out-of-memory`, `refused` (connection or policy),
 * `context-overflow` (the prompt does not fit; this one belongs to the system under test and scores 0), `aborted`,
 * `exhausted` (a scripted model has no reply left). `retryable` says whether the same call may succeed later.
 *
 * @category errors
 */
export class ModelError extends Data.TaggedError("ModelError")<{
  readonly reason: "unavailable" | "out-of-memory" | "refused" | "context-overflow" | "aborted" | "exhausted"
  readonly retryable: boolean
  readonly what: string
  readonly value: string
  readonly limit: string
  readonly advice: string
}> {
  override get message(): string {
    return sentence(this)
  }
}
