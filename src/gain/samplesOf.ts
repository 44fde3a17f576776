import type { Arm } from "../design/Arm.js"
import { taskOf } from "../design/Trial.js"
import type { TrialEnd } from "../ledger/Event.js"
import type { Ledger } from "../ledger/Ledger.js"
import type { Item } from "../task/Item.js"
import type { Task } from "../task/Task.js"
import { trialsBySlot } from "./armRates.js"
import type { Sample, Samples } from "./Samples.js"
import { matchedUnit, type Unit } from "./Unit.js"

/** Items of a task in order of their ids: the order of every matrix of the analysis. */
export const itemsById = (task: Task): ReadonlyArray<Item> =>
  [...task.items].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))

/**
 * Lays out the trials of every arm of a ledger, their costs in the matched dimension or in another unit.
 *
 * Shape: one entry an arm, in the order of the design.
 * Assumes: at most one ended trial for each arm, item and seed; trials beyond the planned size of a pool are left out.
 */
export const samplesOf = (
  ledger: Pick<Ledger, "pools"> & Parameters<typeof trialsBySlot>[0],
  unit: Unit = matchedUnit(ledger.start.design)
): ReadonlyArray<Samples> => {
  const trials = trialsBySlot(ledger)
  const { design } = ledger.start
  return design.arms.map((arm) => {
    const size = ledger.pools.get(arm.slot) ?? arm.seeds
    return layOut({ task: taskOf(design, arm), arm, unit, size, trials: trials.get(arm.slot) ?? [] })
  })
}

/** Cost of one trial of an item, mean over its trials; `null` where one is missing, overran or has no known cost. */
export const meanCost = (trials: ReadonlyArray<Sample | null>): number | null => {
  let sum = 0
  for (const trial of trials) {
    if (trial === null || trial.cost === null) return null
    sum += trial.cost
  }
  return sum / trials.length
}

/** Positions of the items on which every one of the arms has all its trials, with known costs. */
export const completeItems = (arms: ReadonlyArray<Samples>): ReadonlyArray<number> =>
  [...(arms[0]?.samples.keys() ?? [])].filter((item) =>
    arms.every((arm) => meanCost(arm.samples[item] ?? [null]) !== null)
  )

const layOut = (of: {
  readonly task: Task
  readonly arm: Arm
  readonly unit: Unit
  readonly size: number
  readonly trials: ReadonlyArray<TrialEnd>
}): Samples => {
  const { task, arm, unit, size, trials } = of
  const items = itemsById(task)
  const position = new Map(items.map((item, index) => [item.id, index]))
  const samples = items.map(() => new Array<Sample | null>(size).fill(null))
  let overrun = 0
  let uncosted = 0
  let costed = 0
  for (const trial of trials) {
    const row = samples[position.get(trial.item) ?? -1]
    if (row === undefined || trial.seed >= size) continue
    const cost = unit.costOf(trial, arm)
    if (cost === null) uncosted++
    else costed++
    if (trial.overrun) overrun++
    else {
      row[trial.seed] = {
        answer: trial.answer,
        score: (trial.score - task.range[0]) / (task.range[1] - task.range[0]),
        cost,
        selection: trial.selection
      }
    }
  }
  return { arm, task, items, size, samples, overrun, uncosted, costUnknown: costed === 0 && uncosted > 0 }
}
