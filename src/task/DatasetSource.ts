import * as Schema from "effect/Schema"
import { datasetNames } from "./adapters/adapters.js"

const settings = {
  dataset: Schema.Literals(datasetNames),
  /** Absent: the data set's usual split. With `file` it only names the items. */
  split: Schema.optionalKey(Schema.NonEmptyString),
  /** Root of what is drawn, such as the order of options; default 1. */
  seed: Schema.optionalKey(Schema.Int)
}

/** A public data set, from a file of yours or from Hugging Face. */
export const DatasetSource = Schema.Union([
  Schema.Struct({
    ...settings,
    /** `.jsonl`, `.json`, `.csv` or `.parquet`, relative to the study file. */
    file: Schema.NonEmptyString
  }),
  Schema.Struct({
    ...settings,
    /** `true`: where it is published; or `hf:user/repository`, optionally with `/path` and `@revision`. */
    hf: Schema.Union([Schema.Literal(true), Schema.NonEmptyString])
  })
])
export type DatasetSource = typeof DatasetSource.Type
