import * as Schema from "effect/Schema"

const Cap = Schema.optionalKey(Schema.Number.check(Schema.isFinite(), Schema.isGreaterThan(0)))

/**
 * Hard caps of one trial and the dimension in which arms are matched.
 *
 * A cap that is absent does not bind; the cap of the matched dimension must be there. `seconds` is a deadline with abort,
 * never a reservation. Unit: per trial (one system on one item with one seed).
 */
export const Budget = Schema.Struct({
  /** The matched dimension; `tokens` = prompt tokens sent + sampled tokens. */
  dimension: Schema.Literals(["tokens", "promptTokens", "sampledTokens", "calls", "cost"]),
  tokens: Cap,
  promptTokens: Cap,
  sampledTokens: Cap,
  calls: Cap,
  seconds: Cap,
  cost: Cap
})
export type Budget = typeof Budget.Type

/** Caps of a whole run, over all its trials; absent caps do not bind. */
export const RunLimits = Schema.Struct({ tokens: Cap, calls: Cap, seconds: Cap, cost: Cap })
export type RunLimits = typeof RunLimits.Type
