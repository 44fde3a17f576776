import { readFile } from "node:fs/promises"
import { resolve } from "node:path"
import * as Effect from "effect/Effect"
import { InputError } from "../errors/InputError.js"
import { adapters } from "./adapters/adapters.js"
import type { DatasetAdapter } from "./adapters/DatasetAdapter.js"
import { type DownloadDatasetOptions, downloadDataset, parseDatasetName } from "./adapters/downloadDataset.js"
import { readRecords } from "./adapters/readRecords.js"
import type { DatasetSource } from "./DatasetSource.js"
import type { Item } from "./Item.js"
import { unreadableReason } from "./loadItems.js"
import type { Task } from "./Task.js"

const pathOf = Effect.fnUntraced(function* (
  adapter: DatasetAdapter,
  source: DatasetSource,
  split: string,
  options: LoadDatasetOptions
): Effect.fn.Return<string, InputError> {
  if ("file" in source) return resolve(options.folder ?? ".", source.file)
  const published = Object.hasOwn(adapter.files, split) ? adapter.files[split] : undefined
  if (published === undefined) {
    return yield* new InputError({
      what: `Split of ${adapter.id}`,
      value: split,
      limit: `must be one of ${Object.keys(adapter.files).join(", ")}`,
      advice: "Correct the split, or give a file of your own."
    })
  }
  const name = source.hf === true ? `hf:${adapter.repository}` : source.hf
  return yield* downloadDataset(yield* parseDatasetName(name, published), options)
})

export interface LoadDatasetOptions extends DownloadDatasetOptions {
  /** Where a relative path starts; default the working directory. */
  readonly folder?: string
  /** Only the first so many records are read. Absent: all. */
  readonly count?: number
}

/**
 * A task out of a public data set, with the data set's own grader, instruction, traits and chance of a right guess.
 *
 * The records become items in their order. The same file, split and seed give the same task on every machine.
 *
 * Errors: InputError when the file is missing, cannot be fetched or read, has no records, or has one in another format.
 *
 * @category task
 */
export const loadDataset = Effect.fnUntraced(function* (
  source: DatasetSource,
  options: LoadDatasetOptions = {}
): Effect.fn.Return<Task, InputError> {
  const adapter = adapters[source.dataset]
  const split = source.split ?? adapter.split
  const path = yield* pathOf(adapter, source, split, options)
  const content = yield* Effect.tryPromise({
    try: () => readFile(path),
    catch: (cause) =>
      new InputError({
        what: "Data file",
        value: path,
        limit: unreadableReason(cause),
        advice: `Give the path of a file of ${adapter.repository}.`
      })
  })
  const records = yield* readRecords(path, content)
  const items: Array<Item> = []
  for (const [index, record] of records.slice(0, options.count).entries()) {
    const place = { position: index + 1, split, seed: source.seed ?? 1 }
    items.push(yield* Effect.mapError(adapter.toItem(record, place), (error) => inFile(error, path)))
  }
  const [first, ...rest] = items
  if (first === undefined) {
    return yield* new InputError({
      what: "Data file",
      value: path,
      limit: "has no records; a task requires at least 1",
      advice: `Give the path of a file of ${adapter.repository}.`
    })
  }
  return {
    id: adapter.id,
    family: adapter.id,
    grader: adapter.grader,
    instruction: adapter.instruction,
    range: adapter.range,
    ...(adapter.guessRate === undefined ? {} : { guessRate: adapter.guessRate(items) }),
    context: adapter.context,
    items: [first, ...rest]
  }
})

const inFile = (error: InputError, path: string): InputError =>
  new InputError({ what: error.what, value: `${error.value} in ${path}`, limit: error.limit, advice: error.advice })
