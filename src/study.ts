import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { CustomSystem } from "./agent/CustomSystem.js"
import type { RunLimits } from "./budget/Budget.js"
import type { Design } from "./design/Design.js"
import { decodeStudy } from "./design/decodeStudy.js"
import type { Presets } from "./design/expandArms.js"
import { resolveDesign } from "./design/resolveDesign.js"
import type { Study } from "./design/Study.js"
import { designHash } from "./design/Trial.js"
import type { InputError } from "./errors/InputError.js"
import type { LedgerError } from "./errors/LedgerError.js"
import type { ModelError } from "./errors/ModelError.js"
import { RunLimitReached } from "./errors/RunLimitReached.js"
import type { SystemError } from "./errors/SystemError.js"
import type { Factor } from "./factor/Factor.js"
import { ledgerVersion } from "./ledger/Event.js"
import { openLedger } from "./ledger/LedgerWriter.js"
import { createRunFolder } from "./ledger/RunFolder.js"
import { parseLedgerFile } from "./ledger/readLedger.js"
import { BudgetMeter } from "./meter/BudgetMeter.js"
import type { Report } from "./report/Report.js"
import { writeReport } from "./report/writeReport.js"
import { checkSameFactors } from "./run/checkSameFactors.js"
import { checkSystems } from "./run/checkSystems.js"
import { type Earlier, earlierOf, nothingEarlier } from "./run/Earlier.js"
import { Judge } from "./run/Judge.js"
import { checkSameModels, designModels, loadModels, type ModelSources, sourceNames } from "./run/loadModels.js"
import { preflight } from "./run/preflight.js"
import { type Progress, runDesign } from "./run/runDesign.js"
import type { RunContext } from "./run/runTrial.js"
import { recordSession } from "./run/Session.js"
import { software } from "./run/software.js"
import type { GraderFunctions } from "./task/grade.js"

/** How a run is carried out; nothing here changes what it measures, but for `models`. */
export interface RunOptions {
  /** Folder of the run, made if absent. */
  readonly out: string
  /** Instead of the models that the study names. */
  readonly models?: ModelSources
  /** Blueprints that the study may call by name. */
  readonly presets?: Presets
  /** Factors that the study's designs may name; their order is the order of application. */
  readonly factors?: ReadonlyArray<Factor>
  /** Code of `function` graders, by `id@version`. */
  readonly graders?: GraderFunctions
  /** Code of the study's custom protocols and foreign systems. */
  readonly systems?: ReadonlyArray<CustomSystem>
  /** Where relative paths of the study start; default the working directory. */
  readonly folder?: string
  /** Trials in flight at once; default 96 for models under 10 M parameters, else 8. */
  readonly concurrency?: number
  /** Further attempts at a call after a retryable failure; default 2. */
  readonly retries?: number
  /** Caps of the whole run, instead of the study's. */
  readonly limits?: RunLimits
  readonly onProgress?: Progress
}

/** What a run left behind. */
export interface StudyResult {
  readonly folder: string
  /** `done`; `missing`: an outage left trials without a score; `limit`: a cap of the run was reached. */
  readonly outcome: "done" | "missing" | "limit"
  readonly report: Report
}

/** Checks a study written in code and returns it. Throws InputError naming the field that is wrong. */
export const defineStudy = (study: Study): Study => Effect.runSync(decodeStudy(study))

const defaultConcurrency = (design: Design): number =>
  Object.values(design.models).every((model) => (model.parameters ?? Number.POSITIVE_INFINITY) < 1e7) ? 96 : 8

/**
 * Runs a study from its first token to its report.
 *
 * ```
 *   1 study ─► 2 models ─► 3 design ─► 4 preflight ─► 5 ledger ◄─ 6 run
 *                                                       └─► 7 gain ─► report
 * ```
 *
 * Errors: InputError before any token is spent; ModelError when a model cannot be loaded; LedgerError when the record
 * cannot be written; SystemError when the code of a system of the caller's own fails. An outage during the run is no error: the outcome says `missing`.
 */
export const runStudyEffect = (
  study: Study,
  options: RunOptions
): Effect.Effect<StudyResult, InputError | ModelError | LedgerError | SystemError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const decoded = yield* decodeStudy(study) // 1
      const sources = options.models ?? decoded.model
      const models = yield* loadModels(sources, decoded.prices) // 2
      const design = yield* resolveDesign(decoded, {
        models: designModels(models),
        presets: options.presets ?? {},
        factors: options.factors ?? [],
        folder: options.folder ?? "."
      }) // 3
      const systems = yield* checkSystems(design, options.systems ?? [], false) // 4
      yield* preflight(design, models)
      yield* createRunFolder(options.out)
      const ledger = yield* openLedger(options.out) // 5
      const concurrency = options.concurrency ?? defaultConcurrency(design)
      yield* ledger.append({
        type: "run-start",
        version: ledgerVersion,
        designHash: designHash(design),
        design,
        sources: sourceNames(sources),
        software: software(),
        concurrency,
        study: decoded
      })
      return yield* carryOut({ design, models, systems, ledger }, nothingEarlier, concurrency, {
        ...options,
        limits: options.limits ?? decoded.limits ?? {}
      })
    })
  )

/** What a resumed run may be given anew; the study itself is in the ledger. */
export type ResumeOptions = Omit<RunOptions, "out" | "presets" | "folder">

/**
 * Goes on with an interrupted run. Trials that ended are kept, settled calls of unfinished trials are replayed from the
 * ledger instead of paid twice, missing trials run again.
 *
 * Errors: LedgerError `missing`, `damaged`, `locked`, or `mismatch` when a model or a system's code differs from what the run
 * began with; InputError when a system's code was not handed in; SystemError as for a new run.
 */
export const resumeStudyEffect = (
  folder: string,
  options: ResumeOptions = {}
): Effect.Effect<StudyResult, InputError | ModelError | LedgerError | SystemError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const parsed = yield* parseLedgerFile(folder)
      const earlier = yield* earlierOf(parsed, folder)
      const { design } = earlier.start
      const prices = Object.fromEntries(
        Object.entries(design.models).flatMap(([alias, { price }]) => (price === undefined ? [] : [[alias, price]]))
      )
      const models = yield* loadModels(options.models ?? earlier.start.sources, prices)
      yield* checkSameModels(design, models)
      yield* checkSameFactors(design, options.factors ?? [])
      const systems = yield* checkSystems(design, options.systems ?? [], true)
      const ledger = yield* openLedger(folder, parsed)
      const concurrency = options.concurrency ?? earlier.start.concurrency
      yield* ledger.append({ type: "run-resume", software: software(), concurrency })
      return yield* carryOut({ design, models, systems, ledger }, earlier, concurrency, { ...options, out: folder })
    })
  )

/** Steps 6 and 7: the same for a new and for a resumed run. */
const carryOut = Effect.fnUntraced(function* (
  { design, models, systems, ledger }: Pick<RunContext, "design" | "models" | "systems" | "ledger">,
  earlier: Earlier,
  concurrency: number,
  options: RunOptions
): Effect.fn.Return<StudyResult, InputError | LedgerError | SystemError> {
  const begin = yield* Clock.currentTimeMillis
  const limits = options.limits ?? {}
  const run = new BudgetMeter(limits)
  run.charge(earlier.usage)
  const retries = options.retries ?? 2
  const running = runDesign(
    {
      design,
      models,
      systems,
      ledger,
      run,
      recorded: earlier.recorded,
      graders: options.graders ?? {},
      judge: new Judge({ seed: design.seed, models, ledger, run, retries }, earlier.judgements),
      retries
    },
    { concurrency, earlier, onProgress: options.onProgress ?? (() => {}) }
  ) // 6
  const outcome = yield* (
    limits.seconds === undefined
      ? running
      : Effect.timeoutOrElse(running, {
          duration: limits.seconds * 1000,
          orElse: () => Effect.fail(new RunLimitReached({ usage: run.usage }))
        })
  ).pipe(
    Effect.map(({ missing }) => (missing === 0 ? "done" : "missing")),
    Effect.catchTag("RunLimitReached", () => Effect.succeed("limit" as const))
  )
  yield* recordSession(options.out, { begin, outcome, concurrency, usage: run.usage })
  const report = yield* writeReport(options.out) // 7
  return { folder: options.out, outcome, report }
})

/** Promise twin of {@link runStudyEffect}; `signal` interrupts the run after what is settled has been saved. */
export const runStudy = (study: Study, options: RunOptions & { readonly signal?: AbortSignal }): Promise<StudyResult> =>
  Effect.runPromise(runStudyEffect(study, options), options.signal === undefined ? {} : { signal: options.signal })

/** Promise twin of {@link resumeStudyEffect}. */
export const resumeStudy = (
  folder: string,
  options: ResumeOptions & { readonly signal?: AbortSignal } = {}
): Promise<StudyResult> =>
  Effect.runPromise(resumeStudyEffect(folder, options), options.signal === undefined ? {} : { signal: options.signal })

/**
 * Computes the report of a run folder anew from its ledger, writes its files and returns it. No model is needed.
 *
 * Errors: LedgerError.
 */
export const renderReportEffect = (folder: string): Effect.Effect<Report, LedgerError> => writeReport(folder)

/** Promise twin of {@link renderReportEffect}. */
export const renderReport = (folder: string): Promise<Report> => Effect.runPromise(renderReportEffect(folder))
