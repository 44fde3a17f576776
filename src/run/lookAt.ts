import { competes } from "../design/competes.js"
import type { Design } from "../design/Design.js"
import { stoppingOf } from "../design/Stopping.js"
import { alwaysValidRow, decided } from "../gain/alwaysValidRow.js"
import { policyCurves } from "../gain/policyCurves.js"
import { samplesOf } from "../gain/samplesOf.js"
import { matchedUnit } from "../gain/Unit.js"
import type { Look, TrialEnd } from "../ledger/Event.js"
import type { Task } from "../task/Task.js"

/**
 * An interim look at one task of a run with a stopping rule, after its `number`-th stretch of items.
 *
 * Shape: one row a team, against the single agent at information parity.
 * Assumes: follows from the trials of the pilot and of the stretches so far alone, in whatever order they ended.
 */
export const lookAt = (of: {
  readonly design: Design
  readonly task: Task
  /** Counted from 1. */
  readonly number: number
  readonly trials: ReadonlyArray<TrialEnd>
  readonly pools: ReadonlyMap<number, number>
}): Look => {
  const { design, task, number, trials } = of
  const stopping = stoppingOf(design, task)
  const done = stopping?.blocks.slice(0, number).flat() ?? []
  const head = { type: "look" as const, task: task.id, number, items: done.length }
  if (stopping === null) return { ...head, rows: [], stop: false }
  const { rule, pilot, blocks } = stopping
  const unit = matchedUnit(design)
  const ids = new Set([...pilot, ...done].map(({ id }) => id))
  const seen = trials.filter((trial) => trial.task === task.id && ids.has(trial.item))
  const arms = samplesOf({ start: { design }, trials: seen, pools: of.pools }, unit).filter(
    ({ arm }) => arm.task === task.id
  )
  const pools = arms
    .filter(({ arm }) => arm.role === "single")
    .map((arm) => ({ arm, curves: policyCurves(arm, design.seed, unit) }))
  const spared = blocks.flat().length - done.length
  const rows = arms
    .filter(({ arm }) => arm.role === "team")
    .map((team) => {
      const rivals = pools.filter(({ arm }) => competes(team.arm, arm.arm))
      const versus = {
        comparison: "parity" as const,
        singles: rivals.map(({ arm }) => arm),
        curves: rivals.flatMap(({ curves }) => curves)
      }
      const estimate = alwaysValidRow(
        { design, unit, team, ...versus, rates: new Map(), ended: false },
        { rule, pilot, done, spared, looks: number, stopped: false }
      )
      return {
        slot: team.arm.slot,
        lower: estimate.interval.lower,
        upper: estimate.interval.upper,
        logE: estimate.stopping?.logE ?? null,
        verdict: estimate.verdict,
        decided: decided(estimate, rule)
      }
    })
  return { ...head, rows, stop: rows.length > 0 && rows.every((row) => row.decided) }
}
