import type { Attribution, FactorAttribution } from "../attribution/Attribution.js"
import type { Analysis } from "../design/Analysis.js"
import type { Estimate, Verdict } from "../gain/Estimate.js"
import { normalQuantile } from "../stats/normalQuantile.js"
import { formatCost } from "./format/formatCost.js"
import { formatInterval } from "./format/formatInterval.js"
import { formatP } from "./format/formatP.js"
import { formatPoint } from "./format/formatPoint.js"
import { formatRatio } from "./format/formatRatio.js"
import { formatScore } from "./format/formatScore.js"
import { formatShare } from "./format/formatShare.js"
import type { BudgetGain, UnitGain } from "./GainViews.js"
import { oneLine } from "./text/oneLine.js"
import { countWords } from "./words/countWords.js"
import { dimensionWords } from "./words/dimensionWords.js"
import { effectState } from "./words/effectState.js"
import { effectText } from "./words/effectText.js"
import { factorTone } from "./words/factorTone.js"
import { holmSurvives } from "./words/holmSurvives.js"
import { measureOf } from "./words/measureNames.js"
import { verdictLabel } from "./words/verdictLabel.js"

/** What would have to change. */
export type ChangeKind =
  | "items"
  | "samples"
  | "missing"
  | "correction"
  | "saturation"
  | "grader"
  | "wording"
  | "unit"
  | "budget"
  | "alias"
  | "cells"
  | "system"
  | "relevance"
  | "pair"

/** One thing that would change a verdict or a class. */
export interface VerdictChange {
  readonly kind: ChangeKind
  /** The verdict or class now, and what it would become. */
  readonly now: string
  readonly becomes: string
  /** How much it takes: items, a share, a ratio, cells; `null` where it is no amount. */
  readonly size: number | null
  /** The condition in plain words, with its numbers. */
  readonly words: string
}

/** More items than so many times those at hand are out of reach. */
const outOfReach = 100

/** Two significant digits: what a forecast deserves. */
const about = (count: number): string => formatCost(Number(count.toPrecision(2)))

/** Errors of a grader above this share, and gains from a wording above this one, are not expected: the verdict stands. */
const graderError = 0.1
const wordingGain = 0.25

type Claim = "gain" | "loss" | "open"

const claimOf = (verdict: Verdict): Claim =>
  verdict === "positive" || verdict === "positive-below-relevance" ? "gain" : verdict === "harmful" ? "loss" : "open"

const label = (verdict: Verdict): string => verdictLabel[verdict].label

/** Items at which an interval of so much half width at `items` would have shrunk to the distance. */
const itemsFor = (items: number, half: number, distance: number): number => Math.ceil(items * (half / distance) ** 2)

/** Of an undecided row: how many items would decide it if Γ stayed where it is. */
const itemChanges = (row: Estimate, analysis: Analysis): ReadonlyArray<VerdictChange> => {
  const { gamma, interval, items, status, budget } = row
  const { lower, upper, level } = interval
  const open = row.verdict === "inconclusive" || row.verdict === "non-inferior"
  if (!open || status !== "ok" || !budget.matched || gamma === null || gamma <= 0) return []
  if (lower === null || lower <= 0 || upper === null) return []
  const effect = Math.log(gamma)
  const below = effect - Math.log(lower)
  const above = Math.log(upper) - effect
  const own = normalQuantile((1 + level) / 2)
  const now = label(row.verdict)
  const found: Array<VerdictChange> = []
  const half = effect > 0 ? below : above
  const shown = effect === 0 ? Number.POSITIVE_INFINITY : itemsFor(items, half, Math.abs(effect))
  if (shown > items && shown <= outOfReach * items) {
    const sure = Math.ceil(shown * ((own + normalQuantile(0.8)) / own) ** 2)
    found.push({
      kind: "items",
      now,
      becomes: effect > 0 ? label("positive") : label("harmful"),
      size: shown,
      words: `about ${about(shown)} items (now ${formatCost(items)}) if Γ stays ${formatPoint(gamma)}; ${about(sure)} for 80% power`
    })
  }
  const room = Math.log(analysis.relevance) - Math.abs(effect)
  const equal =
    room > 0 ? itemsFor(items, (Math.max(below, above) * normalQuantile(level)) / own, room) : Number.POSITIVE_INFINITY
  if (equal > items && equal <= outOfReach * items) {
    found.push({
      kind: "items",
      now,
      becomes: label("no-relevant-gain"),
      size: equal,
      words: `about ${about(equal)} items (now ${formatCost(items)}) if Γ stays ${formatPoint(gamma)}`
    })
  }
  if (found.length === 0 && Math.min(shown, equal) > outOfReach * items) {
    found.push({
      kind: "items",
      now,
      becomes: "decided",
      size: null,
      words: `more than ${about(outOfReach * items)} items (now ${formatCost(items)}) if Γ stays ${formatPoint(gamma)}: out of reach`
    })
  }
  return found
}

/** Of a shown gain or loss: how large an error on one side would undo it. */
const errorChanges = (row: Estimate): ReadonlyArray<VerdictChange> => {
  const { phiM, phiS, delta, interval, baseline, budget } = row
  const claim = claimOf(row.verdict)
  if (claim === "open" || phiM === null || phiS === null) return []
  const now = label(row.verdict)
  const becomes = label("inconclusive")
  const gain = claim === "gain"
  const found: Array<VerdictChange> = []
  const margin = gain ? delta.lower : delta.upper
  if (margin !== null && (gain ? margin > 0 : margin < 0) && Math.abs(margin) <= graderError) {
    const size = Math.abs(margin)
    found.push({
      kind: "grader",
      now,
      becomes,
      size,
      words: `a grader that errs on ${formatShare(Number(size.toPrecision(2)))} more of the ${gain ? "team’s" : "one agent’s"} answers, in favour of the ${gain ? "team" : "one agent"}`
    })
  }
  const limit = gain ? interval.lower : interval.upper
  const factor = limit === null || limit <= 0 ? null : gain ? limit : 1 / limit
  if (factor !== null && factor > 1 && factor <= 1 + wordingGain) {
    const [who, score] = gain ? ["one agent", phiS] : ["team", phiM]
    const reach = score * factor
    if (reach <= 1 && score > 0) {
      const digits = formatScore(score) === formatScore(reach) ? 4 : 2
      found.push({
        kind: "wording",
        now,
        becomes,
        size: factor - 1,
        words: `a wording of the prompts that lifts the ${who} from ${formatScore(score, digits)} to ${formatScore(reach, digits)} and leaves the other as it is`
      })
    }
  }
  const slope = baseline.slope ?? 0
  if (gain && slope > 0 && phiS > 0 && interval.lower !== null && (interval.lower * phiS) / (phiS + slope) <= 1) {
    found.push({
      kind: "saturation",
      now,
      becomes,
      size: slope,
      words: `the one agent is not saturated at ${formatCost(budget.team)} ${dimensionWords(budget.dimension)}: a little more budget lifts it by ${formatScore(slope, 3)}, which the lower limit would not survive`
    })
  }
  return found
}

const missingChanges = (row: Estimate): ReadonlyArray<VerdictChange> => {
  const { missing, missingBounds: bounds } = row
  const claim = claimOf(row.verdict)
  if (missing === 0 || bounds === undefined || claim === "open") return []
  const end = claim === "gain" ? bounds.lower : bounds.upper
  if (end === null || (claim === "gain" ? end > 1 : end < 1)) return []
  return [
    {
      kind: "missing",
      now: label(row.verdict),
      becomes: label("inconclusive"),
      size: missing,
      words: `the ${countWords(missing, "missing item")}: scored ${claim === "gain" ? "0" : "1"} for the team, Γ is ${formatRatio(end)}`
    }
  ]
}

const correctionChanges = (row: Estimate, analysis: Analysis, rows: number): ReadonlyArray<VerdictChange> =>
  claimOf(row.verdict) !== "open" && holmSurvives(row, analysis) === false
    ? [
        {
          kind: "correction",
          now: label(row.verdict),
          becomes: "a lead only",
          size: row.pHolm,
          words: `read as one of ${countWords(rows, "row")}: p after Holm is ${formatP(row.pHolm)}, alone ${formatP(row.p)}`
        }
      ]
    : []

const samplesChanges = (row: Estimate): ReadonlyArray<VerdictChange> =>
  row.verdict === "unmatched"
    ? [
        {
          kind: "samples",
          now: label(row.verdict),
          becomes: "a verdict",
          size: row.budget.team !== null && row.budget.single !== null ? row.budget.team : null,
          words:
            row.budget.team !== null && row.budget.single !== null
              ? `more samples of the one agent, until its curve reaches ${formatCost(row.budget.team)} ${dimensionWords(row.budget.dimension)} a trial`
              : `the costs in ${dimensionWords(row.budget.dimension)} of every arm`
        }
      ]
    : []

const unitChanges = (row: Estimate, units: ReadonlyArray<UnitGain>): ReadonlyArray<VerdictChange> => {
  const claim = claimOf(row.verdict)
  const found = units.find(
    (one) => one.system === row.system && one.task === row.task && one.comparison === row.comparison
  )
  const others = (found?.rows ?? []).filter((one) => one.dimension !== row.budget.dimension && one.team !== null)
  return others.flatMap((one): ReadonlyArray<VerdictChange> => {
    const other = claimOf(one.verdict)
    // Unmatched in another unit is no other verdict, only none.
    if (other === claim || one.verdict === "unmatched" || one.verdict === "not-estimable") return []
    return [
      {
        kind: "unit",
        now: label(row.verdict),
        becomes: label(one.verdict),
        size: one.gamma,
        words: `matched in ${dimensionWords(one.dimension)}: Γ = ${formatPoint(one.gamma)} ${formatInterval(one.lower, one.upper)}`
      }
    ]
  })
}

const budgetChanges = (row: Estimate, curves: ReadonlyArray<BudgetGain>): ReadonlyArray<VerdictChange> => {
  const claim = claimOf(row.verdict)
  const curve = curves.find(
    (one) => one.system === row.system && one.task === row.task && one.comparison === row.comparison
  )
  // The last point is the row itself.
  const other = (curve?.points ?? [])
    .slice(0, -1)
    .filter(({ verdict }) => verdict !== "unmatched" && verdict !== "not-estimable")
    .findLast(({ verdict }) => claimOf(verdict) !== claim)
  if (curve === undefined || other === undefined) return []
  const place = other.rounds === null ? "" : `, stopped after ${countWords(other.rounds, "round")}`
  return [
    {
      kind: "budget",
      now: label(row.verdict),
      becomes: label(other.verdict),
      size: other.budget,
      words: `at ${formatCost(other.budget)} ${dimensionWords(curve.dimension)} a trial${place}: Γ = ${formatPoint(other.gamma)} ${formatInterval(other.lower, other.upper)}`
    }
  ]
}

/**
 * What would change the verdict of a row: items that would decide it, missing trials, the correction, an unsaturated single
 * agent, errors of the grader, another wording, other units and other budgets.
 *
 * Unit: `size` is in items, score points, relative score or the unit's own, as its words say.
 * Assumes: `items` holds Γ fixed and lets the interval shrink with the square root of the number of items, a forecast and no
 * test; `grader` and `wording` move one side by a constant and leave the width of the interval; they are listed only where an error of at most
 * 10 points, or a lift of at most 25%, would do.
 *
 * @category report
 */
export const verdictChanges = (
  row: Estimate,
  report: {
    readonly analysis: Analysis
    readonly estimates: ReadonlyArray<Estimate>
    readonly units: ReadonlyArray<UnitGain>
    readonly gainCurves: ReadonlyArray<BudgetGain>
  }
): ReadonlyArray<VerdictChange> => [
  ...samplesChanges(row),
  ...itemChanges(row, report.analysis),
  ...missingChanges(row),
  ...correctionChanges(row, report.analysis, report.estimates.length),
  ...unitChanges(row, report.units),
  ...budgetChanges(row, report.gainCurves),
  ...errorChanges(row)
]

/** Combinations of all levels, the null levels among them. */
const combinations = ({ factors }: Attribution): number => {
  const levels = new Map<string, number>()
  for (const { factor } of factors) levels.set(factor, (levels.get(factor) ?? 1) + 1)
  return [...levels.values()].reduce((product, count) => product * count, 1)
}

/** Items at which an unclassified factor would be classified if its effect stayed, at the strictest step of Holm. */
const classItems = (factor: FactorAttribution, result: Attribution): ReadonlyArray<VerdictChange> => {
  const effect = measureOf(factor, result.contrast)
  const { estimate, error } = effect
  const { clusters, items, level, relevance } = result
  if (estimate === null || error === null || error <= 0 || factor.verdict !== "inconclusive") return []
  const family = Math.max(1, result.factors.filter((one) => measureOf(one, result.contrast).p !== null).length)
  const alpha = (1 - level) / family
  const units = clusters === items ? "items" : "groups of items"
  const { point } = effectText(effect)
  const now = factorTone(factor, result).label
  const words = (count: number): string =>
    `about ${about(count)} ${units} (now ${formatCost(clusters)}) if its effect stays ${point}`
  const found: Array<VerdictChange> = []
  const differs =
    estimate === 0
      ? Number.POSITIVE_INFINITY
      : itemsFor(clusters, normalQuantile(1 - alpha / 2) * error, Math.abs(estimate))
  const ruled =
    effect.scale === "log" && estimate < Math.log(relevance)
      ? itemsFor(clusters, normalQuantile(1 - alpha) * error, Math.log(relevance) - estimate)
      : Number.POSITIVE_INFINITY
  const reachable = (count: number): boolean => count > clusters && count <= outOfReach * clusters
  // A harmful factor is put aside as soon as a relevant gain is ruled out.
  if (reachable(ruled)) found.push({ kind: "items", now, becomes: "Class II: prune", size: ruled, words: words(ruled) })
  if (reachable(differs) && (estimate > 0 || !reachable(ruled))) {
    const becomes = estimate > 0 ? "shown to raise Γ" : "Class II: prune, harmful"
    found.push({ kind: "items", now, becomes, size: differs, words: words(differs) })
  }
  if (found.length === 0 && Math.min(ruled, differs) > outOfReach * clusters) {
    found.push({
      kind: "items",
      now,
      becomes: "classified",
      size: null,
      words: `more than ${about(outOfReach * clusters)} ${units} (now ${formatCost(clusters)}) if its effect stays ${point}: out of reach`
    })
  }
  return found
}

const designChanges = (factor: FactorAttribution, result: Attribution): ReadonlyArray<VerdictChange> => {
  const effect = measureOf(factor, result.contrast)
  const now = factorTone(factor, result).label
  const state = effectState(effect)
  if (state === "none") {
    const reason = oneLine(effect.reason ?? "no reason is known").replace(/^not estimable: /u, "")
    return [{ kind: "cells", now, becomes: "estimable", size: null, words: reason }]
  }
  if (state === "clear") return []
  const names = effect.aliasedWith.map(({ effect: name }) => oneLine(name))
  const [first = "another effect", ...others] = names
  const told = `${first}${others.length === 0 ? "" : ` and ${countWords(others.length, "more", "more")}`}`
  const all = combinations(result)
  const fold = result.resolution === "III" && 2 * result.cells <= all
  return [
    {
      kind: "alias",
      now,
      becomes: "told apart",
      size: fold ? 2 * result.cells : all,
      words: fold
        ? `a foldover, ${countWords(result.cells, "more cell")} with all levels reversed, parts it from ${told}`
        : `all ${countWords(all, "combination")} (now ${result.cells}) part it from ${told}`
    }
  ]
}

const claimChanges = (factor: FactorAttribution, result: Attribution): ReadonlyArray<VerdictChange> => {
  const effect = measureOf(factor, result.contrast)
  const { estimate, error } = effect
  const now = factorTone(factor, result).label
  if (estimate === null || error === null || effect.scale !== "log" || !effect.clear) return []
  const upper = Math.exp(estimate + normalQuantile(result.level) * error)
  const lower = effect.ratio.lower
  if (factor.class === "I" && lower !== null && lower > 1) {
    if (lower > 1 + wordingGain) return []
    const words = `a wording that lifts the system without it by ${formatShare(Number((lower - 1).toPrecision(2)))} and leaves the one with it`
    return [{ kind: "wording", now, becomes: "open", size: lower - 1, words }]
  }
  if (factor.class === "II" && factor.verdict === "no-relevant-gain") {
    const words = `a gain smaller than ${formatRatio(upper)} declared to matter (now ${formatRatio(result.relevance)})`
    return upper > 1 ? [{ kind: "relevance", now, becomes: "open", size: upper, words }] : []
  }
  if (factor.class !== "unclassified" || factor.verdict !== "positive") return []
  return upper >= result.relevance
    ? [
        {
          kind: "system",
          now,
          becomes: "Class I: driver",
          size: null,
          words: "Γ of the system with it shown above 1; so far it is not"
        }
      ]
    : [
        {
          kind: "relevance",
          now,
          becomes: "Class I: driver",
          size: upper,
          words: `a gain smaller than ${formatRatio(upper)} declared to matter (now ${formatRatio(result.relevance)})`
        }
      ]
}

/** Of two redundant factors neither is shown to help beside the other: what the second is worth once the first is gone. */
const pairChanges = (factor: FactorAttribution, result: Attribution): ReadonlyArray<VerdictChange> =>
  factor.class === "I" || factor.verdict === "positive"
    ? []
    : result.interactions.flatMap((pair): ReadonlyArray<VerdictChange> => {
        const [first, second] = pair.factors
        const lost =
          first === factor.factor ? pair.firstWithout : second === factor.factor ? pair.secondWithout : undefined
        if (lost === undefined || pair.diagnosis !== "redundant") return []
        const other = first === factor.factor ? second : first
        const { point, interval } = effectText(lost)
        return [
          {
            kind: "pair",
            now: factorTone(factor, result).label,
            becomes: lost.lower !== null && lost.lower > 0 ? "raises Γ" : "open",
            size: lost.ratio.value,
            words: `${oneLine(other)} gone: without it, this one multiplies Γ by ${point} ${interval}`
          }
        ]
      })

/**
 * What would change the class of a factor: items that would decide it, the runs that would part it from its aliases, the gain
 * of the system, the declared relevance, its redundant partner.
 *
 * Unit: `size` is in items, cells or a ratio, as its words say.
 * Assumes: as {@link verdictChanges}; items at the first and strictest step of Holm's correction, so fewer may do.
 *
 * @category report
 */
export const classChanges = (factor: FactorAttribution, result: Attribution): ReadonlyArray<VerdictChange> => {
  const design = designChanges(factor, result)
  return design.length > 0
    ? design
    : [...pairChanges(factor, result), ...classItems(factor, result), ...claimChanges(factor, result)]
}
