import { InputError } from "../errors/InputError.js"
import { createStream } from "../stats/createStream.js"
import { deriveSeed } from "../stats/deriveSeed.js"
import { mean } from "../stats/mean.js"
import { studentQuantile } from "../stats/studentQuantile.js"
import { wilsonLimits } from "../stats/wilsonLimits.js"
import { groupsOf } from "./Groups.js"

/** One audited answer: what the judge said, and what is known to be so. */
export interface AuditPair {
  /** The item, or its group: answers of one cluster are not independent. */
  readonly cluster: string
  readonly right: boolean
  readonly accepted: boolean
  /** How often the answer was given; default 1. */
  readonly weight?: number
}

/** A share of answers with its interval. */
export interface AuditRate {
  /** `null` where no answer of the kind was audited. */
  readonly value: number | null
  readonly lower: number
  readonly upper: number
  /** Independent answers that would make the share as uncertain as it is. */
  readonly effective: number
  /** Different answers audited. */
  readonly answers: number
}

/** What an audit says of a judge. */
export interface JudgeError {
  /** Share of right answers that the judge accepts. */
  readonly sensitivity: AuditRate
  /** Share of wrong answers that it rejects. */
  readonly specificity: AuditRate
  readonly clusters: number
}

const nothingKnown: AuditRate = { value: null, lower: 0, upper: 1, effective: 0, answers: 0 }

const rateOf = (pairs: ReadonlyArray<AuditPair>, hit: (pair: AuditPair) => boolean, level: number): AuditRate => {
  const total = pairs.reduce((sum, { weight = 1 }) => sum + weight, 0)
  if (!(total > 0)) return nothingKnown
  const value = pairs.reduce((sum, pair) => sum + (hit(pair) ? (pair.weight ?? 1) : 0), 0) / total
  const residuals = new Map<string, number>()
  for (const pair of pairs) {
    const residual = (pair.weight ?? 1) * ((hit(pair) ? 1 : 0) - value)
    residuals.set(pair.cluster, (residuals.get(pair.cluster) ?? 0) + residual)
  }
  const count = residuals.size
  const squares = [...residuals.values()].reduce((sum, residual) => sum + residual * residual, 0)
  const variance = count < 2 ? 0 : ((count / (count - 1)) * squares) / (total * total)
  const seen = value > 0 && value < 1 && variance > 0
  // Where all answers agree, their number is all that is known of the uncertainty: one a cluster, to be on the safe side.
  const effective = seen ? Math.min(pairs.length, Math.max(1, (value * (1 - value)) / variance)) : count
  const quantile = studentQuantile((1 + level) / 2, Math.max(1, count - 1))
  return { value, ...wilsonLimits({ proportion: value, size: effective, quantile }), effective, answers: pairs.length }
}

/**
 * Sensitivity and specificity of a judge from answers whose rightness is known otherwise.
 *
 * Shape: one entry a different answer. Unit: shares in [0, 1].
 * Assumes: clusters are independent; the known rightness is free of error. Wilson intervals at the effective number of answers
 * (design effect of clusters and weights), with a t quantile.
 * Errors: none; without right (or wrong) answers the share is `null`.
 *
 * @example
 * const pairs = [{ cluster: "a", right: false, accepted: true }, { cluster: "b", right: false, accepted: false }]
 * judgeError(pairs).specificity.value // 0.5
 *
 * @category gain
 */
export const judgeError = (pairs: ReadonlyArray<AuditPair>, level = 0.95): JudgeError => ({
  sensitivity: rateOf(
    pairs.filter(({ right }) => right),
    ({ accepted }) => accepted,
    level
  ),
  specificity: rateOf(
    pairs.filter(({ right }) => !right),
    ({ accepted }) => !accepted,
    level
  ),
  clusters: new Set(pairs.map(({ cluster }) => cluster)).size
})

/** One arm as a judge scored it. Shape: one entry an item, the same items in both arms. */
export interface JudgedArm {
  /** Mean score of the item. */
  readonly scores: ReadonlyArray<number>
  /** Share of its answers that were judged at all; those that gave none score 0 without a judge, and without error. */
  readonly answered: ReadonlyArray<number>
}

/** Γ without the judge's error. */
export interface CorrectedGain {
  readonly gamma: number | null
  readonly lower: number
  /** `null`: unbounded. */
  readonly upper: number | null
  /** Means without the error; `null` where the sensitivity is not known. */
  readonly phiM: number | null
  readonly phiS: number | null
  /** Why there is none; absent when there is one. */
  readonly reason?: string
}

const draws = 4000

/**
 * Γ as it would be without the judge's error, with the uncertainty of that error in the interval.
 *
 * A judge with sensitivity a and false acceptance f turns a true mean Φ into p = aΦ + f(ω − Φ), where ω is the share of judged
 * answers. Hence Φ = (p − fω)/(a − f), and a cancels from the ratio: Γ = (p_M − fω_M)/(p_S − fω_S). False acceptance draws Γ towards
 * 1; a judge that misses right answers leaves it alone.
 *
 * The interval holds the quantiles of 4,000 draws from a stream of `seed`: f from the Beta distribution of the audit with a Jeffreys
 * prior at its effective size, the two means from their joint t distribution over clusters. A corrected mean below 0 counts as 0.
 *
 * Unit: scores in [0, 1]; ratios.
 * Assumes: the judge errs alike on answers of both arms; the audit's error is independent of that of the means. `inflation`
 * (default 1) widens the means' errors, for a baseline that was itself chosen.
 * Errors: InputError for arms of different lengths or fewer than 2 items. No point where the judge accepts wrong answers as
 * readily as right ones, where no wrong answer was audited, or where nothing remains of the single agent's score.
 * Source: Rogan and Gladen (1978), Am. J. Epidemiol. 107; interval by propagation as in Reiczigel, Földi and Ózsvári (2010).
 *
 * @category gain
 */
export const correctForJudge = (of: {
  readonly team: JudgedArm
  readonly single: JudgedArm
  readonly error: JudgeError
  readonly clusters?: ReadonlyArray<string>
  /** Means to correct, where they were estimated otherwise than as the mean of the scores. */
  readonly means?: { readonly team: number; readonly single: number }
  readonly inflation?: number
  readonly level?: number
  readonly seed?: number
}): CorrectedGain => {
  const { team, single, error, inflation = 1, level = 0.95, seed = 0 } = of
  const n = team.scores.length
  if (n < 2 || [team.answered, single.scores, single.answered].some((list) => list.length !== n)) {
    throw new InputError({
      what: "Arms that a judge scored",
      value: [team.scores, team.answered, single.scores, single.answered].map((list) => list.length).join(", "),
      limit: "requires the same items in both arms, at least 2",
      advice: "Give one score and one share of answers for every item."
    })
  }
  const unknown = { lower: 0, upper: null, gamma: null, phiM: null, phiS: null }
  const { sensitivity, specificity } = error
  if (specificity.value === null) return { ...unknown, reason: "no wrong answer was audited" }
  const accepts = 1 - specificity.value
  if (sensitivity.value !== null && sensitivity.value <= accepts) {
    return { ...unknown, reason: "the judge accepts wrong answers as readily as right ones" }
  }
  const [pM, pS] = [of.means?.team ?? mean(team.scores), of.means?.single ?? mean(single.scores)]
  const [wM, wS] = [mean(team.answered), mean(single.answered)]
  const left = { above: pM - accepts * wM, below: pS - accepts * wS }

  const { of: group, count } = groupsOf(n, of.clusters)
  const residuals = (arm: JudgedArm): Array<number> => {
    const values = arm.scores.map((score, item) => score - accepts * (arm.answered[item] ?? 0))
    const centre = mean(values)
    const sums = new Array<number>(count).fill(0)
    values.forEach((value, item) => {
      const place = group[item] ?? 0
      sums[place] = (sums[place] ?? 0) + value - centre
    })
    return sums
  }
  const [a, b] = [residuals(team), residuals(single)]
  const scale = ((inflation ** 2 * count) / Math.max(1, count - 1)) * (1 / n ** 2)
  const product = (x: ReadonlyArray<number>, y: ReadonlyArray<number>): number =>
    scale * x.reduce((sum, value, place) => sum + value * (y[place] ?? 0), 0)
  const [varM, varS, cov] = [product(a, a), product(b, b), product(a, b)]
  const slope = varM > 0 ? cov / varM : 0
  const rest = Math.sqrt(Math.max(0, varS - slope * cov))

  const stream = createStream(deriveSeed(seed, "judge-error"))
  const degrees = Math.max(1, count - 1)
  const ratios = Array.from({ length: draws }, () => {
    const size = specificity.effective
    const f = stream.beta(size * accepts + 0.5, size * (1 - accepts) + 0.5)
    const stretch = Math.sqrt(degrees / (2 * stream.gamma(degrees / 2)))
    const one = stretch * Math.sqrt(varM) * stream.normal()
    const other = slope * one + stretch * rest * stream.normal()
    return { above: Math.max(0, pM - f * wM + one), below: Math.max(0, pS - f * wS + other) }
  })
  // 0/0 says nothing: it counts for both ends.
  const low = ratios.map(({ above, below }) => (above === 0 ? 0 : above / below)).sort((x, y) => x - y)
  const high = ratios
    .map(({ above, below }) => (below === 0 ? Number.POSITIVE_INFINITY : above / below))
    .sort((x, y) => x - y)
  const place = Math.floor(((1 - level) / 2) * draws)
  const lower = low[place] ?? 0
  const upper = high[draws - 1 - place] ?? Number.POSITIVE_INFINITY
  const interval = { lower: Number.isFinite(lower) ? lower : 0, upper: Number.isFinite(upper) ? upper : null }
  if (!(left.below > 0)) {
    return {
      ...unknown,
      ...interval,
      reason: "the single agent's score is no more than the judge would accept of wrong answers"
    }
  }
  const youden = sensitivity.value === null ? null : sensitivity.value - accepts
  const share = (value: number): number | null => (youden === null ? null : Math.min(1, Math.max(0, value / youden)))
  return {
    gamma: Math.max(0, left.above) / left.below,
    ...interval,
    phiM: share(left.above),
    phiS: share(left.below)
  }
}
