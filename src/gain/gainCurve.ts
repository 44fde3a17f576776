import { createStream } from "../stats/createStream.js"
import { mean } from "../stats/mean.js"
import { normalCdf } from "../stats/normalCdf.js"
import { studentQuantile } from "../stats/studentQuantile.js"
import type { Status, Verdict } from "./Estimate.js"
import { estimateGain } from "./estimateGain.js"
import type { GainInput, GainResult, Scores } from "./GainInput.js"
import { groupsOf } from "./Groups.js"
import { onlyUpperLimit } from "./onlyUpperLimit.js"

/** Scores of both sides at one budget. */
export interface CurveInput {
  /** Above 0, in any unit. */
  readonly budget: number
  /** Items × seeds. */
  readonly team: Scores
  /** Every single-agent policy that spends at most the budget; the same items in the same order. */
  readonly singles: ReadonlyArray<Scores>
  /** What the estimated budget adds to the uncertainty of each of `singles`; as in {@link GainInput}. */
  readonly budgetShifts?: NonNullable<GainInput["budgetShifts"]>
  /** Why the single agent's scores are only a lower bound here; absent where it was sampled far enough. */
  readonly unmatched?: string
}

/** Γ at one budget. `band` limits hold for all budgets at once, `lower` and `upper` for this one alone. */
export interface GainPoint {
  readonly budget: number
  readonly phiM: number | null
  readonly phiS: number | null
  readonly gamma: number | null
  readonly lower: number | null
  readonly upper: number | null
  readonly band: { readonly lower: number | null; readonly upper: number | null }
  readonly status: Status
  readonly verdict: Verdict
  readonly reason?: string
}

/** Mean of log Γ over the logarithm of the budget, as a ratio; `null` where not estimable. */
export interface CurveSummary {
  readonly from: number | null
  readonly to: number | null
  readonly gamma: number | null
  readonly lower: number | null
  readonly upper: number | null
  readonly reason?: string
}

/** Γ as a function of the budget. */
export interface GainCurve {
  readonly points: ReadonlyArray<GainPoint>
  readonly level: number
  /** Level at which each point's interval was taken so that all hold at once. */
  readonly bandLevel: number
  /** The team is shown above the single agent at every budget at once. */
  readonly dominance: boolean
  readonly summary: CurveSummary
}

/**
 * Γ at several budgets, with an interval for each and a band that holds for all at once.
 *
 * Shape: `points` in any order of budgets, all with the same items in the same order; results ascend in the budget.
 * Unit: Γ is a ratio; budgets in any unit.
 * Assumes: as `estimateGain` at each budget. The band takes every interval at the level whose normal quantile is the max-T
 * critical value: the quantile of the largest of the correlated test statistics, found by a seeded multiplier bootstrap over
 * clusters of items (normal multipliers, so a draw is one of the joint normal distribution). The summary interval is
 * delta-log-t.
 * Errors: InputError as for `estimateGain`. What is not estimable is `null` with a reason.
 * Source: max-T bands (Romano and Wolf 2005; Chernozhukov, Chetverikov and Kato 2013 for the multiplier bootstrap); summary
 * ∫ log Γ(B) d log B / log(B₂/B₁) by the trapezoidal rule.
 *
 * @category gain
 */
export const gainCurve = (
  input: Omit<GainInput, "team" | "single" | "singles" | "budgetShifts"> & {
    readonly points: ReadonlyArray<CurveInput>
    /** Draws of the bootstrap; default 10,000. */
    readonly draws?: number
    /** Root of its chance; default 1. */
    readonly seed?: number
  }
): GainCurve => {
  const { points, draws = 10_000, seed = 1, ...analysis } = input
  const level = analysis.level ?? 0.95
  const ordered = [...points].sort((a, b) => a.budget - b.budget)
  const at = (one: CurveInput, atLevel: number): GainResult => {
    const result = estimateGain({
      ...analysis,
      team: one.team,
      singles: one.singles,
      ...(one.budgetShifts === undefined ? {} : { budgetShifts: one.budgetShifts }),
      level: atLevel
    })
    return one.unmatched === undefined ? result : onlyUpperLimit(result)
  }
  const results = ordered.map((one) => at(one, level))
  const influences = ordered.map((one, index) => influenceOf(one, results[index] as GainResult, analysis))
  const bandLevel = Math.max(level, simultaneousLevel(influences, { level, draws, seed }))
  const banded = ordered.map((one) => at(one, bandLevel))
  const curve = ordered.map((one, index) => pointOf(one, results[index] as GainResult, banded[index] as GainResult))
  return {
    points: curve,
    level,
    bandLevel,
    dominance: curve.length > 0 && curve.every(({ band }) => band.lower !== null && band.lower > 1),
    summary: summarise(curve, influences, { level, items: ordered[0]?.team.length ?? 0 })
  }
}

const pointOf = (one: CurveInput, result: GainResult, banded: GainResult): GainPoint => {
  const reason = result.reason ?? one.unmatched
  return {
    budget: one.budget,
    phiM: result.phiM,
    phiS: result.phiS,
    gamma: result.gamma,
    lower: result.interval.lower,
    upper: result.interval.upper,
    band: { lower: banded.interval.lower, upper: banded.interval.upper },
    status: result.status,
    verdict: result.verdict,
    ...(reason === undefined ? {} : { reason })
  }
}

/** Influence of every cluster on log Γ times Φ_M·Φ_S, so that it also exists where a mean is 0. */
interface Influence {
  readonly sums: ReadonlyArray<number>
  readonly phiM: number
  readonly phiS: number
}

const influenceOf = (
  one: CurveInput,
  { phiM, phiS, baseline }: GainResult,
  { clusters, range = [0, 1] }: Pick<GainInput, "clusters" | "range">
): Influence | null => {
  if (phiM === null || phiS === null || baseline === undefined) return null
  const groups = groupsOf(one.team.length, clusters)
  const sums = new Array<number>(groups.count).fill(0)
  const [low, high] = range === "unbounded" ? [0, 1] : range
  one.team.forEach((row, item) => {
    const score = (mean(row) - low) / (high - low)
    const group = groups.of[item] as number
    sums[group] = (sums[group] as number) + score * phiS - (baseline[item] as number) * phiM
  })
  return { sums, phiM, phiS }
}

const dot = (one: ReadonlyArray<number>, other: ReadonlyArray<number>): number =>
  one.reduce((sum, value, index) => sum + value * (other[index] as number), 0)

/** Level of the single intervals at which all hold together with the wanted level. */
const simultaneousLevel = (
  influences: ReadonlyArray<Influence | null>,
  of: { readonly level: number; readonly draws: number; readonly seed: number }
): number => {
  const known = influences.flatMap((one) => (one === null ? [] : [one.sums]))
  if (known.length < 2) return of.level
  // Where nothing varies nothing is known of the correlation either: such a point counts as independent of the others.
  const norms = known.map((sums) => Math.sqrt(dot(sums, sums)))
  const correlation = (a: number, b: number): number => {
    if (a === b) return 1
    const size = (norms[a] as number) * (norms[b] as number)
    return size > 0 ? dot(known[a] as ReadonlyArray<number>, known[b] as ReadonlyArray<number>) / size : 0
  }
  const factor = triangularRoot(known.length, correlation)
  const stream = createStream(of.seed)
  const largest = new Float64Array(of.draws)
  const normals = new Float64Array(known.length)
  for (let draw = 0; draw < of.draws; draw++) {
    let most = 0
    factor.forEach((row, index) => {
      normals[index] = stream.normal()
      let value = 0
      for (let k = 0; k <= index; k++) value += (row[k] as number) * (normals[k] as number)
      most = Math.max(most, Math.abs(value))
    })
    largest[draw] = most
  }
  largest.sort()
  const critical = largest[Math.min(of.draws - 1, Math.ceil(of.level * of.draws) - 1)] as number
  return 1 - 2 * normalCdf(-critical)
}

/** Lower triangular L with L·Lᵀ the correlations; directions without variance of their own get zeros. */
const triangularRoot = (size: number, entry: (a: number, b: number) => number): Array<Array<number>> => {
  const rows: Array<Array<number>> = []
  for (let a = 0; a < size; a++) {
    const row: Array<number> = []
    for (let b = 0; b <= a; b++) {
      const rest = entry(a, b) - dot(row, (rows[b] ?? row).slice(0, row.length))
      const pivot = rows[b]?.[b] ?? 0
      row.push(a === b ? Math.sqrt(Math.max(0, rest)) : pivot > 1e-7 ? rest / pivot : 0)
    }
    rows.push(row)
  }
  return rows
}

const summarise = (
  points: ReadonlyArray<GainPoint>,
  influences: ReadonlyArray<Influence | null>,
  of: { readonly level: number; readonly items: number }
): CurveSummary => {
  const [from, to] = [points[0]?.budget ?? null, points.at(-1)?.budget ?? null]
  const without = (reason: string): CurveSummary => ({ from, to, gamma: null, lower: null, upper: null, reason })
  if (from === null || to === null || !(from < to)) return without("requires two different budgets")
  const unmatched = points.find((point) => point.lower === null)
  if (unmatched !== undefined) return without(`at ${unmatched.budget} there is no lower limit of Γ`)
  const width = Math.log(to / from)
  let total = 0
  const sums: Array<number> = []
  for (const [index, { budget, gamma }] of points.entries()) {
    const influence = influences[index]
    if (gamma === null || gamma === 0 || !influence) return without(`log Γ at ${budget} is not estimable`)
    const left = points[index - 1]?.budget ?? budget
    const right = points[index + 1]?.budget ?? budget
    const weight = Math.log(right / left) / (2 * width)
    total += weight * Math.log(gamma)
    influence.sums.forEach((value, group) => {
      sums[group] = (sums[group] ?? 0) + (weight * value) / (influence.phiM * influence.phiS)
    })
  }
  const groups = sums.length
  const error = Math.sqrt((groups / (groups - 1)) * dot(sums, sums)) / of.items
  const half = studentQuantile((1 + of.level) / 2, groups - 1) * error
  return { from, to, gamma: Math.exp(total), lower: Math.exp(total - half), upper: Math.exp(total + half) }
}
