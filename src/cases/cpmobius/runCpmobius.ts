import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import type { RunLimits } from "../../budget/Budget.js"
import { addUsage, noUsage } from "../../budget/Usage.js"
import { contentHash } from "../../design/contentHash.js"
import { InputError } from "../../errors/InputError.js"
import { LedgerError } from "../../errors/LedgerError.js"
import type { CallSettled } from "../../ledger/Event.js"
import { type LedgerEnd, type LedgerWriter, openLedger } from "../../ledger/LedgerWriter.js"
import { createRunFolder } from "../../ledger/RunFolder.js"
import { BudgetMeter } from "../../meter/BudgetMeter.js"
import { CpmobiusConfig } from "./CpmobiusConfig.js"
import { type CpmobiusEvent, type CpmobiusStart, cpmobiusLedgerVersion } from "./CpmobiusEvent.js"
import type { CpmobiusItems } from "./CpmobiusItems.js"
import { type CpmobiusRun, cpmobiusRunOf, parseCpmobiusLedger } from "./CpmobiusRun.js"
import { freshMemory, Loop, type LoopError } from "./Loop.js"
import type { LoopMemory, LoopState } from "./LoopState.js"
import type { Trainer } from "./Trainer.js"

/** What a Coach–Player run is made of. */
export interface CpmobiusInput {
  readonly config: CpmobiusConfig
  /** In its starting state, also on resume: the run loads its own checkpoint. */
  readonly trainer: Trainer
  readonly items: CpmobiusItems
}

/** How a Coach–Player run is carried out; none of it changes what comes out. */
export interface CpmobiusOptions {
  /** Folder for the ledger. Absent: nothing is written, and the run cannot be resumed. */
  readonly folder?: string
  /** Go on with the run in the folder. Default: begin a new one. */
  readonly resume?: boolean
  /** Caps of the whole run; a run that reaches one can be resumed with a higher one. */
  readonly limits?: RunLimits
  /** Calls in flight at once; default 1, with which equal seeds give equal runs. */
  readonly concurrency?: number
  /** Further attempts at a call that failed and may succeed; default 2. */
  readonly retries?: number
  /** Take held-out accuracy from the trainer's own probabilities where it has them, instead of sampling; default false. */
  readonly exact?: boolean
  /** Keep the gallery of all problems in the result; default true. */
  readonly gallery?: boolean
  /** Told of every event that is not a call, as it is written. */
  readonly onEvent?: (event: CpmobiusEvent) => void
  /** Told of every state that the loop enters. */
  readonly onState?: (state: LoopState) => void
}

const describeIssue = SchemaIssue.makeFormatterStandardSchemaV1()

const checked = (config: CpmobiusConfig): Effect.Effect<CpmobiusConfig, InputError> =>
  Effect.mapError(Schema.decodeUnknownEffect(CpmobiusConfig)(config), (error) => {
    const issue = describeIssue(error.issue).issues[0]
    const path = (issue?.path ?? []).map(String).join(".")
    return new InputError({
      what: "Configuration of a Coach–Player run",
      value: path === "" ? "(all of it)" : path,
      limit: issue?.message ?? "does not decode",
      advice: "Start from one of `cpmobiusPresets`."
    })
  })

const refuse = (what: string, value: string, limit: string, advice: string) =>
  Effect.fail(new InputError({ what: `Coach–Player run, ${what}`, value, limit, advice }))

const check = Effect.fnUntraced(function* ({ config, trainer, items }: CpmobiusInput, exact: boolean) {
  yield* checked(config)
  if (items.probe.length === 0) {
    return yield* refuse("probe", "0 items", "requires at least 1: Δ is measured on them", "Give `items.probe`.")
  }
  if (config.playerReward.kind === "gold" && items.auditor === undefined) {
    return yield* refuse("reward by the right answer", "no auditor", "requires `items.auditor`", "Give one.")
  }
  if (config.playerReward.kind === "entropy" && trainer.entropies === undefined) {
    return yield* refuse("reward by entropy", trainer.id, "requires a trainer that computes entropies", "Take another.")
  }
  if (config.guard !== null && config.guard.precisionFall !== null && items.auditor === undefined) {
    return yield* refuse(
      "guard of precision",
      "no auditor",
      "requires `items.auditor`: without right answers precision is not known",
      "Give one, or set precisionFall to null."
    )
  }
  if (exact && trainer.expectedScores === undefined) {
    return yield* refuse("exact evaluation", trainer.id, "requires a trainer that knows its own accuracy", "Sample.")
  }
  if (config.gate !== null && config.gate.lower > config.gate.upper) {
    return yield* refuse("gate", `${config.gate.lower} to ${config.gate.upper}`, "requires lower ≤ upper", "Swap them.")
  }
})

const startOf = ({ config, trainer, items }: CpmobiusInput): typeof CpmobiusStart.Type => {
  const { auditor: _, ...data } = items
  const described = {
    id: trainer.id,
    deterministic: trainer.deterministic,
    sharedWeights: trainer.sharedWeights,
    settings: trainer.settings
  }
  const policies = { coach: trainer.policy("coach").identity.digest, player: trainer.policy("player").identity.digest }
  const digest = contentHash(data)
  return {
    type: "cpmobius-start",
    version: cpmobiusLedgerVersion,
    hash: contentHash({ config, trainer: described, policies, digest }),
    config,
    trainer: described,
    items: {
      probe: items.probe.length,
      held: items.held.length,
      outOfDistribution: items.outOfDistribution.length,
      warmUp: items.warmUp.length,
      digest
    }
  }
}

/** What an interrupted run has left. */
interface Left {
  readonly events: ReadonlyArray<CpmobiusEvent>
  readonly end: LedgerEnd
  readonly run: CpmobiusRun
}

const otherRun = (folder: string, found: string): LedgerError =>
  new LedgerError({
    reason: "mismatch",
    what: "Coach–Player run to resume",
    value: folder,
    limit: `was begun with another configuration, trainer, starting policy or items (${found.slice(0, 12)})`,
    advice: "Resume with what it was begun with, or begin a new run in another folder."
  })

const leftIn = Effect.fnUntraced(function* (folder: string, start: typeof CpmobiusStart.Type) {
  const { events, chain, bytes } = yield* parseCpmobiusLedger(folder)
  const plain = events.map(({ event }) => event)
  const run = cpmobiusRunOf(plain)
  if (run === undefined || run.start.hash !== start.hash) {
    return yield* Effect.fail(otherRun(folder, run?.start.hash ?? "no first line"))
  }
  return { events: plain, end: { chain, bytes }, run } satisfies Left
})

const stepOf = (item: string): number => Number(item.replace("step-", ""))

/** Calls after the checkpoint, to be replayed; what those before it used is charged to the limits. */
const replayOf = (left: Left | undefined, from: number, limits: BudgetMeter) => {
  const recorded = new Map<number, Map<string, CallSettled>>()
  const recordedDigests = new Map<string, string>()
  let used = noUsage
  for (const event of left?.events ?? []) {
    if (event.type === "call-settled") {
      const step = stepOf(event.item)
      if (step <= from) {
        used = addUsage(used, event.usage)
        continue
      }
      const calls = recorded.get(step) ?? new Map<string, CallSettled>()
      recorded.set(step, calls.set(event.call, event))
    } else if (event.type === "policy" && event.step > from) {
      recordedDigests.set(`${event.step}.${event.role}.${event.cause}`, event.digest)
    }
  }
  limits.charge(used)
  return { recorded, recordedDigests }
}

/** The loop's memory out of a checkpoint; it was written by this package and is covered by the ledger's chain. */
const memoryOf = (text: string): LoopMemory => JSON.parse(text)

/**
 * Runs the Coach–Player loop of CPMöbius to its end, or takes it up again.
 *
 *     propose ─► solve ─► vote ─► gate (again) ─► save best ─► update Player ─► probe ─► update Coach ─► rollback ─► checkpoint
 *
 * Coach and Player are agents on the trainer's two language models; all their calls go through the meter into the ledger,
 * rejected and surplus problems and probes among them. A resumed run loads its last checkpoint and replays the calls that were
 * paid for after it, so that it ends as if it had not been interrupted; where retraining gives other weights (their digests
 * tell), the rest is sampled anew and the ledger says so.
 *
 * Unit: accuracies 0 to 1, Δ in points, FLOPs by 2 per parameter and forward token and 6 per trained token.
 * Assumes: the trainer is in its starting state; items of different uses are disjoint.
 * Errors: InputError for a configuration that contradicts itself or lacks something; ModelError and TrainerError when a policy
 * cannot answer or learn; LedgerError; RunLimitReached. After each the folder can be resumed.
 * Source: CPMöbius (arXiv 2602.02979) and its released code (thunlp/CPMobius e212778).
 *
 * @category cpmobius
 */
export const runCpmobiusEffect = (
  input: CpmobiusInput,
  options: CpmobiusOptions = {}
): Effect.Effect<CpmobiusRun, LoopError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { config, trainer, items } = input
      const { folder, resume = false, concurrency = 1, retries = 2, exact = false, gallery = true } = options
      yield* check(input, exact)
      const start = startOf(input)
      const left = folder !== undefined && resume ? yield* leftIn(folder, start) : undefined
      if (left !== undefined && left.run.end !== null) return left.run
      if (folder !== undefined && left === undefined) yield* createRunFolder(folder)
      const written = folder === undefined ? undefined : yield* openLedger<CpmobiusEvent>(folder, left?.end)

      const events: Array<CpmobiusEvent> = [...(left?.events ?? []).filter(({ type }) => type !== "call-settled")]
      const ledger: LedgerWriter<CpmobiusEvent> = {
        append: (event) => {
          if (event.type !== "call-settled" && event.type !== "call-failed") {
            if (gallery || event.type !== "problem") events.push(event)
            options.onEvent?.(event)
          }
          return written === undefined ? Effect.void : written.append(event)
        }
      }

      const checkpoint = left?.run.checkpoint ?? null
      const limits = new BudgetMeter(options.limits ?? {})
      const { recorded, recordedDigests } = replayOf(left, checkpoint?.step ?? -1, limits)
      if (checkpoint !== null) {
        yield* trainer.load(checkpoint.coach)
        yield* trainer.load(checkpoint.player)
      }
      yield* ledger.append(left === undefined ? start : { type: "cpmobius-resume", step: checkpoint?.step ?? -1 })
      if (checkpoint === null) {
        for (const role of ["coach", "player"] as const) {
          const { id, digest } = trainer.policy(role).identity
          yield* ledger.append({ type: "policy", step: 0, role, cause: "start", model: id, digest })
        }
      }

      const seen = (left?.run.problems ?? [])
        .filter(({ step }) => step <= (checkpoint?.step ?? -1))
        .flatMap(({ problem }) => problem ?? [])
      const memory = checkpoint === null ? freshMemory : memoryOf(checkpoint.memory)
      const loop = new Loop(
        { config, trainer, items, ledger, limits, recorded, recordedDigests, concurrency, retries, exact },
        memory,
        seen
      )
      let state = loop.begin(checkpoint?.step)
      while (state.at !== "done") {
        options.onState?.(state)
        state = yield* loop.advance(state)
      }
      options.onState?.(state)
      const { step, reason } = state
      yield* ledger.append({ type: "cpmobius-end", step, reason, spent: loop.memory.spent })
      return cpmobiusRunOf(events) ?? (yield* Effect.die(new Error("a run writes its first line first")))
    })
  )

/** Promise twin of {@link runCpmobiusEffect}. */
export const runCpmobius = (input: CpmobiusInput, options: CpmobiusOptions = {}): Promise<CpmobiusRun> =>
  Effect.runPromise(runCpmobiusEffect(input, options))
