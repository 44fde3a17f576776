import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { InputError } from "../../errors/InputError.js"
import type { ContextTraits } from "../ContextTraits.js"
import type { Grader } from "../Grader.js"
import type { Item } from "../Item.js"

/** Where a record stands. */
export interface RecordPlace {
  /** Counted from 1. */
  readonly position: number
  readonly split: string
  /** Root of what is drawn, such as the order of options. */
  readonly seed: number
}

/** What is known about a public data set: where its files are, how a record becomes an item, how it is graded. */
export interface DatasetAdapter {
  readonly id: string
  /** Paper or page that defines it. */
  readonly source: string
  /** Repository of data sets on Hugging Face. */
  readonly repository: string
  /** File within the repository, by split. */
  readonly files: Readonly<Record<string, string>>
  /** The split that is meant when none is named. */
  readonly split: string
  readonly grader: Grader
  /** What a model must be told that does not know the data set. */
  readonly instruction: string
  readonly range: readonly [number, number]
  /** Chance of a right answer without knowledge; absent where none is known. */
  readonly guessRate?: (items: ReadonlyArray<Item>) => number
  readonly context: ContextTraits
  /** Errors: InputError naming place and field of a record in another format. */
  readonly toItem: (record: unknown, place: RecordPlace) => Effect.Effect<Item, InputError>
}

const describe = SchemaIssue.makeFormatterStandardSchemaV1()

/** A record that has the right fields and yet makes no item: which field, and what it must be. */
export interface UnfitRecord {
  readonly field: string
  readonly limit: string
}

/** An adapter whose records are decoded by a schema before they are read; fields that it does not name are ignored. */
export const defineAdapter = <R extends Schema.Codec<unknown, unknown>>(
  adapter: Omit<DatasetAdapter, "toItem" | "range"> & {
    readonly record: R
    readonly read: (record: R["Type"], place: RecordPlace) => Item | UnfitRecord
  }
): DatasetAdapter => {
  const { record, read, ...rest } = adapter
  const decode = Schema.decodeUnknownEffect(record)
  const unfit = (place: RecordPlace, field: string, limit: string) =>
    new InputError({
      what: `Record ${place.position} of ${rest.id}`,
      value: field === "" ? "the whole record" : `field "${field}"`,
      limit,
      advice: `Use the files of ${rest.repository} as they are published.`
    })
  return {
    ...rest,
    range: [0, 1],
    toItem: (raw, place) =>
      decode(raw).pipe(
        Effect.mapError((error) => {
          const issue = describe(error.issue).issues[0]
          const path = (issue?.path ?? []).map((part) => String(typeof part === "object" ? part.key : part))
          return unfit(place, path.join("."), (issue?.message ?? "is not a record").replace(/^Expected/u, "requires"))
        }),
        Effect.flatMap((decoded) => {
          const item = read(decoded, place)
          return "limit" in item ? Effect.fail(unfit(place, item.field, item.limit)) : Effect.succeed(item)
        })
      )
  }
}

/** `gsm8k-test-0007`: an id for records that have none. */
export const idOf = (dataset: string, { position, split }: RecordPlace): string =>
  `${dataset}-${split}-${String(position).padStart(4, "0")}`
