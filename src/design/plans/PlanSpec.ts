import * as Schema from "effect/Schema"

const Count = Schema.Int.check(Schema.isGreaterThan(0))

const basePlans = [
  Schema.Struct({ kind: Schema.Literal("full-factorial") }),
  /** A regular fraction by its number of runs. */
  Schema.Struct({ kind: Schema.Literal("fractional"), runs: Count }),
  /** The smallest regular fraction of at least this resolution. */
  Schema.Struct({ kind: Schema.Literal("fractional"), resolution: Count }),
  /** `runs` is 12, 20 or 24; absent: the fewest that hold the factors. */
  Schema.Struct({ kind: Schema.Literal("plackett-burman"), runs: Schema.optionalKey(Count) }),
  Schema.Struct({ kind: Schema.Literal("leave-one-out") }),
  Schema.Struct({ kind: Schema.Literal("add-one-in") }),
  Schema.Struct({ kind: Schema.Literal("one-at-a-time") }),
  Schema.Struct({
    kind: Schema.Literal("d-optimal"),
    runs: Count,
    model: Schema.Literals(["main", "main+2fi"]),
    seed: Schema.Int,
    /** Random starts of the search; absent: 60. */
    restarts: Schema.optionalKey(Count)
  })
] as const

/**
 * A plan of runs as plain data; `planRuns` turns it into a table of runs.
 *
 * @category design
 */
export const PlanSpec = Schema.Union([
  ...basePlans,
  /** The runs of a two-level plan, and each of them with every factor reversed. */
  Schema.Struct({ kind: Schema.Literal("foldover"), of: Schema.Union(basePlans) })
])
export type PlanSpec = typeof PlanSpec.Type
