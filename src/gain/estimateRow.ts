import { mean } from "../stats/mean.js"
import type { ArmMeans } from "./ArmMeans.js"
import { blankRow } from "./blankRow.js"
import { budgetShift } from "./budgetShift.js"
import { affordable, type Candidate, candidatesAt, envelopeScore } from "./candidatesAt.js"
import { type CurveOn, curveOn } from "./curveOn.js"
import { decompose } from "./decompose.js"
import type { Estimate } from "./Estimate.js"
import { equivalentBudgetRange } from "./equivalentBudget.js"
import { estimateGain } from "./estimateGain.js"
import { missingBounds } from "./missingBounds.js"
import { onlyUpperLimit } from "./onlyUpperLimit.js"
import { strategyName } from "./PolicyCurve.js"
import { clusterOf, figure, type Row, rowBudget, rowHead, rowNotes } from "./Row.js"
import { ratioRow } from "./ratioRow.js"
import { missingTerm } from "./ratioTerm.js"
import type { Samples } from "./Samples.js"
import { completeItems, meanCost } from "./samplesOf.js"

/**
 * One team against one kind of single agent: a row of the report, before the correction for the number of rows.
 *
 * 1. items on which the team and every single-agent arm have all their trials; the others are counted and bounded
 * 2. B̄, the team's mean realised cost over these items
 * 3. every single-agent policy that spends at most B̄ in the mean
 * 4. Γ against their envelope
 * 5. what may be concluded: nothing in the team's favour where budgets are not matched
 * 6. what the gain is made of
 *
 * Errors: none; what is not estimable is `null` with a reason.
 *
 * @category gain
 */
export const estimateRow = (row: Row): Estimate => {
  const { design, team, singles, curves } = row
  const { analysis } = design
  const dimension = row.unit.name
  if (curves.length === 0) return blankRow(row, { reason: `task ${team.task.id} has no single-agent arm` })
  const unknown = [team, ...singles].filter((arm) => arm.costUnknown)
  if (unknown.length > 0) return ratioRow(row, unknown)

  // 1
  const complete = completeItems([team, ...singles])
  const kept = new Set(complete)
  const left = [...team.items.keys()].filter((item) => !kept.has(item))
  if (complete.length === 0) return blankRow(row, { reason: "no item has all its trials", missing: left.length })

  // 2
  const spent = complete.map((item) => meanCost(team.samples[item] ?? []) ?? 0)
  const cost = spent.reduce((sum, one) => sum + one, 0) / complete.length

  // 3
  const means = curves.map((curve) => curveOn(curve, complete))
  const candidates = candidatesAt(means, cost)
  if (candidates.length === 0) {
    const reason = `one run of any single-agent strategy costs more than the team's ${figure(cost)} ${dimension}`
    return blankRow(row, { reason, items: complete.length, missing: left.length, cost })
  }

  // 4
  const scores = complete.map((item) => (team.samples[item] ?? []).map((sample) => sample?.score ?? 0))
  const teamMeans = scores.map((trials) => mean(trials))
  const clusters = complete.map((item) => clusterOf(team, item))
  const estimated = estimateGain({
    team: scores,
    singles: candidates.map((one) => complete.map((item) => [one.scoreOf(item) ?? 0])),
    budgetShifts: candidates.map((candidate) => budgetShift({ candidate, items: complete, spent, team: teamMeans })),
    clusters,
    level: analysis.level,
    relevance: analysis.relevance,
    margin: analysis.margin,
    folds: analysis.folds,
    ...guessRateOf(team)
  })

  // 5
  const short = endBelow(means, cost)
  const matched = short.length === 0
  const ends = short.map(({ curve, costs: reach }) => `${strategyName(curve)} ends at ${figure(reach.at(-1) ?? 0)}`)
  const unmatched = `the curve of ${ends.join(", of ")} ${dimension}, below the team's ${figure(cost)}`
  const {
    selected: position,
    baseline,
    bound,
    errorRatio,
    chanceCorrected,
    ...result
  } = matched ? estimated : onlyUpperLimit(estimated)
  const selected = candidates[position ?? -1]

  // 6
  const parts =
    row.comparison === "access" || baseline === undefined
      ? { terms: [], notes: [] }
      : matched
        ? decompose({
            blueprint: team.arm.blueprint,
            team: teamMeans,
            baseline,
            curves: means,
            items: complete,
            budget: cost,
            clusters,
            level: analysis.level
          })
        : { terms: unmatchedTerms, notes: [] }

  const { phiM, phiS } = result
  return {
    ...rowHead(row),
    ...result,
    ...(bound === null ? {} : { bound }),
    ...(errorRatio === undefined || !matched ? {} : { errorRatio }),
    ...(matched ? {} : { reason: `Γ has only an upper limit: ${unmatched}` }),
    ...(chanceCorrected === undefined || !matched ? {} : { chanceCorrected }),
    // λ in the unit that the run was planned in; in others it would cost as much as the row itself.
    ...(row.unit.name === design.budget.dimension
      ? {
          equivalentBudget: equivalentOf(result.status, {
            means,
            items: complete,
            spent,
            team: armOf(scores, teamMeans),
            clusters,
            level: analysis.level,
            harmful: result.interval.upper !== null && result.interval.upper < 1
          })
        }
      : {}),
    pHolm: null,
    baseline: {
      strategies: means.flatMap((one) => strategyOf(row, one, candidates)),
      selected: selected?.name ?? null,
      slope: slopeOf(means, candidates, cost * analysis.coverage)
    },
    missing: left.length,
    ...(left.length > 0 && selected !== undefined && phiM !== null && phiS !== null
      ? { missingBounds: missingBounds({ team, selected, complete, left, phiM, phiS }) }
      : {}),
    budget: {
      ...rowBudget(row),
      team: cost,
      single: selected?.cost ?? null,
      matched,
      ...(matched ? {} : { reason: unmatched })
    },
    decomposition: parts.terms,
    notes: [...result.notes, ...baselineNotes(row, means, cost), ...parts.notes, ...rowNotes(row)]
  }
}

/** The guess rate of the task, in rescaled score. */
const guessRateOf = ({ task }: Samples): { readonly guessRate?: number } => {
  const { guessRate, range } = task
  if (guessRate === undefined) return {}
  const scaled = (guessRate - range[0]) / (range[1] - range[0])
  return scaled >= 0 && scaled < 1 ? { guessRate: scaled } : {}
}

const armOf = (scores: ReadonlyArray<ReadonlyArray<number>>, means: ReadonlyArray<number>): ArmMeans => ({
  means,
  seeds: scores.map((row) => row.length),
  binary: scores.every((row) => row.every((score) => score === 0 || score === 1))
})

const equivalentOf = (
  status: Estimate["status"],
  of: Parameters<typeof equivalentBudgetRange>[0]
): NonNullable<Estimate["equivalentBudget"]> =>
  status === "not-estimable" || status === "uninformative"
    ? { lambda: null, lower: null, upper: null, reason: "not estimable: there is no score of the team to be reached" }
    : equivalentBudgetRange(of)

const unmatchedTerms = (["resource-accumulation", "team-over-single"] as const).map((name) =>
  missingTerm(name, "not estimable: the single agent's curve ends below the team's cost")
)

/** Strategies whose samples do not reach a cost, though more samples could change their outcome. */
export const endBelow = (means: ReadonlyArray<CurveOn>, cost: number): ReadonlyArray<CurveOn> =>
  means.filter(
    ({ curve, costs }) => curve.kind === "plurality" && !curve.flatBeyond && !affordable(cost, costs.at(-1) ?? 0)
  )

const strategyOf = (
  row: Row,
  { curve, costs }: CurveOn,
  candidates: ReadonlyArray<Candidate>
): Estimate["baseline"]["strategies"] => {
  const own = candidates.filter((one) => one.curve === curve)
  const score = envelopeScore(own)
  if (score === null) return []
  return [
    {
      name: strategyName(curve),
      from: costs[0] ?? 0,
      to: costs.at(-1) ?? 0,
      score,
      samples: curve.pool,
      parseRate: row.rates.get(curve.arm.slot)?.parseRate ?? null
    }
  ]
}

const slopeOf = (means: ReadonlyArray<CurveOn>, candidates: ReadonlyArray<Candidate>, reach: number): number => {
  const here = envelopeScore(candidates) ?? 0
  return Math.max(0, (envelopeScore(candidatesAt(means, reach)) ?? 0) - here)
}

const baselineNotes = (row: Row, means: ReadonlyArray<CurveOn>, cost: number): ReadonlyArray<string> => {
  const { coverage } = row.design.analysis
  const runs = means.filter(({ curve }) => curve.kind === "plurality")
  const tooDear = runs.filter(({ costs }) => !affordable(costs[0] ?? 0, cost)).map(({ curve }) => strategyName(curve))
  const early = endBelow(means, cost * coverage).map(({ curve }) => strategyName(curve))
  return [
    ...(tooDear.length === 0
      ? []
      : [`one run costs more than the team spends, made on a share of the items only: ${tooDear.join(", ")}`]),
    ...(early.length === 0
      ? []
      : [`slope is a lower limit: the curve ends below ${figure(coverage)} × the team's cost for ${early.join(", ")}`])
  ]
}
