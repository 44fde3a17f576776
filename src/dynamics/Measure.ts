import * as Schema from "effect/Schema"

const Bound = Schema.NullOr(Schema.Finite)

/** A number, or `null` with the reason why there is none; never NaN and never 0 in its place. */
export const Measure = Schema.Struct({
  value: Bound,
  /** Why there is none; absent when there is one. */
  reason: Schema.optionalKey(Schema.String)
})
export type Measure = typeof Measure.Type

/** A mean, or a function of means, over the items of a task. */
export const ItemMean = Schema.Struct({
  value: Bound,
  /** Over items, those of one group taken together; `null` with fewer than two of them. */
  standardError: Bound,
  lower: Bound,
  upper: Bound,
  /** Items that it rests on. */
  items: Schema.Int,
  /** Why the value, or only its standard error, is `null`. */
  reason: Schema.optionalKey(Schema.String)
})
export type ItemMean = typeof ItemMean.Type

/** A share of opportunities taken, over the items of a task. */
export const ItemShare = Schema.Struct({
  ...ItemMean.fields,
  /** How often it could have happened. */
  opportunities: Schema.Int
})
export type ItemShare = typeof ItemShare.Type

/** A number that there is. */
export const measured = (value: number): Measure => ({ value })

/** A number that there is not, and why. */
export const notEstimable = (reason: string): Measure => ({ value: null, reason: `not estimable: ${reason}` })
