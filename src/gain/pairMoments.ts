import { mean } from "../stats/mean.js"
import { sampleCovariance } from "../stats/sampleCovariance.js"
import { sampleVariance } from "../stats/sampleVariance.js"
import { type ArmMeans, varyingOf } from "./ArmMeans.js"
import type { Population } from "./GainInput.js"
import type { Groups } from "./Groups.js"

/** Means of two paired arms and how far they may lie from the truth. */
export interface PairMoments {
  readonly phiM: number
  readonly phiS: number
  /** Variances of the two means and their covariance. */
  readonly varianceM: number
  readonly varianceS: number
  readonly covariance: number
  /** Correlation of the two means, at least −1 and at most G/(G + 2); 0 where one of them does not vary. */
  readonly correlation: number
  /** Independent 0/1 trials that would make the mean as uncertain as it is. */
  readonly sizeM: number
  readonly sizeS: number
  /** Independent groups of items minus one; for a fixed benchmark, trials minus the cells of items and arms they lie in. */
  readonly degrees: number
}

/**
 * Means, variances and effective sizes of a team and a single agent over the same items.
 *
 * Shape: both arms hold the same items in the same order. Unit: scores in [0, 1]; at least 2 groups. Unbounded scores have
 * no effective sizes that mean anything.
 * Assumes: groups of items are independent draws from the population of items; inside a group anything may depend on
 * anything. For a fixed benchmark: only the seeds are drawn, independently in every item and arm, at least 2 of each.
 * Source: cluster-robust variance of a mean, G/(G−1)·Σ(group sum of residuals)²/n², equal to var/n when every item is its
 * own group; variance of a stratified mean, Σs²/S/n², for a benchmark; effective size p(1−p)/variance (Kish's design effect).
 *
 * @category gain
 */
export const pairMoments = (of: {
  readonly team: ArmMeans
  readonly single: ArmMeans
  readonly groups: Groups
  /** Default `tasks`. */
  readonly population?: Population
}): PairMoments => {
  const { team, single, groups, population = "tasks" } = of
  if (population === "benchmark") return benchmarkMoments(team, single)
  const items = team.means.length
  const phiM = mean(team.means)
  const phiS = mean(single.means)
  const sumsM = residualSums(varyingOf(team), phiM, groups)
  const sumsS = residualSums(varyingOf(single), phiS, groups)
  const scale = groups.count / (items * items)
  const varianceM = cleared(sampleVariance(sumsM) * scale, phiM)
  const varianceS = cleared(sampleVariance(sumsS) * scale, phiS)
  const varies = varianceM > 0 && varianceS > 0
  const covariance = varies ? sampleCovariance(sumsM, sumsS) * scale : 0
  return {
    phiM,
    phiS,
    varianceM,
    varianceS,
    covariance,
    correlation: varies ? bounded(covariance / Math.sqrt(varianceM * varianceS), groups.count) : 0,
    sizeM: effectiveSize({ phi: phiM, variance: varianceM, groups: groups.count, arm: team }),
    sizeS: effectiveSize({ phi: phiS, variance: varianceS, groups: groups.count, arm: single }),
    degrees: groups.count - 1
  }
}

const residualSums = (means: ReadonlyArray<number>, centre: number, groups: Groups): Array<number> => {
  const sums = new Array<number>(groups.count).fill(0)
  for (let item = 0; item < means.length; item++) {
    const group = groups.of[item] as number
    sums[group] = (sums[group] as number) + ((means[item] as number) - centre)
  }
  return sums
}

const benchmarkMoments = (team: ArmMeans, single: ArmMeans): PairMoments => {
  const variance = ({ variances = [], seeds }: ArmMeans): number =>
    variances.reduce((sum, one, item) => sum + one / (seeds[item] as number), 0) / seeds.length ** 2
  const free = ({ seeds }: ArmMeans): number => seeds.reduce((sum, count) => sum + count - 1, 0)
  const phiM = mean(team.means)
  const phiS = mean(single.means)
  const varianceM = cleared(variance(team), phiM)
  const varianceS = cleared(variance(single), phiS)
  // No cap by the number of trials: how items differ is no part of this uncertainty.
  const size = (phi: number, spread: number, arm: ArmMeans): number =>
    phi > 0 && phi < 1 && spread > 0 ? Math.max(1, (phi * (1 - phi)) / spread) : trialsOf(arm)
  return {
    phiM,
    phiS,
    varianceM,
    varianceS,
    covariance: 0,
    correlation: 0,
    sizeM: size(phiM, varianceM, team),
    sizeS: size(phiS, varianceS, single),
    degrees: free(team) + free(single)
  }
}

// Constant graded scores leave a variance of rounding errors, which would pass for perfect precision.
const cleared = (variance: number, phi: number): number =>
  variance < 1e-20 * phi * (phi < 1 ? 1 - phi : phi) ? 0 : variance

// Arms that agree on all G groups seen have correlation 1, and MOVER's interval would then shrink to a point at a mean of ½.
// G/(G + 2) is what adding the four corners (0,0), (0,1), (1,0), (1,1) with weight ½ leaves of a correlation of 1 there: about
// one group in G in which the arms differ.
const bounded = (correlation: number, groups: number): number =>
  Math.max(-1, Math.min(groups / (groups + 2), correlation))

const effectiveSize = (of: {
  readonly phi: number
  readonly variance: number
  readonly groups: number
  readonly arm: ArmMeans
}): number => {
  const { phi, variance, groups, arm } = of
  if (phi <= 0 || phi >= 1 || variance === 0) return groups
  const size = Math.max(1, (phi * (1 - phi)) / variance)
  return arm.binary ? Math.min(size, trialsOf(arm)) : size
}

// Items × seeds; with unequal seeds the number that gives the same binomial variance of the mean of item means.
const trialsOf = ({ seeds }: ArmMeans): number =>
  (seeds.length * seeds.length) / seeds.reduce((sum, count) => sum + 1 / count, 0)
