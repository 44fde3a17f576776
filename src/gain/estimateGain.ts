import { mean } from "../stats/mean.js"
import { studentQuantile } from "../stats/studentQuantile.js"
import type { ArmMeans } from "./ArmMeans.js"
import { type CheckedInput, checkGainInput } from "./checkGainInput.js"
import { bestPolicy, crossFit } from "./crossFit.js"
import { decideVerdicts } from "./decideVerdicts.js"
import { differenceLimits } from "./differenceLimits.js"
import type { Status } from "./Estimate.js"
import type { ChanceCorrected, GainInput, GainResult } from "./GainInput.js"
import { gainNotes } from "./gainNotes.js"
import { intervalPValue } from "./intervalPValue.js"
import { intervalsOf } from "./intervalsOf.js"
import { minimumDetectable, minimumDetectableRatio } from "./minimumDetectable.js"
import type { Pair, PairIntervals } from "./PairIntervals.js"
import { type PairMoments, pairMoments } from "./pairMoments.js"
import { type Rivals, rivalPolicies } from "./rivalPolicies.js"

/**
 * Estimates the collaboration gain Γ = Φ_M/Φ_S from score matrices, with its interval, verdict and p-value.
 *
 *     scores ─► 1 check, item means ─► 2 cross-fitted baseline ─► 3 moments of every pair ─► 4 intervals ─► 5 verdicts
 *
 * With one single-agent policy the interval is that of the method: MOVER-Wilson with a design effect unless another is asked
 * for. With several that compete, the point estimate is cross-fitted, the lower limit is the smallest one over all of them,
 * and the upper limit is the smallest one over those that may be the best, at a critical value that pays for their number; Δ
 * is treated alike. A gain is thus called positive only when the team beats every policy, and harm when one of them beats
 * the team beyond what choosing it explains.
 *
 * Shape: items × seeds, every arm with the same items in the same order; rows may have different numbers of seeds. Every
 * item has the same weight.
 * Unit: scores are rescaled to [0, 1] by `range`, unbounded ones left as they are; Γ is a ratio, at most 1/Φ_S where there is
 * a range; Δ is in the same score.
 * Assumes: clusters of items are independent draws from the population of items the result is to hold for; for a fixed
 * benchmark, seeds are drawn independently. Both arms were run at matched budgets, which this function cannot see; the
 * score has a true zero. `budgetShifts` enter variances and covariances, never means.
 * Errors: InputError for malformed input. Well-formed input that is too small gives the status *not-estimable* and a
 * reason: fewer than 2 items, only one cluster, or a fixed benchmark with a single seed of an item. `gamma` is `null` and the
 * status *unbounded* where only the single agent's mean is 0, *uninformative* where both are. Where a method has no
 * interval for the data, its limits and `p` are `null`, the verdict is *not-estimable*, and `reason` says why.
 * Source: statistics as described in docs/gain.md; Wilson (1927), Donner and Zou (2012), Berger (1982) for the
 * intersection–union lower limit, Romano and Wolf (2005) for the upper one.
 *
 * @example
 * ```ts
 * import { estimateGain } from "collaboration-gain"
 *
 * const result = estimateGain({ team: [[1], [1], [0], [1]], single: [[1], [0], [0], [1]] })
 * console.log(result.gamma, result.verdict) // 1.5 "inconclusive"
 * ```
 *
 * @category gain
 */
export const estimateGain = (input: GainInput): GainResult => {
  // 1
  const checked = checkGainInput(input)
  const { team, singles, groups, level, method, population, bounded, relevance, margin, folds } = checked
  const tooSmall = reasonAgainst(checked)
  if (tooSmall !== null) return notEstimable(checked, tooSmall)

  // 2
  const [first] = singles as [ArmMeans]
  const competing = singles.length > 1
  const { baseline, selected } = competing
    ? crossFit({ team, singles, groups, folds })
    : { baseline: first, selected: 0 }

  // 3
  const pairOf = (arm: ArmMeans, single: ArmMeans): Pair => ({
    team: arm,
    single,
    groups,
    moments: pairMoments({ team: arm, single, groups, population })
  })
  const headline = pairOf(team, baseline)
  const pairs = competing ? singles.map((single) => pairOf(team, single)) : [headline]
  const rivals = competing
    ? rivalPolicies({ team, singles, pairs: pairs.map(({ moments }) => moments), groups, level, population })
    : alone
  const { phiM, phiS } = headline.moments
  const phiSInSample = competing ? mean((singles[selected] as ArmMeans).means) : phiS
  const gamma = ratio(phiM, phiS)

  // 4
  const settings = { ...checked, floor: 0 }
  const family = pairs.map((pair) => intervalsOf(pair, settings))
  const contest = contestOf(family, rivals, gamma ?? Number.POSITIVE_INFINITY)
  const { limits, degrees, reason } = contest
  const interval = limits(studentQuantile((1 + level) / 2, degrees))
  const delta = differenceOf({ pairs, headline, rivals, level })

  // 5
  const narrow = limits(studentQuantile(level, degrees))
  const verdicts =
    reason === undefined ? decideVerdicts({ interval, narrow, relevance, margin }) : (["not-estimable"] as const)
  const nearCeiling = bounded && Math.max(phiM, phiS) > 0.9
  const posterior =
    method === "bayes-bootstrap" ? (competing ? intervalsOf(headline, settings) : family[0])?.draws : undefined
  return {
    phiM,
    phiS,
    phiSInSample,
    gamma,
    gammaInSample: ratio(phiM, phiSInSample),
    status: statusOf({ phiM, phiS, bounded }),
    ...(reason === undefined ? {} : { reason: `${method} has no interval: ${reason}` }),
    interval:
      reason === undefined
        ? { lower: interval.lower, upper: finite(interval.upper), level, method }
        : { lower: null, upper: null, level, method },
    delta,
    bound: bounded ? ratio(1, phiS) : null,
    population,
    ...(nearCeiling
      ? {
          errorRatio: errorRatioOf({
            pairs: pairs.map((pair) => pairOf(flipped(pair.single), flipped(team))),
            headline: pairOf(flipped(baseline), flipped(team)),
            rivals,
            checked
          })
        }
      : {}),
    ...(checked.guessRate === undefined
      ? {}
      : { chanceCorrected: chanceCorrectedOf({ pairs, headline, rivals, checked, floor: checked.guessRate }) }),
    ...(posterior === undefined ? {} : { posterior: posteriorOf(posterior, relevance) }),
    p: reason === undefined ? intervalPValue({ limits, degrees, level }) : null,
    verdict: verdicts[0] ?? "inconclusive",
    verdicts,
    minimumDetectable: detectable({ pairs: [headline, ...pairs], level, phiS, bounded }),
    selected,
    items: team.means.length,
    baseline: baseline.means,
    notes: gainNotes({
      moments: headline.moments,
      groups: groups.count,
      population,
      bounded,
      flat: delta.lower === null || delta.upper === null
    })
  }
}

const ratio = (above: number, below: number): number | null => (below > 0 ? above / below : null)

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

const alone: Rivals = { kept: [0], raised: (quantile) => quantile }

/**
 * Intervals of the smallest ratio of a family: below every member's lower limit at once, and above what the members that may
 * be the smallest allow together; never without the point estimate.
 */
const contestOf = (family: ReadonlyArray<PairIntervals>, { kept, raised }: Rivals, estimate: number): PairIntervals => {
  const [only] = family as [PairIntervals]
  if (family.length === 1) return only
  const degrees = Math.min(...family.map((one) => one.degrees))
  const failing = family.findIndex(({ reason }) => reason !== undefined)
  const why = family[failing]?.reason
  return {
    limits: (quantile) => {
      const further = raised(quantile, degrees)
      const uppers = kept.map((position) => (family[position] as PairIntervals).limits(further).upper)
      return {
        lower: Math.min(...family.map((one) => one.limits(quantile).lower)),
        upper: Math.max(estimate, Math.min(...uppers))
      }
    },
    degrees,
    ...(why === undefined ? {} : { reason: `against policy ${failing}, ${why}` })
  }
}

/** Δ against the best policy is the smallest Δ, as Γ is. */
const differenceOf = (of: {
  readonly pairs: ReadonlyArray<Pair>
  readonly headline: Pair
  readonly rivals: Rivals
  readonly level: number
}): GainResult["delta"] => {
  const { pairs, headline, rivals, level } = of
  const { phiM, phiS } = headline.moments
  const value = phiM - phiS
  const ends = pairs.map(({ moments }) => {
    const quantile = studentQuantile((1 + level) / 2, moments.degrees)
    const further = rivals.raised(quantile, moments.degrees)
    const [near, far] = [differenceLimits(moments, quantile), differenceLimits(moments, further)]
    return near === null || far === null ? null : { lower: near.lower, upper: far.upper }
  })
  const least = (values: ReadonlyArray<number | undefined>): number | null =>
    values.reduce<number | null>(
      (lowest, one) => (lowest === null || one === undefined ? null : Math.min(lowest, one)),
      Number.POSITIVE_INFINITY
    )
  const upper = least(rivals.kept.map((position) => ends[position]?.upper))
  return {
    value,
    lower: least(ends.map((end) => end?.lower)),
    upper: upper === null ? null : pairs.length === 1 ? upper : Math.max(upper, value)
  }
}

const flipped = (arm: ArmMeans): ArmMeans => ({
  ...arm,
  means: arm.means.map((score) => 1 - score),
  ...(arm.varying === undefined ? {} : { varying: arm.varying.map((score) => 1 - score) })
})

interface Compared {
  /** Against every policy. */
  readonly pairs: ReadonlyArray<Pair>
  /** Against the cross-fitted baseline. */
  readonly headline: Pair
  readonly rivals: Rivals
  readonly checked: CheckedInput
}

/** The same intervals at the same level, of another ratio than Γ. */
const limitsOf = ({ pairs, rivals, checked }: Compared, of: { readonly floor: number; readonly estimate: number }) => {
  const family = pairs.map((pair) => intervalsOf(pair, { ...checked, floor: of.floor }))
  const { limits, degrees, reason } = contestOf(family, rivals, of.estimate)
  const { lower, upper } = limits(studentQuantile((1 + checked.level) / 2, degrees))
  return reason === undefined ? { lower, upper: finite(upper) } : { lower: null, upper: null, reason }
}

/** The arms change places, since fewer errors are better; then it exceeds 1 exactly where Γ does. */
const errorRatioOf = (of: Compared): NonNullable<GainResult["errorRatio"]> => {
  const { phiM: errorsS, phiS: errorsM } = of.headline.moments
  const value = ratio(errorsS, errorsM)
  const { lower, upper } = limitsOf(of, { floor: 0, estimate: value ?? Number.POSITIVE_INFINITY })
  return { value, lower, upper }
}

const chanceCorrectedOf = (of: Compared & { readonly floor: number }): ChanceCorrected => {
  const { headline, pairs, floor } = of
  const [above, below] = [headline.moments.phiM - floor, headline.moments.phiS - floor]
  const means = { guessRate: floor, phiM: above / (1 - floor), phiS: below / (1 - floor) }
  const atChance = (phi: number): boolean => phi - floor <= 1e-12
  const lost = (reason: string): ChanceCorrected => ({ ...means, gamma: null, lower: null, upper: null, reason })
  if (atChance(headline.moments.phiS) || pairs.some(({ moments }) => atChance(moments.phiS))) {
    return lost("the single agent scores no better than guessing")
  }
  if (atChance(headline.moments.phiM)) return lost("the team scores no better than guessing")
  const gamma = above / below
  return { ...means, gamma, ...limitsOf(of, { floor, estimate: gamma }) }
}

const posteriorOf = (draws: Float64Array, relevance: number): NonNullable<GainResult["posterior"]> => {
  let above = 0
  let within = 0
  for (const draw of draws) {
    if (draw > 1) above += 1
    else if (draw === 1) above += 0.5
    if (draw > 1 / relevance && draw < relevance) within += 1
  }
  return { above: above / draws.length, within: within / draws.length }
}

const statusOf = (of: { readonly phiM: number; readonly phiS: number; readonly bounded: boolean }): Status => {
  const { phiM, phiS, bounded } = of
  if (phiS === 0) return phiM === 0 ? "uninformative" : "unbounded"
  return bounded && phiM === 1 && phiS === 1 ? "ceiling" : "ok"
}

// A team must be shown above every policy: the highest of the means needed against each, over the baseline's mean.
const detectable = (of: {
  readonly pairs: ReadonlyArray<Pair>
  readonly level: number
  readonly phiS: number
  readonly bounded: boolean
}): number | null => {
  const needed = of.pairs.map(({ moments }: { readonly moments: PairMoments }) => {
    if (of.bounded) return minimumDetectable(moments, of.level)
    const least = minimumDetectableRatio(moments, of.level)
    return least === null ? null : least * moments.phiS
  })
  const highest = needed.reduce<number | null>(
    (most, one) => (most === null || one === null ? null : Math.max(most, one)),
    0
  )
  return highest === null ? null : ratio(highest, of.phiS)
}

const reasonAgainst = ({ team, singles, groups, population }: CheckedInput): string | null => {
  const items = team.means.length
  if (items < 2) return `requires at least 2 items, got ${items}`
  if (population === "benchmark") {
    const once = [team, ...singles].some(({ seeds }) => seeds.some((count) => count < 2))
    return once ? "a fixed benchmark requires at least 2 seeds of every item in every arm" : null
  }
  return groups.count < 2 ? "requires at least 2 clusters of items, got 1: how much items vary cannot be seen" : null
}

const notEstimable = (checked: CheckedInput, reason: string): GainResult => {
  const { team, singles, level, method, population } = checked
  const items = team.means.length
  const [single] = singles
  const selected = items === 0 ? null : bestPolicy(singles)
  return {
    phiM: items === 0 ? null : mean(team.means),
    phiS: items === 0 || singles.length > 1 || single === undefined ? null : mean(single.means),
    phiSInSample: selected === null ? null : mean((singles[selected] as ArmMeans).means),
    gamma: null,
    gammaInSample: null,
    status: "not-estimable",
    reason,
    interval: { lower: null, upper: null, level, method },
    delta: { value: null, lower: null, upper: null },
    bound: null,
    population,
    p: null,
    verdict: "not-estimable",
    verdicts: ["not-estimable"],
    minimumDetectable: null,
    selected,
    items,
    notes: []
  }
}
