import type { Surface } from "./Surface.js"
import { bitCount } from "./shapley.js"
import { walshTransform } from "./walshTransform.js"

/** Shares of the variance over all configurations that a factor has a part in. */
export interface SobolIndices {
  /** By its main effect alone. */
  readonly first: number
  /** By every effect it takes part in. */
  readonly total: number
  /** Every effect's share split evenly among its factors; these sum to 1 over the factors. */
  readonly shapley: number
}

/**
 * Sobol indices and Shapley effects of a complete two-level design, each squared Walsh coefficient lowered by its sampling
 * variance: V = Σ max(0, w_T² − se_T²).
 *
 * Unit: shares of V; unsigned, so a harmful factor counts like a helpful one.
 * Assumes: cells in the order of their bits, every configuration equally likely.
 * Errors: `null` when a cell has no value, there are fewer than two groups, or nothing is left of the variance.
 * Source: I. M. Sobol (1993); A. B. Owen (2014), SIAM/ASA J. Uncertain. Quantif. 2 (Shapley effects).
 *
 * @category attribution
 */
export const sobolIndices = (of: {
  readonly surface: Surface
  readonly items: number
  readonly groups: number
}): ReadonlyArray<SobolIndices> | null => {
  const { surface, items, groups } = of
  const size = surface.values.length
  if (groups < 2 || surface.values.includes(null)) return null
  const coefficients = Float64Array.from(surface.values as ReadonlyArray<number>)
  walshTransform(coefficients)
  const squares = new Float64Array(size)
  const turned = new Float64Array(size)
  for (let group = 0; group < groups; group++) {
    turned.set(surface.rows.subarray(group * size, (group + 1) * size))
    walshTransform(turned)
    for (let subset = 0; subset < size; subset++) {
      squares[subset] = (squares[subset] as number) + (turned[subset] as number) ** 2
    }
  }
  const scale = groups / (groups - 1) / (items * items)
  const parts = coefficients.map((sum, subset) => Math.max(0, sum * sum - (squares[subset] as number) * scale))
  parts[0] = 0
  const variance = parts.reduce((sum, part) => sum + part, 0)
  // What is left below this is rounding.
  if (!(variance > 1e-24 * (size * surface.magnitude) ** 2)) return null
  return Array.from({ length: Math.log2(size) }, (_, factor) => {
    const bit = 1 << factor
    let total = 0
    let shared = 0
    parts.forEach((part, subset) => {
      if (!(subset & bit)) return
      total += part
      shared += part / bitCount(subset)
    })
    return { first: (parts[bit] as number) / variance, total: total / variance, shapley: shared / variance }
  })
}
