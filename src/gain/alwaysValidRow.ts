import type { Stopping } from "../design/Stopping.js"
import type { Item } from "../task/Item.js"
import { alwaysValid, blankRow } from "./blankRow.js"
import { affordable, type Candidate, candidatesAt } from "./candidatesAt.js"
import { type ConfidenceSequence, confidenceSequence } from "./confidenceSequence.js"
import { curveOn } from "./curveOn.js"
import { decideVerdicts } from "./decideVerdicts.js"
import type { Estimate } from "./Estimate.js"
import { endBelow } from "./estimateRow.js"
import { missingBounds } from "./missingBounds.js"
import { onlyUpperLimit } from "./onlyUpperLimit.js"
import { strategyName } from "./PolicyCurve.js"
import { figure, type Row, rowBudget, rowHead, rowNotes } from "./Row.js"
import { missingTerm } from "./ratioTerm.js"
import { completeItems, meanCost } from "./samplesOf.js"

/** How far a run with a stopping rule has come on a task. */
export interface Progressed {
  readonly rule: Stopping
  readonly pilot: ReadonlyArray<Item>
  /** Items done after the pilot, in the order in which they were done. */
  readonly done: ReadonlyArray<Item>
  /** Items of the task that have not been run. */
  readonly spared: number
  readonly looks: number
  /** The rule has ended the task. */
  readonly stopped: boolean
}

/** Largest excess of the team's mean cost over the budget fixed in the pilot at which costs still count as matched. */
const drift = 0.05

/**
 * One team against one kind of single agent at an interim look: an interval of Γ that holds at all looks at once.
 *
 * 1. The pilot fixes the budget (the team's mean cost), the single agent's policies that spend at most as much, and the one
 *    that is best; none of its items enters what follows.
 * 2. On the further items every policy has its betting confidence sequence. The lower limit is the smallest over all
 *    policies, so that *positive* means above every one of them; the upper limit is that against the policy chosen in the
 *    pilot, which the best one can only undercut. The e-value is the smallest as well.
 * 3. Verdicts by the usual rules. *Positive* is forbidden where a curve of the single agent ends below the budget, or where
 *    the team turned out to spend over 5 % more than in the pilot.
 *
 * Unit: ratios.
 * Assumes: items in random order, independent of each other; scores with a range.
 * Errors: none; what is not estimable is `null` with a reason. Δ and the decomposition have no always-valid interval.
 * Source: {@link confidenceSequence}; intersection–union for several policies.
 *
 * @category gain
 */
export const alwaysValidRow = (row: Row, progress: Progressed): Estimate => {
  const { design, team, singles, curves } = row
  const { analysis } = design
  const dimension = row.unit.name
  const complete = new Set(completeItems([team, ...singles]))
  const position = new Map(team.items.map((item, index) => [item.id, index]))
  const at = (items: ReadonlyArray<Item>) =>
    items.map(({ id }) => position.get(id)).filter((index) => index !== undefined && complete.has(index)) as number[]
  const [pilot, items] = [at(progress.pilot), at(progress.done)]
  const missing = progress.done.length - items.length
  const account = {
    early: progress.stopped && progress.spared > 0,
    looks: progress.looks,
    pilot: progress.pilot.length,
    items: items.length,
    spared: progress.spared
  }
  const blank = (reason: string): Estimate => ({
    ...blankRow(row, { reason, items: items.length, missing }),
    stopping: { ...account, logE: null }
  })
  if (curves.length === 0) return blank(`task ${team.task.id} has no single-agent arm`)
  if (pilot.length < 2) return blank("fewer than 2 items of the pilot have all their trials with known costs")
  if (items.length === 0) return blank("no item after the pilot has been looked at yet")

  // 1
  const budget = costOn(pilot, (item) => meanCost(team.samples[item] ?? []))
  const means = curves.map((curve) => curveOn(curve, pilot))
  const candidates = candidatesAt(means, budget)
  if (candidates.length === 0) return blank(`one run of any single-agent strategy costs more than ${figure(budget)}`)
  const chosen = candidates.reduce((best, one) => (one.score > best.score ? one : best))

  // 2
  const scores = items.map((item) => average((team.samples[item] ?? []).map((sample) => sample?.score ?? 0)))
  const policy = (one: Candidate) => items.map((item) => one.scoreOf(item) ?? 0)
  const policies = distinct(candidates.map(policy))
  const alpha = 1 - analysis.level
  const sequence = (single: ReadonlyArray<number>, error: number) =>
    confidenceSequence({ team: scores, single, alpha: error })
  const against = policies.map((single) => sequence(single, alpha))
  const best = sequence(policy(chosen), alpha)
  const least = (of: ReadonlyArray<ConfidenceSequence>) => Math.min(...of.map(({ lower }) => lower))
  const interval = { lower: least(against), upper: best.upper ?? Number.POSITIVE_INFINITY }
  const narrow = {
    lower: least(policies.map((single) => sequence(single, 2 * alpha))),
    upper: sequence(policy(chosen), 2 * alpha).upper ?? Number.POSITIVE_INFINITY
  }
  const logE = Math.min(...against.map((one) => one.logE))
  const p = Math.min(Math.max(...against.map((one) => one.p.gain)), best.p.loss)

  // 3
  const cost = costOn(items, (item) => meanCost(team.samples[item] ?? []))
  const single = costOn(items, chosen.costOf)
  const short = endBelow(means, budget).map(({ curve }) => strategyName(curve))
  const unmatched =
    short.length > 0
      ? `the curve of ${short.join(", of ")} ends below the team's ${figure(budget)} ${dimension}`
      : affordable(cost, budget * (1 + drift))
        ? undefined
        : `the team spent ${figure(cost)} ${dimension}, over 5 % more than the ${figure(budget)} of the pilot`
  const phiM = average(scores)
  const phiS = average(policy(chosen))
  const phiSInSample = Math.max(...policies.map(average))
  const verdicts = decideVerdicts({ interval, narrow, relevance: analysis.relevance, margin: analysis.margin })
  const gamma = phiS > 0 ? phiM / phiS : null
  const result = {
    phiM,
    phiS,
    phiSInSample,
    gamma,
    gammaInSample: phiSInSample > 0 ? phiM / phiSInSample : null,
    status: statusOf(phiM, phiS),
    interval: {
      lower: interval.lower,
      upper: Number.isFinite(interval.upper) ? interval.upper : null,
      level: analysis.level,
      method: alwaysValid
    },
    delta: { value: phiM - phiS, lower: null, upper: null },
    bound: phiS > 0 ? 1 / phiS : null,
    population: "tasks" as const,
    p,
    verdict: verdicts[0] ?? ("inconclusive" as const),
    verdicts,
    minimumDetectable: null,
    selected: 0,
    items: items.length,
    notes: []
  }
  const { bound, selected: _, ...judged } = unmatched === undefined ? result : onlyUpperLimit(result)
  const left = progress.done.flatMap(({ id }) => position.get(id) ?? []).filter((item) => !complete.has(item))
  return {
    ...rowHead(row),
    ...judged,
    ...(bound === null ? {} : { bound }),
    ...(unmatched === undefined ? {} : { reason: `Γ has only an upper limit: ${unmatched}` }),
    stopping: { ...account, logE },
    pHolm: null,
    baseline: {
      strategies: means.flatMap(({ curve, costs }) => {
        const own = candidates.filter((one) => one.curve === curve)
        if (own.length === 0) return []
        return [
          {
            name: strategyName(curve),
            from: costs[0] ?? 0,
            to: costs.at(-1) ?? 0,
            score: Math.max(...own.map((one) => average(policy(one)))),
            samples: curve.pool,
            parseRate: row.rates.get(curve.arm.slot)?.parseRate ?? null
          }
        ]
      }),
      selected: chosen.name,
      slope: null
    },
    missing,
    ...(left.length > 0
      ? { missingBounds: missingBounds({ team, selected: chosen, complete: items, left, phiM, phiS }) }
      : {}),
    budget: {
      ...rowBudget(row),
      team: cost,
      single,
      matched: unmatched === undefined,
      ...(unmatched === undefined ? {} : { reason: unmatched })
    },
    decomposition:
      row.comparison === "parity"
        ? [
            missingTerm(
              "team-over-single",
              "not given for a run with a stopping rule: its interval is not always valid"
            )
          ]
        : [],
    notes: [...notesOf(account), ...rowNotes(row)]
  }
}

const notesOf = (account: Omit<NonNullable<Estimate["stopping"]>, "logE">): ReadonlyArray<string> => [
  account.early
    ? `stopped early by an always-valid rule after ${account.items} items; ${account.spared} were not run`
    : "run with a stopping rule that did not end it before its last item",
  `budget and policies were fixed on ${account.pilot} other items; the interval holds at all looks at once`
]

/** The verdict of a look ends the wait for a team. */
export const decided = (row: Pick<Estimate, "verdicts">, rule: Stopping): boolean =>
  rule.until.some((verdict) => row.verdicts.includes(verdict))

const statusOf = (phiM: number, phiS: number): Estimate["status"] => {
  if (phiS === 0) return phiM === 0 ? "uninformative" : "unbounded"
  return phiM === 1 && phiS === 1 ? "ceiling" : "ok"
}

const average = (values: ReadonlyArray<number>): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

const costOn = (items: ReadonlyArray<number>, cost: (item: number) => number | null): number =>
  average(items.map((item) => cost(item) ?? 0))

const distinct = (rows: ReadonlyArray<ReadonlyArray<number>>): ReadonlyArray<ReadonlyArray<number>> =>
  rows.filter((row, index) => !rows.slice(0, index).some((other) => row.every((score, item) => score === other[item])))
