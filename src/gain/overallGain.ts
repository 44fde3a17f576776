import { InputError } from "../errors/InputError.js"
import { mean } from "../stats/mean.js"
import { sampleVariance } from "../stats/sampleVariance.js"
import { studentQuantile } from "../stats/studentQuantile.js"
import { type WelchTest, welchTest } from "../stats/welchTest.js"
import { alwaysValid } from "./blankRow.js"
import { checkGainInput } from "./checkGainInput.js"
import type { Estimate } from "./Estimate.js"
import type { Scores } from "./GainInput.js"
import { logGainInfluence } from "./logGainInfluence.js"

/** Γ of one family of tasks with its uncertainty on the log scale; `null` fields where it has none, and why. */
export interface FamilyGain {
  readonly family: string
  readonly gamma: number | null
  /** Of log Γ. */
  readonly standardError: number | null
  /** Independent items or clusters minus one. */
  readonly degrees: number
  readonly reason?: string
}

/** Γ over several families. */
export interface OverallGain {
  /** exp of the equal-weight mean of log Γ; `null` where a family has no log Γ. */
  readonly gamma: number | null
  /** Interval for the mean of these very families. */
  readonly lower: number | null
  readonly upper: number | null
  readonly level: number
  readonly families: ReadonlyArray<FamilyGain>
  /** How far families differ beyond chance; `null` with fewer than 2. */
  readonly heterogeneity: {
    /** Welch's test that Γ is the same in all. */
    readonly test: WelchTest
    /** Share of the variation between families that is not chance, 0 to 1. */
    readonly iSquared: number
    /** Standard deviation of log Γ between families, chance taken off. */
    readonly tau: number
  } | null
  /** Where Γ of a further family like these would lie; `null` with fewer than 3. */
  readonly prediction: { readonly lower: number; readonly upper: number } | null
  readonly reason?: string
}

/**
 * Γ of one family from its score matrices, ready for {@link overallGain}.
 *
 * Shape: items × seeds, the same items in both arms. Unit: ratio; standard error of its logarithm by the delta method.
 * Errors: InputError as for `estimateGain`; no log Γ (a mean of 0, fewer than 2 clusters, or no variation) is `null`, with a
 * reason.
 *
 * @category gain
 */
export const familyGain = (of: {
  readonly family: string
  readonly team: Scores
  readonly single: Scores
  readonly clusters?: ReadonlyArray<string>
  readonly range?: readonly [number, number] | "unbounded"
}): FamilyGain => {
  const { family, ...scores } = of
  const { team, singles, groups } = checkGainInput(scores)
  const single = singles[0]?.means ?? []
  const degrees = groups.count - 1
  const without = (reason: string): FamilyGain => ({ family, gamma: null, standardError: null, degrees, reason })
  if (degrees < 1) return without("requires at least 2 independent items")
  const influence = logGainInfluence(team.means, single)
  if (influence === null) return without("log Γ is not estimable: an arm scores 0")
  const sums = new Array<number>(groups.count).fill(0)
  influence.forEach((value, item) => {
    const group = groups.of[item] as number
    sums[group] = (sums[group] as number) + value
  })
  const squares = sums.reduce((sum, value) => sum + value * value, 0)
  const items = team.means.length
  const standardError = Math.sqrt((groups.count / degrees) * squares) / items
  if (!(standardError > 1e-12)) return without("no item deviates from the others: the uncertainty cannot be seen")
  return { family, gamma: mean(team.means) / mean(single), standardError, degrees }
}

/**
 * The same from a row of a report: the standard error is half the interval's width on the log scale over the critical value.
 *
 * Assumes: items are independent. Against an envelope the interval is wider than one policy's, so this errs to the safe side.
 *
 * @category gain
 */
export const familyGainOf = (estimate: Estimate): FamilyGain => {
  const { gamma, items, family, interval } = estimate
  const { lower, upper, level } = interval
  const degrees = items - 1
  const without = (reason: string): FamilyGain => ({ family, gamma: null, standardError: null, degrees, reason })
  if (interval.method === alwaysValid) return without("an always-valid interval has no standard error")
  if (estimate.verdict === "unmatched") return without(estimate.reason ?? "budgets are not matched")
  if (gamma === null || gamma === 0 || lower === null || lower === 0 || upper === null || degrees < 1) {
    return without(estimate.reason ?? "log Γ has no two-sided interval")
  }
  const standardError = Math.log(upper / lower) / (2 * studentQuantile((1 + level) / 2, degrees))
  return { family, gamma, standardError, degrees }
}

/**
 * Overall Γ of several families of tasks: every family counts the same, however many items it has.
 *
 * Unit: ratios.
 * Assumes: families are independent (no item in two of them). The interval is for the mean of these families; the prediction
 * interval takes them as a sample of others. Where a family has no log Γ there is no overall one: leaving it out would favour
 * the rest.
 * Errors: InputError for no family or a level outside (0.5, 1).
 * Source: equal weights with the Satterthwaite degrees of freedom; Welch (1951) for the test; I² of Higgins and Thompson
 * (2002); between-family variance of Hedges and Olkin (1985), unweighted; prediction interval of Higgins, Thompson and
 * Spiegelhalter (2009) with k − 1 degrees of freedom.
 *
 * @example
 * overallGain([
 *   { family: "a", gamma: 1.2, standardError: 0.1, degrees: 99 },
 *   { family: "b", gamma: 1.2, standardError: 0.1, degrees: 99 }
 * ]).gamma // 1.2
 *
 * @category gain
 */
export const overallGain = (families: ReadonlyArray<FamilyGain>, level = 0.95): OverallGain => {
  if (families.length === 0) {
    const limit = "requires at least one family"
    throw new InputError({ what: "Families", value: "none", limit, advice: "Estimate Γ of a family first." })
  }
  if (!(level > 0.5 && level < 1)) {
    const limit = "requires a number above 0.5 and below 1"
    throw new InputError({ what: "Confidence level", value: String(level), limit, advice: "Take 0.95." })
  }
  const known = families.flatMap(({ gamma, standardError, degrees }) =>
    gamma === null || standardError === null ? [] : [{ value: Math.log(gamma), standardError, degrees }]
  )
  const k = families.length
  if (known.length < k) {
    const gone = families.filter(({ gamma, standardError }) => gamma === null || standardError === null)
    const reason = `no log Γ of ${gone.map(({ family, reason: why }) => `${family} (${why ?? "not given"})`).join(", ")}`
    return { gamma: null, lower: null, upper: null, level, families, heterogeneity: null, prediction: null, reason }
  }
  const centre = mean(known.map(({ value }) => value))
  const variances = known.map(({ standardError }) => standardError ** 2)
  const sum = variances.reduce((total, variance) => total + variance, 0)
  const degrees =
    sum ** 2 / known.reduce((total, { degrees: own }, index) => total + (variances[index] as number) ** 2 / own, 0)
  const half = (studentQuantile((1 + level) / 2, degrees) * Math.sqrt(sum)) / k
  const spread = spreadOf(known, variances)
  return {
    gamma: Math.exp(centre),
    lower: Math.exp(centre - half),
    upper: Math.exp(centre + half),
    level,
    families,
    heterogeneity: spread,
    prediction: spread === null || k < 3 ? null : predict({ centre, chance: sum / k, tau: spread.tau, k, level })
  }
}

const spreadOf = (
  known: ReadonlyArray<Parameters<typeof welchTest>[0][number]>,
  variances: ReadonlyArray<number>
): OverallGain["heterogeneity"] => {
  if (known.length < 2) return null
  const test = welchTest(known)
  const tauSquared = Math.max(0, sampleVariance(known.map(({ value }) => value)) - mean(variances))
  return {
    test,
    iSquared: test.q > 0 ? Math.max(0, (test.q - (known.length - 1)) / test.q) : 0,
    tau: Math.sqrt(tauSquared)
  }
}

const predict = (of: {
  readonly centre: number
  /** Mean variance of a family's estimate. */
  readonly chance: number
  readonly tau: number
  readonly k: number
  readonly level: number
}): { readonly lower: number; readonly upper: number } => {
  const { centre, chance, tau, k, level } = of
  const variance = tau ** 2 + (tau ** 2 + chance) / k
  const half = studentQuantile((1 + level) / 2, k - 1) * Math.sqrt(variance)
  return { lower: Math.exp(centre - half), upper: Math.exp(centre + half) }
}
