import { gunzipSync } from "node:zlib"
import * as Effect from "effect/Effect"
import { InputError } from "../../errors/InputError.js"
import { parseCsv } from "./parseCsv.js"

const unreadable = (file: string, limit: string, advice: string) =>
  new InputError({ what: "Data file", value: file, limit, advice })

const parsed = (file: string, place: string, text: string): Effect.Effect<unknown, InputError> =>
  Effect.try({
    try: (): unknown => JSON.parse(text),
    catch: () => unreadable(`${file}${place}`, "requires JSON", "Check that the file was fetched whole.")
  })

/** Parquet writes whole numbers as bigint, where JSON has numbers. */
const plain = (value: unknown): unknown => {
  if (typeof value === "bigint") return Number(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]))
  }
  return value
}

const readParquet = Effect.fnUntraced(function* (
  file: string,
  bytes: Uint8Array,
  load: () => Promise<unknown>
): Effect.fn.Return<ReadonlyArray<unknown>, InputError> {
  const library = yield* Effect.tryPromise({
    try: async () => (await load()) as typeof import("hyparquet"),
    catch: () =>
      unreadable(
        file,
        "hyparquet is required to read Parquet and is not installed",
        "Run: npm install hyparquet@1, or convert the file to .jsonl."
      )
  })
  const buffer = new ArrayBuffer(bytes.byteLength)
  new Uint8Array(buffer).set(bytes)
  const rows = yield* Effect.tryPromise({
    try: () => library.parquetReadObjects({ file: buffer }),
    catch: (cause) =>
      unreadable(
        file,
        `is not read as Parquet (${cause instanceof Error ? cause.message : String(cause)})`,
        "Check that the file was fetched whole; write it with Snappy or no compression, or convert it to .jsonl."
      )
  })
  return rows.map(plain)
})

/**
 * The records of a data file, in its order: JSON Lines, a JSON array, CSV with a header line, or Parquet by the file's name
 * (`.jsonl`, `.json`, `.csv`, `.parquet`; the texts also gzipped, `.jsonl.gz`).
 *
 * `load` is for tests. Errors: InputError for another name, for content that does not parse (naming the line) and for
 * Parquet without hyparquet.
 */
export const readRecords = Effect.fnUntraced(function* (
  file: string,
  content: Uint8Array,
  load: () => Promise<unknown> = () => import("hyparquet")
): Effect.fn.Return<ReadonlyArray<unknown>, InputError> {
  const zipped = /\.gz$/iu.test(file)
  const kind = /\.(jsonl|json|csv|parquet)$/iu.exec(file.replace(/\.gz$/iu, ""))?.[1]?.toLowerCase()
  if (kind === undefined || (zipped && kind === "parquet")) {
    return yield* unreadable(
      file,
      "requires a name ending in .jsonl, .json, .csv (also with .gz) or .parquet",
      "Convert the file, or rename it by what it holds."
    )
  }
  if (kind === "parquet") return yield* readParquet(file, content, load)
  const bytes = zipped
    ? yield* Effect.try({
        try: () => gunzipSync(content),
        catch: () => unreadable(file, "is not gzipped data", "Check that the file was fetched whole.")
      })
    : content
  const text = new TextDecoder().decode(bytes)
  if (kind === "csv") return parseCsv(text)
  if (kind === "json") {
    const value = yield* parsed(file, "", text)
    return Array.isArray(value)
      ? value
      : yield* unreadable(file, "requires an array of records", "Save the records as one JSON array, or as .jsonl.")
  }
  const records: Array<unknown> = []
  for (const [index, line] of text.split(/\r?\n/u).entries()) {
    if (line.trim() !== "") records.push(yield* parsed(file, ` line ${index + 1}`, line))
  }
  return records
})
