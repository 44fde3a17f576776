import * as Schema from "effect/Schema"

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

const Exact = Schema.Struct({ kind: Schema.Literal("exact"), ignoreCase: Schema.optionalKey(Schema.Boolean) })
const Numeric = Schema.Struct({
  kind: Schema.Literal("numeric"),
  tolerance: Schema.optionalKey(Schema.Number.check(Schema.isFinite(), Schema.isGreaterThanOrEqualTo(0)))
})
const Choice = Schema.Struct({ kind: Schema.Literal("choice") })
const Mathematical = Schema.Struct({
  kind: Schema.Literal("math"),
  /** Words that may follow a number without changing it, in key and answer: `["cm", "square units"]`. Absent: none. */
  units: Schema.optionalKey(Schema.Array(Schema.NonEmptyString))
})

/**
 * How an answer is scored against the key.
 *
 * `exact`: equal after trimming, optionally ignoring case. `numeric`: both read as numbers, |difference| ≤ tolerance.
 * `choice`: the first option letter in the answer equals the key's. `math`: mathematically equal final answers. `token-f1`:
 * shared words, graded between 0 and 1. `unit-tests`: the answer is a program that must pass the key's tests. `function`: the
 * caller's own pure function, known by id and version, which enter the design hash; it returns a score in the task's range.
 * `judge`: another model decides by a rubric; it spends tokens, so that only a run can grade with it, and `grade` refuses it.
 *
 * The built-in ones but `token-f1` and `judge` give 0 or 1.
 */
export const Grader = Schema.Union([
  Exact,
  Numeric,
  Choice,
  Mathematical,
  Schema.Struct({ kind: Schema.Literal("token-f1") }),
  Schema.Struct({
    kind: Schema.Literal("unit-tests"),
    /** Only JavaScript is run; a task in Python is refused before any token is spent. */
    language: Schema.Literals(["javascript", "python"]),
    /** Jumps and calls, in thousands, before a program counts as endless; the same on every machine. Default 50,000. */
    kiloSteps: Schema.optionalKey(between(10, 10_000_000)),
    /** All memory of the program; default 64. */
    megabytes: Schema.optionalKey(between(17, 2048)),
    /** Wall time, only for what no step counter sees (one long native call); default 20. */
    seconds: Schema.optionalKey(between(1, 600))
  }),
  Schema.Struct({ kind: Schema.Literal("function"), id: Schema.NonEmptyString, version: Schema.NonEmptyString }),
  Schema.Struct({
    kind: Schema.Literal("judge"),
    /** Alias of the judging model in the study. */
    model: Schema.NonEmptyString,
    /** What makes an answer right, as a sentence. */
    rubric: Schema.NonEmptyString,
    /** Show the answer keys to the judge. Absent: true. */
    reference: Schema.optionalKey(Schema.Boolean),
    /** Most tokens of a verdict with its reason. Absent: 128. */
    replyTokens: Schema.optionalKey(between(8, 4096)),
    /**
     * Measures the judge: on so many items, drawn by the seed, its verdicts are held against a grader that needs no model.
     * Absent: the error of the judge is unknown, and every report says so.
     */
    audit: Schema.optionalKey(
      Schema.Struct({
        items: Schema.Int.check(Schema.isGreaterThan(1)),
        grader: Schema.Union([Exact, Numeric, Choice, Mathematical])
      })
    )
  })
])
export type Grader = typeof Grader.Type

/** The grader of one kind. */
export type GraderOf<K extends Grader["kind"]> = Extract<Grader, { readonly kind: K }>

/** The code behind a `function` grader: pure, same answer same score. */
export type GraderFunction = (answer: string, key: string) => number
