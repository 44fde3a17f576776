import * as Data from "effect/Data"
import { sentence } from "./sentence.js"

/**
 * A policy could not be trained, saved or restored. The ledger keeps what was spent until then, and the last checkpoint is
 * intact.
 *
 * `reason` is closed: `unavailable` (a program that training needs is not installed), `unsupported` (weights of a type, or a
 * request, that this trainer cannot train), `out-of-memory`, `worker` (the worker process died, hung or broke the protocol),
 * `not-finite` (loss or gradient is NaN or infinite: nothing was applied), `checkpoint` (cannot be written, is missing or
 * damaged), `disposed` (the trainer was closed). `retryable` says whether the same request may succeed later.
 *
 * @category errors
 */
export class TrainerError extends Data.TaggedError("TrainerError")<{
  readonly reason: "unavailable" | "unsupported" | "out-of-memory" | "worker" | "not-finite" | "checkpoint" | "disposed"
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
