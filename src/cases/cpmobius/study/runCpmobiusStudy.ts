import { readFileSync, renameSync, writeFileSync } from "node:fs"
import { mkdir, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { InputError } from "../../../errors/InputError.js"
import type { LedgerError } from "../../../errors/LedgerError.js"
import { readRunFile, writeRunFile } from "../../../ledger/RunFolder.js"
import { ledgerFile } from "../../../ledger/readLedger.js"
import type { CpmobiusConfig } from "../CpmobiusConfig.js"
import type { CpmobiusEvent } from "../CpmobiusEvent.js"
import { type CpmobiusRun, readCpmobiusEffect } from "../CpmobiusRun.js"
import type { LoopError } from "../Loop.js"
import { runCpmobiusEffect } from "../runCpmobius.js"
import { type ArmName, type CpmobiusStudy, decodeCpmobiusStudy } from "./CpmobiusStudy.js"
import { type OpenLearner, openLearner } from "./openLearner.js"
import { StageSeconds, stageTimer } from "./StageSeconds.js"
import { StudyVotes, sampleVotes } from "./StudyVotes.js"
import { studyConfig } from "./studyConfig.js"

/** Names of a study's files. */
export const studyFiles = { study: "study.json", votes: "votes.json", seconds: "seconds.json" } as const

/** Folder of one run within a study's. */
export const runFolder = (folder: string, arm: string, seed: number): string => join(folder, arm, `seed-${seed}`)

/** Where a study stands: told with every event of a run that is not a call. */
export interface StudyProgress {
  readonly arm: ArmName
  readonly seed: number
  /** Runs before this one, and runs in all. */
  readonly done: number
  readonly runs: number
  readonly config: CpmobiusConfig
  readonly event: CpmobiusEvent
}

/** How a study is carried out; none of it changes what comes out. */
export interface CpmobiusStudyOptions {
  /** Default: one call at a time for simulated learners, else 8. */
  readonly concurrency?: number
  readonly onProgress?: (progress: StudyProgress) => void
  /** Milliseconds of any clock that does not go back. Absent: no seconds are recorded. */
  readonly clock?: () => number
  /** Another learner than those of the study's own kinds. */
  readonly open?: (
    study: CpmobiusStudy,
    seed: number,
    folder: string
  ) => Effect.Effect<OpenLearner, LoopError, Scope.Scope>
}

const badFolder = (folder: string, limit: string, advice: string): InputError =>
  new InputError({ what: "Folder of a Coach–Player study", value: folder, limit, advice })

const makeFolder = (folder: string): Effect.Effect<void, InputError> =>
  Effect.tryPromise({
    try: () => mkdir(folder, { recursive: true }),
    catch: (cause) =>
      badFolder(
        folder,
        `must be writable (${cause instanceof Error ? cause.message : String(cause)})`,
        "Choose another."
      )
  })

/** Whether a run has begun: its ledger has a first whole line. A process killed before that leaves nothing to go on from. */
const hasBegun = (folder: string): Effect.Effect<boolean> =>
  Effect.promise(async () => {
    const path = join(folder, ledgerFile)
    const size = await stat(path).then(
      ({ size }) => size,
      () => 0
    )
    if (size > 0 && readFileSync(path).includes(0x0a)) return true
    await rm(path, { force: true })
    return false
  })

const readSeconds = (folder: string): Effect.Effect<StageSeconds | undefined> =>
  Effect.map(readRunFile(folder, studyFiles.seconds), (text) => {
    if (text === undefined) return undefined
    return Schema.is(StageSeconds)(JSON.parse(text)) ? (JSON.parse(text) as StageSeconds) : undefined
  })

const oneRun = Effect.fnUntraced(function* (of: {
  readonly study: CpmobiusStudy
  readonly folder: string
  readonly config: CpmobiusConfig
  readonly options: CpmobiusStudyOptions
  readonly onEvent: (event: CpmobiusEvent) => void
}): Effect.fn.Return<CpmobiusRun, LoopError, Scope.Scope> {
  const { study, folder, config, options, onEvent } = of
  const begun = yield* hasBegun(folder)
  if (begun) {
    const left = yield* readCpmobiusEffect(folder)
    if (left.end !== null) return left
  }
  const open = options.open ?? openLearner
  const { trainer, items, exact } = yield* open(study, config.seed, join(folder, "policies"))
  const timer = options.clock === undefined ? undefined : stageTimer(options.clock, yield* readSeconds(folder))
  const writeSeconds = (): void => {
    if (timer === undefined) return
    const path = join(folder, studyFiles.seconds)
    writeFileSync(`${path}.part`, `${JSON.stringify(timer.read())}\n`)
    renameSync(`${path}.part`, path)
  }
  const concurrency = options.concurrency ?? (study.learner === "simulated" ? 1 : 8)
  const run = yield* runCpmobiusEffect(
    { config, trainer, items },
    {
      folder,
      resume: begun,
      exact,
      concurrency,
      onEvent: (event) => {
        if (event.type === "checkpoint" || event.type === "cpmobius-end") writeSeconds()
        onEvent(event)
      },
      ...(timer === undefined ? {} : { onState: timer.enter })
    }
  )
  return run
})

const readVotes = Effect.fnUntraced(function* (folder: string) {
  const text = yield* readRunFile(folder, studyFiles.votes)
  if (text === undefined) return []
  const decoded = Schema.decodeUnknownResult(Schema.fromJsonString(Schema.Array(StudyVotes)))(text)
  return decoded._tag === "Success" ? decoded.success : []
})

const addVotes = Effect.fnUntraced(function* (study: CpmobiusStudy, folder: string, options: CpmobiusStudyOptions) {
  if (study.votes === 0) return
  const votes = [...(yield* readVotes(folder))]
  for (const seed of study.seeds) {
    if (votes.some((one) => one.seed === seed)) continue
    const own = join(folder, "untrained", `seed-${seed}`)
    yield* makeFolder(own)
    const config = yield* studyConfig(study, study.arms[0], seed)
    const open = options.open ?? openLearner
    votes.push(
      yield* Effect.scoped(
        Effect.gen(function* () {
          const learner = yield* open(study, seed, join(own, "policies"))
          const concurrency = options.concurrency ?? (study.learner === "simulated" ? 1 : 8)
          return yield* sampleVotes({ config, learner, votes: study.votes, folder: own, concurrency })
        })
      )
    )
    yield* writeRunFile(folder, studyFiles.votes, `${JSON.stringify(votes)}\n`)
  }
})

/** Begins a study's folder, or checks that it holds this very study. */
const prepare = Effect.fnUntraced(function* (
  study: CpmobiusStudy,
  folder: string
): Effect.fn.Return<void, InputError | LedgerError> {
  yield* makeFolder(folder)
  const before = yield* readRunFile(folder, studyFiles.study)
  if (before !== undefined) {
    return yield* badFolder(
      folder,
      "already holds a study",
      `Go on with it by \`gain cpmobius run --resume --out ${folder}\`, or choose another folder.`
    )
  }
  if (yield* hasBegun(folder)) {
    return yield* badFolder(folder, "already holds a run", "Choose another folder with --out.")
  }
  yield* writeRunFile(folder, ".gitignore", "*\n")
  yield* writeRunFile(folder, studyFiles.study, `${JSON.stringify(study, null, 2)}\n`)
})

const carryOut = Effect.fnUntraced(function* (
  study: CpmobiusStudy,
  folder: string,
  options: CpmobiusStudyOptions
): Effect.fn.Return<void, LoopError> {
  // Every configuration is checked before the first token.
  const plan: Array<{ readonly arm: ArmName; readonly config: CpmobiusConfig }> = []
  for (const seed of study.seeds) {
    for (const arm of study.arms) plan.push({ arm, config: yield* studyConfig(study, arm, seed) })
  }
  for (const [done, { arm, config }] of plan.entries()) {
    const { seed } = config
    const place = runFolder(folder, arm, seed)
    yield* makeFolder(place)
    const onEvent = (event: CpmobiusEvent): void =>
      options.onProgress?.({ arm, seed, done, runs: plan.length, config, event })
    yield* Effect.scoped(oneRun({ study, folder: place, config, options, onEvent }))
  }
  yield* addVotes(study, folder, options)
})

/**
 * Runs a Coach–Player study: every arm once a seed, seeds outermost so that pairs are complete early; then the untrained
 * Player's votes. Each run has a folder of its own with ledger and checkpoints.
 *
 * Errors: InputError for a study that contradicts itself or a folder that is taken; those of `runCpmobius`, after which the study
 * can be resumed.
 *
 * @category cpmobius
 */
export const runCpmobiusStudyEffect = Effect.fnUntraced(function* (
  study: CpmobiusStudy,
  folder: string,
  options: CpmobiusStudyOptions = {}
): Effect.fn.Return<void, LoopError> {
  const decoded = yield* decodeCpmobiusStudy(study)
  yield* studyConfig(decoded, decoded.arms[0], decoded.seeds[0])
  yield* prepare(decoded, folder)
  yield* carryOut(decoded, folder, options)
})

/** The study that a folder was begun with. Errors: InputError when there is none. */
export const readStudyFile = Effect.fnUntraced(function* (folder: string): Effect.fn.Return<CpmobiusStudy, InputError> {
  const text = yield* readRunFile(folder, studyFiles.study)
  if (text === undefined) {
    return yield* badFolder(folder, "holds no study", "Give the folder that `gain cpmobius run --out` wrote.")
  }
  const value = yield* Effect.try({
    try: (): unknown => JSON.parse(text),
    catch: () => badFolder(folder, `${studyFiles.study} is no JSON`, "Restore the file.")
  })
  return yield* decodeCpmobiusStudy(value)
})

/**
 * Goes on with an interrupted study: finished runs stay, the one that was under way is taken up from its last checkpoint, and
 * what was paid for after that is not paid for again.
 *
 * Errors: InputError for a folder without a study; those of `runCpmobius`.
 *
 * @category cpmobius
 */
export const resumeCpmobiusStudyEffect = Effect.fnUntraced(function* (
  folder: string,
  options: CpmobiusStudyOptions = {}
): Effect.fn.Return<void, LoopError> {
  yield* carryOut(yield* readStudyFile(folder), folder, options)
})

/** Promise twin of {@link runCpmobiusStudyEffect}. */
export const runCpmobiusStudy = (
  study: CpmobiusStudy,
  folder: string,
  options: CpmobiusStudyOptions = {}
): Promise<void> => Effect.runPromise(runCpmobiusStudyEffect(study, folder, options))

/** Promise twin of {@link resumeCpmobiusStudyEffect}. */
export const resumeCpmobiusStudy = (folder: string, options: CpmobiusStudyOptions = {}): Promise<void> =>
  Effect.runPromise(resumeCpmobiusStudyEffect(folder, options))
