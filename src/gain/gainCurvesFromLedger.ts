import { amount } from "../budget/Usage.js"
import { competes } from "../design/competes.js"
import type { RoundRecord, TrialEnd } from "../ledger/Event.js"
import type { Ledger } from "../ledger/Ledger.js"
import { mean } from "../stats/mean.js"
import { trialsBySlot } from "./armRates.js"
import { budgetShift } from "./budgetShift.js"
import { affordable, candidatesAt } from "./candidatesAt.js"
import { type CurveOn, curveOn } from "./curveOn.js"
import type { Estimate } from "./Estimate.js"
import { type EquivalentBudget, equivalentBudget } from "./equivalentBudget.js"
import { endBelow } from "./estimateRow.js"
import { type CurveInput, type GainCurve, type GainPoint, gainCurve } from "./gainCurve.js"
import { type PolicyCurve, strategyName } from "./PolicyCurve.js"
import { policyCurves } from "./policyCurves.js"
import { clusterOf, figure } from "./Row.js"
import type { Samples } from "./Samples.js"
import { completeItems, samplesOf } from "./samplesOf.js"

/** Γ of one team at one budget. */
export interface LedgerPoint extends GainPoint {
  /** The team stopped after so many rounds; `null` for a mixture of two neighbouring numbers. */
  readonly rounds: number | null
  readonly equivalent: EquivalentBudget | null
  /** Strategies of which one run costs more than the budget: they compete on a share of the items only. */
  readonly tooDear: ReadonlyArray<string>
}

/** Γ of one team as a function of its budget. */
export interface LedgerCurve extends Omit<GainCurve, "points"> {
  readonly system: string
  readonly task: string
  readonly family: string
  readonly comparison: Estimate["comparison"]
  /** What budgets are counted in. */
  readonly dimension: string
  /** How the team's scores below its own cost are known: the answer it would have given after each round. */
  readonly source: "anytime"
  readonly points: ReadonlyArray<LedgerPoint>
  readonly items: number
  /** Why there are no points; absent when there are. */
  readonly reason?: string
}

/**
 * Γ(B) of every team of a ledger, from the answers that the team held after each of its rounds.
 *
 * At each budget the team, stopped there, meets the envelope of the single agent's policies that spend as much in the mean.
 *
 * Shape: one entry a team and comparison that has single-agent arms, in the order of tasks, then slots, parity before access.
 * Unit: budgets are mean costs a trial in the matched dimension; without `budgets` those of the team after each round.
 * Assumes: a team that is stopped answers what it held after its last whole round. Between two rounds the team stops at random
 * so as to spend the budget in the mean; before the first and after the last nothing is known.
 * Errors: none; what is not estimable is `null` with a reason.
 *
 * @category gain
 */
export const gainCurvesFromLedger = (
  ledger: Ledger,
  options: { readonly budgets?: ReadonlyArray<number>; readonly draws?: number } = {}
): ReadonlyArray<LedgerCurve> => {
  const { design } = ledger.start
  const arms = [...samplesOf(ledger)].sort((a, b) => a.arm.slot - b.arm.slot)
  const trials = trialsBySlot(ledger)
  return design.tasks.flatMap((task) => {
    const here = arms.filter((arm) => arm.arm.task === task.id)
    // Teams of one task meet the same pools: each is read once.
    const known = new Map<Samples, ReadonlyArray<PolicyCurve>>()
    const policiesOf = (arm: Samples): ReadonlyArray<PolicyCurve> => {
      const curves = known.get(arm) ?? policyCurves(arm, design.seed)
      known.set(arm, curves)
      return curves
    }
    return here
      .filter((arm) => arm.arm.role === "team")
      .flatMap((team) =>
        (["parity", "access"] as const).flatMap((comparison) => {
          const role = comparison === "parity" ? "single" : "access"
          const singles = here.filter((arm) => arm.arm.role === role && competes(team.arm, arm.arm))
          if (singles.length === 0) return []
          const own = trials.get(team.arm.slot) ?? []
          return [curveOf(ledger, { team, singles, policiesOf, trials: own, comparison }, options)]
        })
      )
  })
}

const curveOf = (
  ledger: Ledger,
  of: {
    readonly team: Samples
    readonly singles: ReadonlyArray<Samples>
    readonly policiesOf: (arm: Samples) => ReadonlyArray<PolicyCurve>
    readonly trials: ReadonlyArray<TrialEnd>
    readonly comparison: Estimate["comparison"]
  },
  options: { readonly budgets?: ReadonlyArray<number>; readonly draws?: number }
): LedgerCurve => {
  const { design } = ledger.start
  const { dimension } = design.budget
  const { level, relevance, margin, folds } = design.analysis
  const stops = design.stopping !== undefined
  const items = stops ? [] : completeItems([of.team, ...of.singles])
  const means = of.singles.flatMap(of.policiesOf).map((curve) => curveOn(curve, items))
  const rounds = items.length === 0 ? null : roundsOf(of.team, of.trials, items, dimension)
  const placed = rounds === null ? [] : placesOf(rounds, options.budgets)
  const met = placed.map((place) => inputAt(place, means, items, dimension))
  const inputs = met.flatMap((one) => ("input" in one ? [one] : []))
  const curve = gainCurve({
    points: inputs.map(({ input }) => input),
    clusters: items.map((item) => clusterOf(of.team, item)),
    level,
    relevance,
    margin,
    folds,
    seed: design.seed >>> 0,
    ...(options.draws === undefined ? {} : { draws: options.draws })
  })
  const known = curve.points.map((point, index) => ({
    ...point,
    rounds: inputs[index]?.rounds ?? null,
    tooDear: tooDearAt(means, point.budget),
    equivalent: point.phiM === null ? null : equivalentBudget(means, point.budget, point.phiM)
  }))
  const blank = met.flatMap((one) => ("input" in one ? [] : [blankPoint(one, tooDearAt(means, one.budget))]))
  const reason = stops
    ? "a run with a stopping rule has no curve: its intervals are for a number of items fixed beforehand"
    : items.length === 0
      ? "no item has all its trials with known costs"
      : rounds === null
        ? `the team's cost after a round is not known in ${dimension}`
        : undefined
  return {
    ...curve,
    dominance: curve.dominance && blank.length === 0,
    points: [...known, ...blank].sort((a, b) => a.budget - b.budget),
    system: of.team.arm.blueprint.id,
    task: of.team.task.id,
    family: of.team.task.family,
    comparison: of.comparison,
    dimension,
    source: "anytime",
    items: items.length,
    ...(reason === undefined ? {} : { reason })
  }
}

/** A budget at which Γ cannot be read, and why. */
interface Refused {
  readonly budget: number
  readonly rounds: number | null
  readonly reason: string
}

const tooDearAt = (means: ReadonlyArray<CurveOn>, budget: number): ReadonlyArray<string> =>
  means
    .filter(({ curve, costs }) => curve.kind === "plurality" && !affordable(costs[0] ?? 0, budget))
    .map(({ curve }) => strategyName(curve))

const blankPoint = ({ budget, rounds, reason }: Refused, tooDear: ReadonlyArray<string>): LedgerPoint => ({
  budget,
  phiM: null,
  phiS: null,
  gamma: null,
  lower: null,
  upper: null,
  band: { lower: null, upper: null },
  status: "not-estimable",
  verdict: "not-estimable",
  reason,
  rounds,
  tooDear,
  equivalent: null
})

/** The team stopped after a number of rounds, or at a budget between two: items × seeds. */
interface Place {
  readonly budget: number
  readonly rounds: number | null
  readonly team: ReadonlyArray<ReadonlyArray<number>>
  /** Mean cost of every item. */
  readonly spent: ReadonlyArray<number>
}

/** The team after each round, ascending in cost; `null` where a cost is unknown. */
const roundsOf = (
  team: Samples,
  trials: ReadonlyArray<TrialEnd>,
  items: ReadonlyArray<number>,
  dimension: Parameters<typeof amount>[1]
): ReadonlyArray<Place> | null => {
  const { range } = team.task
  const byItem = new Map<string, Array<TrialEnd>>(items.map((item) => [team.items[item]?.id ?? "", []]))
  for (const trial of trials) if (trial.seed < team.size) byItem.get(trial.item)?.push(trial)
  const kept = [...byItem.values()]
  const most = Math.max(1, ...kept.flat().map((trial) => trial.rounds.length))
  const places: Array<Place> = []
  for (let round = 0; round < most; round++) {
    let budget = 0
    const scores: Array<ReadonlyArray<number>> = []
    const spent: Array<number> = []
    for (const own of kept) {
      const held = own.map((trial) => stoppedAfter(trial, round))
      let sum = 0
      for (const { usage } of held) {
        const cost = amount(usage, dimension)
        if (cost === null) return null
        sum += cost
      }
      spent.push(sum / own.length)
      budget += sum / own.length / kept.length
      scores.push(held.map(({ score }) => (score - range[0]) / (range[1] - range[0])))
    }
    // A round that costs nothing replaces the one before it.
    if (places.length > 0 && affordable(budget, (places.at(-1) as Place).budget)) places.pop()
    places.push({ budget, rounds: round + 1, team: scores, spent })
  }
  return places
}

/** What a trial had come to after a round; a trial that had ended before keeps its end. */
const stoppedAfter = (trial: TrialEnd, round: number): Pick<RoundRecord, "score" | "usage"> =>
  round < trial.rounds.length - 1 ? (trial.rounds[round] ?? trial) : trial

/** The team at the wanted budgets, ascending; those before its first and after its last round are refused. */
const placesOf = (
  rounds: ReadonlyArray<Place>,
  budgets: ReadonlyArray<number> | undefined
): ReadonlyArray<Place | Refused> => {
  if (budgets === undefined) return rounds
  const ascending = [...new Set(budgets)].sort((a, b) => a - b)
  return ascending.map((budget) => {
    const exact = rounds.find((place) => affordable(place.budget, budget) && affordable(budget, place.budget))
    if (exact !== undefined) return exact
    const next = rounds.findIndex((place) => place.budget > budget)
    const [low, high] = [rounds[next - 1], rounds[next]]
    if (high === undefined) {
      return { budget, rounds: null, reason: `the team's last round ends at ${figure(rounds.at(-1)?.budget ?? 0)}` }
    }
    if (low === undefined) {
      return { budget, rounds: null, reason: `the team's first round costs ${figure(high.budget)}` }
    }
    const share = (budget - low.budget) / (high.budget - low.budget)
    const team = low.team.map((row, item) =>
      row.map((score, seed) => score + share * ((high.team[item]?.[seed] ?? score) - score))
    )
    const spent = low.spent.map((cost, item) => cost + share * ((high.spent[item] ?? cost) - cost))
    return { budget, rounds: null, team, spent }
  })
}

const inputAt = (
  place: Place | Refused,
  means: ReadonlyArray<CurveOn>,
  items: ReadonlyArray<number>,
  dimension: string
): { readonly input: CurveInput; readonly rounds: number | null } | Refused => {
  if ("reason" in place) return place
  const { budget, rounds, team, spent } = place
  const candidates = candidatesAt(means, budget)
  if (candidates.length === 0) {
    return { budget, rounds, reason: "one run of any single-agent strategy costs more" }
  }
  const short = endBelow(means, budget).map(({ costs }) => costs.at(-1) ?? 0)
  const singles = candidates.map((one) => items.map((item) => [one.scoreOf(item) ?? 0]))
  const reach = figure(Math.min(...short))
  const unmatched = `Γ has only an upper limit: a curve of the single agent ends at ${reach} ${dimension}`
  const teamMeans = team.map((row) => mean(row))
  const budgetShifts = candidates.map((candidate) => budgetShift({ candidate, items, spent, team: teamMeans }))
  return { input: { budget, team, singles, budgetShifts, ...(short.length === 0 ? {} : { unmatched }) }, rounds }
}
