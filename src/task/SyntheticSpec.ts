import * as Schema from "effect/Schema"

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))
const items = between(1, 100_000)

/** What to draw: a seeded family, its difficulty and how many items. */
export const SyntheticSpec = Schema.Union([
  Schema.Struct({
    family: Schema.Literal("arithmetic"),
    /** Number of operations. */
    level: between(1, 8),
    items,
    seed: Schema.Int
  }),
  Schema.Struct({
    family: Schema.Literal("lookup"),
    /** Facts on the way from the question to the answer. */
    hops: between(1, 8),
    /** All facts, distractors included; at least `hops`. */
    facts: between(1, 25),
    /** Most facts that one call may carry; absent means all, in random order. */
    window: Schema.optionalKey(between(1, 25)),
    items,
    seed: Schema.Int
  })
])
export type SyntheticSpec = typeof SyntheticSpec.Type
