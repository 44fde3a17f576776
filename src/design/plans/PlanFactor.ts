import * as Schema from "effect/Schema"

/**
 * A factor as a plan of runs sees it: a name and its finite list of levels, one of them the null level.
 *
 * Plans with two levels a factor set it *off* (`nullLevel`) or *on* (`onLevel`); with exactly two levels `onLevel` may be
 * left out and is the other one. Plans that use every level ignore `onLevel`.
 *
 * @category design
 */
export const PlanFactor = Schema.Struct({
  /** Unique within a plan; must not contain " × ", which joins the names of an interaction. */
  id: Schema.NonEmptyString,
  /** At least two different levels. */
  levels: Schema.Array(Schema.NonEmptyString),
  /** The level that means "without the factor"; one of `levels`. */
  nullLevel: Schema.NonEmptyString,
  /** The level that means "with the factor" in two-level plans. Absent: the other one of two levels. */
  onLevel: Schema.optionalKey(Schema.NonEmptyString)
})
export type PlanFactor = typeof PlanFactor.Type
