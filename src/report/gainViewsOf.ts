import type { Estimate } from "../gain/Estimate.js"
import { gainByTrait } from "../gain/gainByTrait.js"
import { gainCurvesFromLedger, type LedgerCurve } from "../gain/gainCurvesFromLedger.js"
import { familyGainOf, overallGain } from "../gain/overallGain.js"
import { repeatableUnits, type UnitName } from "../gain/Unit.js"
import { unitStability } from "../gain/unitStability.js"
import type { Ledger } from "../ledger/Ledger.js"
import type { BudgetGain, OverallRow, TraitRow } from "./GainViews.js"
import type { Report } from "./Report.js"

/** Most values of a trait by which Γ is told apart: with more, a stratum says nothing. */
const mostStrata = 6
/** Fewest items of every stratum. */
const fewestItems = 10

/**
 * Γ seen otherwise than at the team's own budget in the study's own unit: over the budget, in other units, over several tasks,
 * by traits of the items.
 *
 * Shape: curves and units follow the order of the estimates; a team of one round has no curve, only its row. Overall rows exist for systems that ran on two tasks or more;
 * traits are those with 2 to 6 values of at least 10 items each.
 * Assumes: only units whose amounts are the same in every repetition: a report says nothing that hangs on the machine. Money
 * is left out where no model has a price, and floating point operations where one model does all, since they are then
 * proportional to its tokens.
 */
export const gainViewsOf = (
  ledger: Ledger,
  estimates: ReadonlyArray<Estimate>
): Pick<Report, "gainCurves" | "units" | "overall" | "traits"> => ({
  gainCurves: gainCurvesFromLedger(ledger)
    .filter(({ points }) => points.length > 1)
    .map(budgetGain),
  units: unitStability(ledger, unitsWorthwhile(ledger)),
  overall: overallRows(estimates),
  traits: traitsOf(ledger).flatMap((trait) => traitRows(ledger, trait))
})

const unitsWorthwhile = (ledger: Ledger): ReadonlyArray<UnitName> => {
  const models = Object.values(ledger.start.design.models)
  return repeatableUnits.filter(
    (name) =>
      (name !== "cost" || models.some(({ price }) => price !== undefined)) && (name !== "flops" || models.length > 1)
  )
}

const budgetGain = (curve: LedgerCurve): BudgetGain => {
  const { system, task, family, comparison, dimension, source, items, level, bandLevel } = curve
  const head = { system, task, family, comparison, dimension, source, items, level, bandLevel }
  if (!curve.points.some(({ budget }) => !(budget > 0))) {
    const { dominance, points, summary, reason } = curve
    return { ...head, dominance, points, summary, ...(reason === undefined ? {} : { reason }) }
  }
  const reason = `a round costs nothing in ${dimension}: there is no curve over the budget`
  const summary = { from: null, to: null, gamma: null, lower: null, upper: null, reason }
  return { ...head, dominance: false, points: [], summary, reason }
}

const overallRows = (estimates: ReadonlyArray<Estimate>): ReadonlyArray<OverallRow> => {
  const groups = new Map<string, Array<Estimate>>()
  for (const row of estimates) {
    const key = JSON.stringify([row.system, row.comparison])
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return [...groups.values()].flatMap((rows): ReadonlyArray<OverallRow> => {
    const [head] = rows
    if (head === undefined || rows.length < 2) return []
    const { gamma, lower, upper, level, families, heterogeneity, prediction, reason } = overallGain(
      rows.map((row) => ({ ...familyGainOf(row), family: row.task })),
      head.interval.level
    )
    return [
      {
        system: head.system,
        comparison: head.comparison,
        gamma,
        lower,
        upper,
        level,
        tasks: families.map(({ family, gamma: own, reason: why }) => ({
          task: family,
          gamma: own,
          ...(why === undefined ? {} : { reason: why })
        })),
        heterogeneity:
          heterogeneity === null
            ? null
            : { p: heterogeneity.test.p, iSquared: heterogeneity.iSquared, tau: heterogeneity.tau },
        prediction,
        ...(reason === undefined ? {} : { reason })
      }
    ]
  })
}

const traitsOf = (ledger: Ledger): ReadonlyArray<string> => {
  const counts = new Map<string, Map<string, number>>()
  for (const { items } of ledger.start.design.tasks) {
    for (const { traits = {} } of items) {
      for (const [name, value] of Object.entries(traits)) {
        const values = counts.get(name) ?? new Map<string, number>()
        values.set(String(value), (values.get(String(value)) ?? 0) + 1)
        counts.set(name, values)
      }
    }
  }
  return [...counts]
    .filter(([, values]) => values.size >= 2 && values.size <= mostStrata)
    .filter(([, values]) => [...values.values()].every((count) => count >= fewestItems))
    .map(([name]) => name)
    .sort()
}

const traitRows = (ledger: Ledger, trait: string): ReadonlyArray<TraitRow> =>
  gainByTrait(ledger, trait)
    .filter(({ strata }) => strata.length > 1)
    .map(({ system, task, comparison, strata, interaction, reason }) => ({
      system,
      task,
      comparison,
      trait,
      strata: strata.map(({ value, estimate: { items, gamma, interval, status, verdict } }) => ({
        value,
        items,
        gamma,
        lower: interval.lower,
        upper: interval.upper,
        status,
        verdict
      })),
      p: interaction?.p ?? null,
      ...(reason === undefined ? {} : { reason })
    }))
