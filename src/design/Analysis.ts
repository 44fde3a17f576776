import * as Schema from "effect/Schema"

/** What was fixed about the analysis before the run; part of the design hash. */
export const Analysis = Schema.Struct({
  /** Confidence level of the two-sided interval; default .95. */
  level: Schema.Finite.check(Schema.isGreaterThan(0.5), Schema.isLessThan(1)),
  /** Smallest gain that matters, > 1; default 1.05. */
  relevance: Schema.Finite.check(Schema.isGreaterThan(1)),
  /** Non-inferiority margin, < 1; default 1/relevance. */
  margin: Schema.Finite.check(Schema.isGreaterThan(0), Schema.isLessThan(1)),
  /** Folds of the cross-fitted choice of the baseline policy; default 5. */
  folds: Schema.Int.check(Schema.isGreaterThanOrEqualTo(2)),
  /** The single agent's curve is sampled until it covers this multiple of the dearest team's mean cost; default 1.25. */
  coverage: Schema.Finite.check(Schema.isGreaterThanOrEqualTo(1))
})
export type Analysis = typeof Analysis.Type
