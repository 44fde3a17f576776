import * as Schema from "effect/Schema"
import { ContextTraits } from "./ContextTraits.js"
import { Grader } from "./Grader.js"
import { Item } from "./Item.js"

/** A family of items with one grader, resolved: what the runner walks through. */
export const Task = Schema.Struct({
  /** Unique within a study. */
  id: Schema.NonEmptyString,
  /** Items of the same kind share a family over tasks; estimates are grouped by it. */
  family: Schema.NonEmptyString,
  grader: Grader,
  /** What a model that was not trained on the family must be told to understand a question; the compact dialect ignores it. */
  instruction: Schema.optionalKey(Schema.NonEmptyString),
  /** Scores lie in [range[0], range[1]] with a true zero; default [0, 1]. */
  range: Schema.Tuple([Schema.Finite, Schema.Finite]),
  /** Chance of a right answer without knowledge; absent means none is declared. */
  guessRate: Schema.optionalKey(Schema.Finite),
  /** Most facts that one call of any agent, in either arm, may carry; absent means all. */
  window: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
  /** What holds for all items, unless one says otherwise. */
  context: Schema.optionalKey(ContextTraits),
  items: Schema.NonEmptyArray(Item)
})
export type Task = typeof Task.Type
