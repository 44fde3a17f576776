import * as Schema from "effect/Schema"

/**
 * How an answer is scored against the key; every built-in grader gives 0 or 1.
 *
 * `exact`: equal after trimming, optionally ignoring case. `numeric`: both read as numbers, |difference| ≤ tolerance.
 * `choice`: the first option letter in the answer equals the key's. `function`: the caller's own pure function, known by
 * id and version, which enter the design hash; it returns a score in the task's range.
 */
export const Grader = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("exact"), ignoreCase: Schema.optionalKey(Schema.Boolean) }),
  Schema.Struct({
    kind: Schema.Literal("numeric"),
    tolerance: Schema.optionalKey(Schema.Number.check(Schema.isFinite(), Schema.isGreaterThanOrEqualTo(0)))
  }),
  Schema.Struct({ kind: Schema.Literal("choice") }),
  Schema.Struct({ kind: Schema.Literal("function"), id: Schema.NonEmptyString, version: Schema.NonEmptyString })
])
export type Grader = typeof Grader.Type

/** The code behind a `function` grader: pure, same answer same score. */
export type GraderFunction = (answer: string, key: string) => number
