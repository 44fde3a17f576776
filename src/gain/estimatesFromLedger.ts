import { competes } from "../design/competes.js"
import { stoppingOf } from "../design/Stopping.js"
import type { Ledger } from "../ledger/Ledger.js"
import { holm } from "../stats/holm.js"
import type { Task } from "../task/Task.js"
import { alwaysValidRow, type Progressed } from "./alwaysValidRow.js"
import { ratesBySlot } from "./armRates.js"
import type { Estimate } from "./Estimate.js"
import { estimateRow } from "./estimateRow.js"
import { policyCurves } from "./policyCurves.js"
import type { Samples } from "./Samples.js"
import { samplesOf } from "./samplesOf.js"
import { matchedUnit, type Unit } from "./Unit.js"

/**
 * Γ of every team of a ledger, against the saturated single agent at the same mean cost.
 *
 * A `single` arm is a pool of samples from which self-consistency, best-of-k and adaptive self-consistency are read; they
 * and the other strategies compete for the envelope at the team's own mean cost, as far as they use no model and no tool that
 * the team lacks. Where agents hold windows of their own and the
 * task has `access` arms, the team gets a second row, *access gain*, so labelled.
 *
 * Shape: one row a team and comparison, in the order of tasks, then slots, parity before access.
 * In a run with a stopping rule every row has the interval that holds at all looks at once, whether or not it ended early.
 * Unit: see `Estimate`.
 * Assumes: items are a sample of the task, independent between groups; samples of a pool are exchangeable. Matched on mean
 * realised cost, in the design's dimension unless another `unit` is given. The chances used for the replay come from the design's seed, so equal ledgers give equal rows.
 * Errors: none; what is not estimable is `null` with a reason, and *positive* is never said of unmatched budgets.
 *
 * @category gain
 */
export const estimatesFromLedger = (
  ledger: Ledger,
  unit: Unit = matchedUnit(ledger.start.design)
): ReadonlyArray<Estimate> => {
  const { design } = ledger.start
  const arms = [...samplesOf(ledger, unit)].sort((a, b) => a.arm.slot - b.arm.slot)
  const rates = ratesBySlot(ledger)
  const rows = design.tasks.flatMap((task) => {
    const here = arms.filter((arm) => arm.arm.task === task.id)
    const progress = progressOf(ledger, task)
    const comparisons = (["parity", "access"] as const).map((comparison) => {
      const singles = here.filter((arm) => arm.arm.role === (comparison === "parity" ? "single" : "access"))
      return { comparison, pools: singles.map((arm) => ({ arm, curves: policyCurves(arm, design.seed, unit) })) }
    })
    return here
      .filter((arm) => arm.arm.role === "team")
      .flatMap((team) =>
        comparisons
          .map(({ comparison, pools }) => {
            const rivals = pools.filter(({ arm }) => competes(team.arm, arm.arm))
            return { comparison, singles: rivals.map(({ arm }) => arm), curves: rivals.flatMap(({ curves }) => curves) }
          })
          .filter(({ comparison, singles }) => comparison === "parity" || (singles.length > 0 && deployedApart(team)))
          .map((versus) => {
            const row = { design, unit, team, ...versus, rates, ended: ledger.complete }
            return progress === null ? estimateRow(row) : alwaysValidRow(row, progress)
          })
      )
  })
  const adjusted = holm(rows.map((row) => row.p))
  return rows.map((row, index) => ({ ...row, pHolm: adjusted[index] ?? null }))
}

/** How far the looks of a run with a stopping rule have come on a task; `null` without a rule. */
const progressOf = (ledger: Ledger, task: Task): Progressed | null => {
  const stopping = stoppingOf(ledger.start.design, task)
  if (stopping === null) return null
  const looks = (ledger.looks ?? []).filter((look) => look.task === task.id)
  const last = looks.at(-1)
  const after = stopping.blocks.flat()
  const done = after.slice(0, last?.items ?? 0)
  const spared = after.length - done.length
  const { rule, pilot } = stopping
  return { rule, pilot, done, spared, looks: looks.length, stopped: last?.stop ?? false }
}

/** Some agent could not see everything by itself: only then is there access to be gained. */
const deployedApart = ({ arm }: Samples): boolean =>
  arm.blueprint.agents.some((agent) => agent.information === "own-window")
