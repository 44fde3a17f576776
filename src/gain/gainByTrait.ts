import type { Ledger } from "../ledger/Ledger.js"
import type { WelchTest } from "../stats/welchTest.js"
import type { Item } from "../task/Item.js"
import type { Estimate } from "./Estimate.js"
import { estimatesFromLedger } from "./estimatesFromLedger.js"
import { familyGainOf, overallGain } from "./overallGain.js"

/** Γ of one team by a trait of the items. */
export interface TraitGain {
  readonly system: string
  readonly task: string
  readonly comparison: Estimate["comparison"]
  readonly trait: string
  /** In the order of the values; items without the trait are left out. */
  readonly strata: ReadonlyArray<{ readonly value: string; readonly estimate: Estimate }>
  /** Test that Γ is the same for all values; `null` where not estimable. */
  readonly interaction: WelchTest | null
  readonly reason?: string
}

/**
 * Γ of every team of a ledger, by a trait of the items, with a test whether it differs.
 *
 * Shape: nothing for a run with a stopping rule, whose intervals hold for its items in their order only.
 * Shape: one entry a team and comparison. Unit: ratios; p in [0, 1].
 * Assumes: as `estimatesFromLedger` within each stratum; budgets are matched within the stratum, at the team's mean cost there.
 * No group of items reaches into two strata. The standard errors are those of the intervals, which account for the choice of
 * the single agent's policy, so the test errs to the safe side.
 * Errors: none; what is not estimable is `null` with a reason.
 *
 * @category gain
 */
export const gainByTrait = (ledger: Ledger, trait: string): ReadonlyArray<TraitGain> => {
  const { tasks, stopping } = ledger.start.design
  if (stopping !== undefined) return []
  const values = [...new Set(tasks.flatMap((task) => task.items).flatMap((item) => traitOf(item, trait) ?? []))].sort(
    inOrder
  )
  const rows = values.flatMap((value) =>
    estimatesFromLedger(only(ledger, (item) => traitOf(item, trait) === value)).map((estimate) => ({ value, estimate }))
  )
  const keyOf = ({ system, task, comparison }: Estimate): string => JSON.stringify([task, system, comparison])
  const keys = [...new Set(rows.map(({ estimate }) => keyOf(estimate)))]
  return keys.flatMap((key) => {
    const strata = rows.filter(({ estimate }) => keyOf(estimate) === key)
    const [head] = strata
    if (head === undefined) return []
    const { system, task, comparison } = head.estimate
    const gains = strata.map(({ value, estimate }) => ({ ...familyGainOf(estimate), family: value }))
    const overall = overallGain(gains)
    const reason = overall.reason ?? (overall.heterogeneity === null ? "requires at least 2 strata" : undefined)
    return [
      {
        system,
        task,
        comparison,
        trait,
        strata,
        interaction: overall.heterogeneity?.test ?? null,
        ...(reason === undefined ? {} : { reason })
      }
    ]
  })
}

const inOrder = (one: string, other: string): number => Number(one) - Number(other) || (one < other ? -1 : 1)

const traitOf = (item: Item, trait: string): string | undefined => {
  const value = item.traits?.[trait]
  return value === undefined ? undefined : String(value)
}

/** The ledger as if it had been run on some of its items alone. */
const only = (ledger: Ledger, keep: (item: Item) => boolean): Ledger => {
  const { design } = ledger.start
  const tasks = design.tasks.flatMap((task) => {
    const [first, ...rest] = task.items.filter(keep)
    return first === undefined ? [] : [{ ...task, items: [first, ...rest] as const }]
  })
  const kept = new Map(tasks.map((task) => [task.id, new Set(task.items.map((item) => item.id))]))
  const inside = (trial: { readonly task: string; readonly item: string }) =>
    kept.get(trial.task)?.has(trial.item) === true
  const [task, ...others] = tasks
  const [arm, ...arms] = design.arms.filter((one) => kept.has(one.task))
  if (task === undefined || arm === undefined) return ledger
  return {
    ...ledger,
    start: { ...ledger.start, design: { ...design, tasks: [task, ...others], arms: [arm, ...arms] } },
    trials: ledger.trials.filter(inside),
    missing: ledger.missing.filter(inside),
    calls: ledger.calls.filter(inside)
  }
}
