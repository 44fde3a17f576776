import { readFile } from "node:fs/promises"
import { basename, extname } from "node:path"
import * as Effect from "effect/Effect"
import { InputError } from "../errors/InputError.js"
import { unreadableReason } from "../task/loadItems.js"
import { parseInspectLog } from "./parseInspectLog.js"
import { parseScoreTable } from "./parseScoreTable.js"
import { joinTables, type ScoreTable } from "./ScoreTable.js"

/** How files are read. */
export interface ImportOptions {
  /** Scorer of a log of inspect_ai; absent: its only one. */
  readonly scorer?: string
}

/**
 * Reads results of other programs: score tables (`.csv`, `.tsv`, `.jsonl`) and logs of inspect_ai (`.json`), one system a log,
 * named after its file.
 *
 * Shape: one row a trial, files in the given order.
 * Errors: InputError for a file that cannot be read, has another ending, or that `parseScoreTable` or `parseInspectLog`
 * refuses, and for a trial that occurs in two files.
 *
 * @see {@link gainOfScores}
 * @category gain
 */
export const importScoresEffect = (
  paths: ReadonlyArray<string>,
  options: ImportOptions = {}
): Effect.Effect<ScoreTable, InputError> =>
  Effect.forEach(paths, (path) =>
    Effect.tryPromise({
      try: () => readFile(path, "utf8"),
      catch: (cause) => refused(path, unreadableReason(cause))
    }).pipe(Effect.flatMap((text) => attempt(() => parseFile(path, text, options))))
  ).pipe(Effect.flatMap((tables) => attempt(() => joinTables(tables))))

/** Promise twin of {@link importScoresEffect}. */
export const importScores = (paths: ReadonlyArray<string>, options: ImportOptions = {}): Promise<ScoreTable> =>
  Effect.runPromise(importScoresEffect(paths, options))

const refused = (path: string, limit: string): InputError =>
  new InputError({
    what: "Score file",
    value: path,
    limit,
    advice: "Give a table as .csv, .tsv or .jsonl, or a log of inspect_ai as .json."
  })

const parseFile = (path: string, text: string, options: ImportOptions): ScoreTable => {
  const ending = extname(path).toLowerCase()
  const file = basename(path)
  switch (ending) {
    case ".csv":
      return parseScoreTable(text, { file, format: "csv" })
    case ".tsv":
      return parseScoreTable(text, { file, format: "tsv" })
    case ".jsonl":
    case ".ndjson":
      return parseScoreTable(text, { file, format: "jsonl" })
    case ".json":
      return parseInspectLog(text, { file, system: basename(path, extname(path)), ...options })
    case ".eval":
      throw refused(path, "is a packed log of inspect_ai; convert it with `inspect log convert --to json`")
    default:
      throw refused(path, `has the ending "${ending}"`)
  }
}

const attempt = <A>(run: () => A): Effect.Effect<A, InputError> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(run())
    } catch (error) {
      return error instanceof InputError ? Effect.fail(error) : Effect.die(error)
    }
  })
