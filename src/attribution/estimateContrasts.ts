import type { Surface } from "./Surface.js"
import { walshTransform } from "./walshTransform.js"

/** A contrast's value with its standard error (`null` where nothing varies), or why there is none. */
export type ContrastEstimate =
  | { readonly estimate: number; readonly error: number | null }
  | { readonly reason: string }

/**
 * Estimates contrasts e = Σ_c L_c·v(c) and their standard errors: the one rule behind every effect.
 *
 * Each independent unit g of items (an item, or a cluster) has the influence e_g = Σ_c L_c·u_gc, where u_gc is y/Φ_c − 1 on
 * the log scale and y − Φ_c on the linear one, minus the same of the baseline where budgets differ. The variance is
 * G/(G−1)·Σe_g²/n² for G units and n items; with every item its own unit that is the variance of e_i over n.
 *
 * Shape: one list of weights a contrast, one weight a cell; `null` weights stay not estimable with their reason.
 * Assumes: units are independent draws from the population of items. Cells of one item may depend on each other.
 * Errors: none; a contrast that needs a cell without a value has a reason instead. `error` is `null` when no unit deviates,
 * which is no proof of precision.
 * Source: delta method; equals least squares with cluster-robust variance (`sandwich::vcovCL`, HC0 with cadjust) and, with
 * balanced data, CR2.
 *
 * @category attribution
 */
export const estimateContrasts = (of: {
  readonly surface: Surface
  readonly contrasts: ReadonlyArray<Float64Array>
  readonly items: number
  readonly groups: number
  /** The cells are all 2^k combinations in the order of their bits: long contrasts then get short by a Walsh transform. */
  readonly binary: boolean
}): ReadonlyArray<ContrastEstimate> => {
  const { surface, contrasts, items, groups, binary } = of
  const width = surface.values.length
  const prepared = contrasts.map((weights) => {
    const own = sparse(weights, 1)
    if (!binary || own.at.length <= 4) return { ...own, walsh: false }
    const transformed = Float64Array.from(weights)
    walshTransform(transformed)
    const short = sparse(transformed, width)
    return short.at.length < own.at.length ? { ...short, walsh: true } : { ...own, walsh: false }
  })
  const anyWalsh = prepared.some(({ walsh }) => walsh)
  const squares = new Float64Array(contrasts.length)
  const turned = new Float64Array(width)
  for (let group = 0; group < groups; group++) {
    const row = surface.rows.subarray(group * width, (group + 1) * width)
    if (anyWalsh) {
      turned.set(row)
      walshTransform(turned)
    }
    for (let index = 0; index < prepared.length; index++) {
      const { at, weights, walsh } = prepared[index] as (typeof prepared)[number]
      const source = walsh ? turned : row
      let sum = 0
      for (let term = 0; term < at.length; term++)
        sum += (weights[term] as number) * (source[at[term] as number] as number)
      squares[index] = (squares[index] as number) + sum * sum
    }
  }
  return contrasts.map((weights, index) => {
    let estimate = 0
    let total = 0
    for (let cell = 0; cell < width; cell++) {
      const weight = weights[cell] as number
      if (weight === 0) continue
      const value = surface.values[cell]
      if (value == null) return { reason: surface.reasons[cell] ?? "a cell has no value" }
      estimate += weight * value
      total += Math.abs(weight)
    }
    if (groups < 2) return { estimate, error: null }
    const error = Math.sqrt(((groups / (groups - 1)) * (squares[index] as number)) / (items * items))
    return { estimate, error: error > 1e-12 * total * surface.magnitude ? error : null }
  })
}

// Leaves out weights that are nothing but rounding.
const sparse = (dense: Float64Array, divisor: number): { readonly at: Int32Array; readonly weights: Float64Array } => {
  let most = 0
  for (const weight of dense) most = Math.max(most, Math.abs(weight))
  const kept: Array<number> = []
  for (let position = 0; position < dense.length; position++) {
    if (Math.abs(dense[position] as number) > 1e-13 * most) kept.push(position)
  }
  return {
    at: Int32Array.from(kept),
    weights: Float64Array.from(kept, (position) => (dense[position] as number) / divisor)
  }
}
