import { deriveSeed } from "../stats/deriveSeed.js"
import { resampledStatistics } from "../stats/resampledStatistics.js"
import { studentCdf } from "../stats/studentCdf.js"
import { studentQuantile } from "../stats/studentQuantile.js"
import { type ArmMeans, varyingOf } from "./ArmMeans.js"
import { itemOrder } from "./assignFolds.js"
import type { Population } from "./GainInput.js"
import type { Groups } from "./Groups.js"
import type { PairMoments } from "./pairMoments.js"

/** The policies that may be the single agent's best, and the price of not knowing which. */
export interface Rivals {
  /** Positions in `singles`, ascending. */
  readonly kept: ReadonlyArray<number>
  /**
   * Critical value at which the smallest upper limit among them is an upper limit against the best, in place of one for a
   * single comparison. Unit: two-sided critical value of Student's t with the `degrees` given, in and out.
   */
  readonly raised: (quantile: number, degrees: number) => number
}

/** Share of the error of the upper limit that goes to telling which policies are out of the question. */
const screening = 0.1
const resamples = 1000

/**
 * Narrows several single-agent policies down to those that may be the best one, and finds how many comparisons they amount
 * to.
 *
 * Γ against the best policy is the smallest Γ_k, so that the smallest of upper limits that hold together is an upper limit
 * of it. A policy is out when the paired t test puts it below the leading one at a tenth of the error, shared over all
 * policies (Bonferroni). The others count as k tests would whose largest t is as large as theirs, by sign flips of the
 * influences on log Γ: policies that are alike count as hardly more than one.
 *
 * Shape: all arms hold the same items in the same order; `pairs` are the moments of the team with each policy.
 * Assumes: groups of items are independent. For a fixed benchmark all policies are kept and each counts as one.
 * Source: union–intersection test with max-T (Romano and Wolf 2005); two steps as in Romano, Shaikh and Wolf (2014).
 *
 * @category gain
 */
export const rivalPolicies = (of: {
  readonly team: ArmMeans
  readonly singles: ReadonlyArray<ArmMeans>
  readonly pairs: ReadonlyArray<PairMoments>
  readonly groups: Groups
  readonly level: number
  readonly population: Population
}): Rivals => {
  const { singles, pairs, groups, level, population } = of
  const distinct = singles.flatMap((arm, position) =>
    singles.slice(0, position).some((other) => sameMeans(arm, other)) ? [] : [position]
  )
  if (distinct.length === 1) return { kept: distinct, raised: (quantile) => quantile }
  if (population === "benchmark") return { kept: distinct, raised: raisedBy(distinct.length) }

  const phi = (position: number) => (pairs[position] as PairMoments).phiS
  const leader = distinct.reduce((best, position) => (phi(position) > phi(best) ? position : best))
  const error = (1 - level) / 2
  const far = studentQuantile(1 - (screening * error) / (distinct.length - 1), groups.count - 1)
  const sums = distinct.map((position) => groupSums(singles[position] as ArmMeans, phi(position), groups))
  const best = sums[distinct.indexOf(leader)] as Float64Array
  const items = singles[0]?.means.length ?? 0
  const stays = distinct.map((position, index) => {
    const away = best.map((sum, group) => sum - (sums[index]?.[group] as number))
    const spread = Math.sqrt((groups.count / (groups.count - 1)) * squares(away)) / items
    return phi(leader) - phi(position) <= far * spread
  })
  const comparisons = effectiveTests({
    ...of,
    // A policy that never scores sets no upper limit.
    rivals: distinct.flatMap((position, index) =>
      stays[index] && phi(position) > 0 ? [{ phi: phi(position), sums: sums[index] as Float64Array }] : []
    ),
    error: error * (1 - screening)
  })
  return { kept: distinct.filter((_, index) => stays[index]), raised: raisedBy(comparisons / (1 - screening)) }
}

// The tail is shared out among so many comparisons.
const raisedBy =
  (comparisons: number) =>
  (quantile: number, degrees: number): number => {
    const tail = studentCdf(-quantile, degrees) / comparisons
    return tail > 0 ? -studentQuantile(tail, degrees) : quantile * comparisons
  }

const effectiveTests = (of: {
  readonly team: ArmMeans
  readonly singles: ReadonlyArray<ArmMeans>
  readonly pairs: ReadonlyArray<PairMoments>
  readonly groups: Groups
  readonly rivals: ReadonlyArray<{ readonly phi: number; readonly sums: Float64Array }>
  readonly error: number
}): number => {
  const { team, pairs, groups, rivals, error } = of
  if (rivals.length < 2) return 1
  const phiM = pairs[0]?.phiM ?? 0
  const own = phiM > 0 ? groupSums(team, phiM, groups).map((sum) => sum / phiM) : new Float64Array(groups.count)
  // Signs go to groups in an order that does not depend on how the items are numbered.
  const order = groups.labelled ? [...own.keys()] : itemOrder(of).order
  const { statistics } = resampledStatistics({
    contributions: rivals.map(({ phi, sums }) =>
      Float64Array.from(order, (group) => (own[group] as number) - (sums[group] as number) / phi)
    ),
    resamples,
    seed: deriveSeed(0, "rival policies", groups.count)
  })
  const largest = Float64Array.from({ length: resamples }, (_, resample) =>
    statistics
      .subarray(resample * rivals.length, (resample + 1) * rivals.length)
      .reduce((most, value) => Math.max(most, value))
  ).sort()
  const critical = largest[Math.ceil(resamples * (1 - error)) - 1] as number
  return Math.min(rivals.length, Math.max(1, error / studentCdf(-critical, groups.count - 1)))
}

const groupSums = (arm: ArmMeans, phi: number, groups: Groups): Float64Array => {
  const sums = new Float64Array(groups.count)
  varyingOf(arm).forEach((score, item) => {
    const group = groups.of[item] as number
    sums[group] = (sums[group] as number) + score - phi
  })
  return sums
}

const squares = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0)

const sameMeans = (one: ArmMeans, other: ArmMeans): boolean =>
  one.means.every((mean, item) => mean === other.means[item]) &&
  (one.varying === other.varying || varyingOf(one).every((score, item) => score === varyingOf(other)[item]))
