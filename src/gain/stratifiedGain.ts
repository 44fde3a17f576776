import { InputError } from "../errors/InputError.js"
import { mean } from "../stats/mean.js"
import { type WelchTest, welchTest } from "../stats/welchTest.js"
import { checkGainInput } from "./checkGainInput.js"
import { estimateGain } from "./estimateGain.js"
import type { GainInput, GainResult, Scores } from "./GainInput.js"
import { logGainInfluence } from "./logGainInfluence.js"
import { familyGain } from "./overallGain.js"

/** Γ of one stratum of items. */
export interface Stratum {
  readonly stratum: string
  readonly result: GainResult
}

/** Γ by stratum, and whether it differs between them. */
export interface StratifiedGain {
  /** In the order of the labels. */
  readonly strata: ReadonlyArray<Stratum>
  /** Test that Γ is the same in all strata; `null` where not estimable. */
  readonly interaction: WelchTest | null
  /** Why there is no test; absent when there is one. */
  readonly reason?: string
}

/**
 * Γ for items of different kinds, and a test whether it differs between the kinds: a gain that is shown in one stratum and not
 * in another has not been shown to differ.
 *
 * Shape: one label an item in `strata`; scores items × seeds, as for `estimateGain`.
 * Unit: ratios; p in [0, 1].
 * Assumes: the labels do not depend on the scores under test. Strata of difficulty come from {@link difficultyStrata}: built on
 * the same scores they would regress to the mean. Where a cluster of items reaches into several strata, their covariance
 * enters the test.
 * Errors: InputError as for `estimateGain`, or for a wrong number of labels. A stratum without log Γ leaves the test not
 * estimable, with a reason.
 * Source: Wald statistic of log Γ with cluster-robust covariance; degrees of freedom of Welch (1951).
 *
 * @example
 * const hard = ["a", "a", "a", "b", "b", "b"]
 * stratifiedGain({ team, single, strata: hard }).interaction?.p
 *
 * @category gain
 */
export const stratifiedGain = (
  input: Omit<GainInput, "singles" | "single"> & { readonly single: Scores; readonly strata: ReadonlyArray<string> }
): StratifiedGain => {
  const { strata: labels, ...scores } = input
  const { team, singles, groups } = checkGainInput(scores)
  const single = singles[0]?.means ?? []
  if (labels.length !== team.means.length) {
    const value = `${labels.length} labels`
    const limit = `requires one for each of the ${team.means.length} items`
    throw new InputError({ what: "Strata", value, limit, advice: "Label every item." })
  }
  const names = [...new Set(labels)].sort()
  const members = names.map((name) => [...labels.keys()].filter((item) => labels[item] === name))
  const pick = <A>(list: ReadonlyArray<A>, items: ReadonlyArray<number>): Array<A> =>
    items.map((item) => list[item] as A)
  const parts = members.map((items) => ({
    ...scores,
    team: pick(scores.team, items),
    single: pick(scores.single, items),
    ...(scores.clusters === undefined ? {} : { clusters: pick(scores.clusters, items) })
  }))
  const strata = parts.map((part, index) => ({ stratum: names[index] as string, result: estimateGain(part) }))
  const without = (reason: string): StratifiedGain => ({ strata, interaction: null, reason })
  if (names.length < 2) return without("requires at least 2 strata")
  const gains = parts.map(({ team: of, single: against, clusters, range }, index) =>
    familyGain({
      family: names[index] as string,
      team: of,
      single: against,
      ...(clusters === undefined ? {} : { clusters }),
      ...(range === undefined ? {} : { range })
    })
  )
  const estimated = gains.flatMap(({ gamma, standardError, degrees }) =>
    gamma === null || standardError === null ? [] : [{ value: Math.log(gamma), standardError, degrees }]
  )
  if (estimated.length < gains.length) {
    const gone = gains.find(({ gamma }) => gamma === null)
    return without(`stratum ${gone?.family}: ${gone?.reason}`)
  }
  // Influence of every cluster on log Γ of every stratum, over the stratum's number of items.
  const sums = members.map((items) => {
    const influence = logGainInfluence(pick(team.means, items), pick(single, items)) ?? []
    const row = new Array<number>(groups.count).fill(0)
    items.forEach((item, index) => {
      const group = groups.of[item] as number
      row[group] = (row[group] as number) + (influence[index] as number) / items.length
    })
    return row
  })
  const covariance = (a: number, b: number): number =>
    (sums[a] as ReadonlyArray<number>).reduce((sum, value, group) => sum + value * (sums[b]?.[group] ?? 0), 0)
  const shared = names.some((_, a) => names.some((_, b) => a !== b && covariance(a, b) !== 0))
  if (!shared) return { strata, interaction: welchTest(estimated) }
  const correction = groups.count / (groups.count - 1)
  const q = wald(
    estimated.map(({ value }) => value),
    (a, b) => (a === b ? (estimated[a]?.standardError ?? 0) ** 2 : correction * covariance(a, b))
  )
  return q === null
    ? without("the strata vary together: their difference has no uncertainty that can be seen")
    : { strata, interaction: welchTest(estimated, q) }
}

/** (Cθ)ᵀ(CVCᵀ)⁻¹(Cθ) for the differences C of all values from the last; `null` where CVCᵀ has no inverse. */
const wald = (values: ReadonlyArray<number>, covariance: (a: number, b: number) => number): number | null => {
  const last = values.length - 1
  const differences = values.slice(0, last).map((value) => value - (values[last] as number))
  const rows = differences.map((_, a) =>
    differences.map((_, b) => covariance(a, b) - covariance(a, last) - covariance(last, b) + covariance(last, last))
  )
  // Gaussian elimination without pivoting: the matrix is symmetric and, where it has an inverse, positive.
  const scale = Math.max(...rows.map((row, index) => row[index] as number))
  const right = [...differences]
  let statistic = 0
  for (let column = 0; column < last; column++) {
    const row = rows[column] as Array<number>
    const pivot = row[column] as number
    if (!(pivot > 1e-12 * scale)) return null
    statistic += (right[column] as number) ** 2 / pivot
    for (let below = column + 1; below < last; below++) {
      const other = rows[below] as Array<number>
      const factor = (other[column] as number) / pivot
      for (let k = column; k < last; k++) other[k] = (other[k] as number) - factor * (row[k] as number)
      right[below] = (right[below] as number) - factor * (right[column] as number)
    }
  }
  return statistic
}

/**
 * Labels items as hard, middle or easy by seeds that take no further part.
 *
 * Shape: `heldOut` is items × seeds. Unit: mean score of an item against `edges` (default 1/3 and 2/3) of the range.
 * Assumes: none of these seeds enters the estimate. Labels from the scores under test would make hard items look improved and
 * easy ones spoilt, by chance alone.
 * Errors: InputError for an item without a score or a score outside the range.
 *
 * @example
 * difficultyStrata([[0, 0], [1, 0], [1, 1]]) // ["hard", "middle", "easy"]
 *
 * @category gain
 */
export const difficultyStrata = (
  heldOut: Scores,
  options: { readonly edges?: readonly [number, number]; readonly range?: readonly [number, number] } = {}
): Array<"hard" | "middle" | "easy"> => {
  const { edges = [1 / 3, 2 / 3], range = [0, 1] } = options
  checkGainInput({ team: heldOut, single: heldOut, range })
  return heldOut.map((row) => {
    const score = (mean(row) - range[0]) / (range[1] - range[0])
    return score < edges[0] ? "hard" : score < edges[1] ? "middle" : "easy"
  })
}
