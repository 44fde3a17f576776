import { mean } from "../../stats/mean.js"
import { sampleVariance } from "../../stats/sampleVariance.js"
import { studentCdf } from "../../stats/studentCdf.js"
import { studentQuantile } from "../../stats/studentQuantile.js"

/** Γ_train and Δ of one training arm over another, with their uncertainty over training seeds. */
export interface TrainingGain {
  readonly seeds: number
  readonly phiM: number
  readonly phiS: number
  /** Φ_M/Φ_S; `null` where Φ_S is 0. */
  readonly gamma: number | null
  readonly lower: number | null
  readonly upper: number | null
  readonly level: number
  /** Φ_M − Φ_S with its paired t interval. */
  readonly delta: { readonly value: number; readonly lower: number | null; readonly upper: number | null }
  /** Two-sided p-value at Γ = 1; `null` where there is no interval. */
  readonly p: number | null
  /** Difference of every seed, in the order given: its sign is what one run would have shown. */
  readonly differences: ReadonlyArray<number>
  /** Seeds in which the first arm is above the second. */
  readonly wins: number
  /** `positive`: the interval lies above 1. `harmful`: below. */
  readonly verdict: "positive" | "harmful" | "inconclusive" | "not-estimable"
  /** Why there is no interval. */
  readonly reason?: string
}

const limitsOf = (centre: number, error: number, degrees: number, level: number) => {
  const half = studentQuantile((1 + level) / 2, degrees) * error
  return { lower: centre - half, upper: centre + half }
}

/**
 * The gain of one way of training over another, Γ_train = Φ(first)/Φ(second), from the final accuracies of paired seeds.
 *
 * Ratio of means with a delta-log-t interval, SE(log Γ)² = Σu²/(n(n − 1)) with u = m/Φ_M − s/Φ_S; Δ with a paired t interval.
 *
 * Shape: one accuracy a seed, both arms in the same order of seeds. Unit: ratio; accuracy in [0, 1]; level default .95.
 * Assumes: pairs of runs are independent; both arms had the same budget. The interval is over training seeds *for these held-out
 * items*: how items vary is not in it.
 * Errors: RangeError for arms of different lengths or without seeds. With one seed, or seeds that all stand in one ratio, there is
 * no interval, and `reason` says why.
 *
 * @example
 * trainingGain({ first: [0.52, 0.55, 0.5], second: [0.5, 0.5, 0.49] }).gamma // 1.0537
 *
 * @category cpmobius
 */
export const trainingGain = (of: {
  readonly first: ReadonlyArray<number>
  readonly second: ReadonlyArray<number>
  readonly level?: number
}): TrainingGain => {
  const { first, second, level = 0.95 } = of
  const seeds = first.length
  if (seeds === 0 || second.length !== seeds) {
    throw new RangeError(`Seeds of two arms: ${seeds} and ${second.length}; requires the same number, at least 1`)
  }
  const [phiM, phiS] = [mean(first), mean(second)]
  const differences = first.map((value, index) => value - (second[index] ?? 0))
  const known = {
    seeds,
    phiM,
    phiS,
    gamma: phiS > 0 ? phiM / phiS : null,
    level,
    differences,
    wins: differences.filter((difference) => difference > 0).length
  }
  const value = phiM - phiS
  const without = (reason: string): TrainingGain => ({
    ...known,
    lower: null,
    upper: null,
    delta: { value, lower: null, upper: null },
    p: null,
    verdict: "not-estimable",
    reason
  })
  if (seeds < 2) return without("requires at least 2 seeds, got 1: how much runs vary cannot be seen")
  if (phiM === 0 || phiS === 0) return without("log Γ is not estimable: an arm scores 0")
  const degrees = seeds - 1
  const influences = first.map((one, index) => one / phiM - (second[index] ?? 0) / phiS)
  const error = Math.sqrt(influences.reduce((sum, u) => sum + u * u, 0) / (seeds * degrees))
  if (!(error > 1e-12))
    return without("the arms stand in the same ratio in every seed: the interval would have no width")
  const logGamma = Math.log(phiM / phiS)
  const { lower, upper } = limitsOf(logGamma, error, degrees, level)
  const deltaLimits = limitsOf(value, Math.sqrt(sampleVariance(differences) / seeds), degrees, level)
  return {
    ...known,
    lower: Math.exp(lower),
    upper: Math.exp(upper),
    delta: { value, ...deltaLimits },
    p: 2 * studentCdf(-Math.abs(logGamma) / error, degrees),
    verdict: lower > 0 ? "positive" : upper < 0 ? "harmful" : "inconclusive"
  }
}
