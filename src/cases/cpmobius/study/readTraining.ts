import { existsSync } from "node:fs"
import { basename, join, resolve } from "node:path"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { InputError } from "../../../errors/InputError.js"
import type { LedgerError } from "../../../errors/LedgerError.js"
import { readRunFile } from "../../../ledger/RunFolder.js"
import { ledgerFile } from "../../../ledger/readLedger.js"
import { type CpmobiusRun, readCpmobiusEffect } from "../CpmobiusRun.js"
import type { StepPoint } from "../report/TrainingReport.js"
import { importTraining, scaleFile } from "../scale/importTraining.js"
import { readStudyFile, runFolder, studyFiles } from "./runCpmobiusStudy.js"
import { StageSeconds } from "./StageSeconds.js"
import { StudyVotes } from "./StudyVotes.js"

/** One run as it was found. */
export interface FoundRun {
  readonly arm: string
  readonly seed: number
  readonly run: CpmobiusRun
  /** `null`: not recorded. */
  readonly seconds: StageSeconds | null
  /** Curves of a run that has no ledger. */
  readonly points?: ReadonlyArray<StepPoint>
  /** What must be known of an imported run; empty for one with a ledger. */
  readonly notes: ReadonlyArray<string>
}

/** All that is known of some ways of training: where every comparison starts. */
export interface TrainingRecords {
  readonly runs: ReadonlyArray<FoundRun>
  readonly votes: ReadonlyArray<StudyVotes>
  /** Runs of a study that have not ended, as `arm seed n`. */
  readonly unfinished: ReadonlyArray<string>
}

const decoded = <A>(schema: Schema.Codec<A, unknown>, text: string | undefined): A | undefined => {
  if (text === undefined) return undefined
  const result = Schema.decodeUnknownResult(Schema.fromJsonString(schema))(text)
  return result._tag === "Success" ? result.success : undefined
}

const readRun = Effect.fnUntraced(function* (folder: string): Effect.fn.Return<FoundRun, LedgerError> {
  const run = yield* readCpmobiusEffect(folder)
  const seconds = decoded(StageSeconds, yield* readRunFile(folder, studyFiles.seconds)) ?? null
  const { id, seed } = run.start.config
  return { arm: id, seed, run, seconds, notes: [] }
})

const readStudy = Effect.fnUntraced(function* (
  folder: string
): Effect.fn.Return<TrainingRecords, InputError | LedgerError> {
  const study = yield* readStudyFile(folder)
  const runs: Array<FoundRun> = []
  const unfinished: Array<string> = []
  for (const arm of study.arms) {
    for (const seed of study.seeds) {
      const place = runFolder(folder, arm, seed)
      const found = existsSync(join(place, ledgerFile)) ? yield* Effect.result(readRun(place)) : undefined
      if (found?._tag === "Success") runs.push(found.success)
      else if (found?._tag === "Failure" && found.failure.reason !== "missing") return yield* Effect.fail(found.failure)
      if (found?._tag !== "Success" || found.success.run.end === null) unfinished.push(`${arm} seed ${seed}`)
    }
  }
  const votes = decoded(Schema.Array(StudyVotes), yield* readRunFile(folder, studyFiles.votes)) ?? []
  return { runs, votes, unfinished }
})

const readFolder = (folder: string): Effect.Effect<TrainingRecords, InputError | LedgerError> => {
  if (existsSync(join(folder, studyFiles.study))) return readStudy(folder)
  if (existsSync(join(folder, scaleFile))) {
    return Effect.map(importTraining(folder), (found) => ({
      runs: [{ ...found, seconds: null }],
      votes: [],
      unfinished: []
    }))
  }
  return Effect.map(readRun(folder), (found) => ({
    runs: [found],
    votes: [],
    unfinished: found.run.end === null ? [`${found.arm} seed ${found.seed}`] : []
  }))
}

/**
 * Reads studies, single runs and imported logs of large trainers; no model and no trainer is needed.
 *
 * Runs of one arm's name belong together. Where two folders both have an arm with the same seed, the folder's name is put before
 * the arm's.
 *
 * Errors: InputError for a folder that holds none of these; LedgerError for a damaged ledger.
 */
export const readTraining = Effect.fnUntraced(function* (
  folders: ReadonlyArray<string>
): Effect.fn.Return<TrainingRecords, InputError | LedgerError> {
  const found: Array<{ readonly folder: string; readonly records: TrainingRecords }> = []
  for (const folder of folders) found.push({ folder, records: yield* readFolder(folder) })
  const names = found.flatMap(({ records }) => records.runs.map(({ arm, seed }) => `${arm} ${seed}`))
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index))
  const clash = new Set(
    found.flatMap(({ records }) => records.runs.flatMap(({ arm, seed }) => (twice.has(`${arm} ${seed}`) ? [arm] : [])))
  )
  return {
    runs: found.flatMap(({ folder, records }) =>
      records.runs.map((one) => (clash.has(one.arm) ? { ...one, arm: `${basename(resolve(folder))}/${one.arm}` } : one))
    ),
    votes: found.length === 1 ? (found[0]?.records.votes ?? []) : [],
    unfinished: found.flatMap(({ records }) => records.unfinished)
  }
})
