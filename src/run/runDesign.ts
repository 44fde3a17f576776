import * as Effect from "effect/Effect"
import type { Arm } from "../design/Arm.js"
import { stoppingOf } from "../design/Stopping.js"
import type { Trial } from "../design/Trial.js"
import type { InputError } from "../errors/InputError.js"
import type { LedgerError } from "../errors/LedgerError.js"
import type { RunLimitReached } from "../errors/RunLimitReached.js"
import type { SystemError } from "../errors/SystemError.js"
import type { Task } from "../task/Task.js"
import type { Earlier } from "./Earlier.js"
import { growPools } from "./growPools.js"
import { lookAt } from "./lookAt.js"
import { type RunContext, runTrial } from "./runTrial.js"
import { trialOrder } from "./trialOrder.js"

/** Waves in which pools may grow; costs of further samples can differ a little from those of the first. */
const mostWaves = 4

/** What a run did. */
export interface RunResult {
  /** Trials that ended, those of earlier sessions included. */
  readonly trials: number
  /** Trials that an outage left without a score. */
  readonly missing: number
}

/** Told after every trial: trials done and trials planned so far. */
export type Progress = (done: number, planned: number) => void

/** How a design is run. */
export interface DesignOptions {
  /** Trials in flight at once, at least 1. */
  readonly concurrency: number
  readonly earlier: Pick<Earlier, "ended" | "pools" | "looks">
  readonly onProgress: Progress
}

/**
 * Runs all trials of a design that have not ended yet.
 *
 * ```
 *   wave 0: teams and the first samples of every pool, interleaved in blocks of items
 *   wave 1…: pools grow until the single agent's curves cover `coverage` × the dearest team
 * ```
 *
 * With a stopping rule the waves are those of the pilot. Then come stretches of further items, the pools as they are, with a look
 * after each that the ledger records; a task whose teams are all decided is done.
 *
 * Pool sizes follow from recorded costs alone and are recorded themselves: a resumed run starts with the pools as they had
 * grown, and decides on the next growth from the same trials as a run that was never interrupted.
 *
 * Errors: see {@link runTrial}.
 */
export const runDesign = Effect.fnUntraced(function* (
  context: RunContext,
  { concurrency, earlier, onProgress }: DesignOptions
): Effect.fn.Return<RunResult, LedgerError | RunLimitReached | InputError | SystemError> {
  const { design, ledger } = context
  const ended = new Map(earlier.ended)
  const missing = new Set<string>()
  const sizes = new Map(earlier.pools)
  const sizeOf = (arm: Arm): number => sizes.get(arm.slot) ?? arm.seeds
  let planned = 0
  let done = 0

  const wave = (trials: ReadonlyArray<Trial>) =>
    Effect.suspend(() => {
      planned += trials.length
      const open = trials.filter((trial) => !ended.has(trial.id))
      done += trials.length - open.length
      return Effect.forEach(
        open,
        (trial) =>
          Effect.map(runTrial(context, trial), (event) => {
            if (event.type === "trial-end") ended.set(trial.id, event)
            else missing.add(trial.id)
            onProgress(++done, planned)
          }),
        { concurrency, discard: true }
      )
    })

  const first = (task: Task) => stoppingOf(design, task)?.pilot ?? task.items
  yield* wave(trialOrder(design, 0, (arm) => ({ from: 0, to: sizeOf(arm) }), first))
  for (let number = 1; number < mostWaves; number++) {
    const grown = growPools(design, ended.values(), sizeOf)
    if (grown.size === 0) break
    const before = new Map(design.arms.map((arm) => [arm.slot, sizeOf(arm)]))
    for (const [slot, size] of grown) sizes.set(slot, size)
    yield* ledger.append({ type: "pool-grow", seeds: Object.fromEntries(sizes) })
    const range = (arm: Arm) => ({ from: before.get(arm.slot) ?? arm.seeds, to: sizeOf(arm) })
    yield* wave(trialOrder(design, number, range, first))
  }

  const stopped = new Set<string>()
  const stretches = design.tasks.map((task) => ({ task, blocks: stoppingOf(design, task)?.blocks ?? [] }))
  const most = Math.max(...stretches.map(({ blocks }) => blocks.length))
  for (let number = 1; number <= most; number++) {
    const open = stretches.filter(({ task, blocks }) => number <= blocks.length && !stopped.has(task.id))
    const blockOf = (task: Task) => open.find((one) => one.task === task)?.blocks[number - 1] ?? []
    yield* wave(trialOrder(design, mostWaves + number, (arm) => ({ from: 0, to: sizeOf(arm) }), blockOf))
    for (const { task } of open) {
      // A look that was taken stands: taken again after a resume it would rest on other trials where some had been missing.
      const known = earlier.looks.find((look) => look.task === task.id && look.number === number)
      const look = known ?? lookAt({ design, task, number, trials: [...ended.values()], pools: sizes })
      if (known === undefined) yield* ledger.append(look)
      if (look.stop) stopped.add(task.id)
    }
  }
  yield* ledger.append({ type: "run-end", trials: ended.size, missing: missing.size })
  return { trials: ended.size, missing: missing.size }
})
