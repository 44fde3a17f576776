import * as Schema from "effect/Schema"
import { ContextTraits } from "./ContextTraits.js"

/** One problem with its answer key: a line of an items file. */
export const Item = Schema.Struct({
  /** Unique within its task. */
  id: Schema.NonEmptyString,
  question: Schema.NonEmptyString,
  answer: Schema.String,
  /** Further keys that are just as right; the best score over all keys counts. Absent means none. */
  answers: Schema.optionalKey(Schema.Array(Schema.String)),
  /** Material the question rests on, in reading order; may be split among agents. Absent means none. */
  facts: Schema.optionalKey(Schema.Array(Schema.NonEmptyString)),
  /** Items of one group (a document, a repository) form one cluster. Absent means that the item is its own. */
  group: Schema.optionalKey(Schema.NonEmptyString),
  /** Remarks on the item (level, hops …) for strata; never shown to an agent. */
  traits: Schema.optionalKey(
    Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Number, Schema.Boolean]))
  ),
  /** What the item brings with it, where it differs from its task. */
  context: Schema.optionalKey(ContextTraits)
})
export type Item = typeof Item.Type
