import { chiSquareCdf, chiSquareQuantile } from "./chiSquare.js"

/** Variance between groups beyond what chance explains. */
export interface VarianceComponent {
  /** Estimate of τ², at least 0. */
  readonly value: number
  readonly lower: number
  /** `null` where no finite variance is ruled out. */
  readonly upper: number | null
  /** p-value of the test that τ² is 0. */
  readonly p: number
}

/**
 * The variance τ² of true values between groups, from estimates whose errors may be correlated: θ̂ ~ N(μ, Σ + τ²I).
 *
 * With K an orthonormal basis of the contrasts, Q(τ²) = (Kᵀθ̂)ᵀ(KᵀΣK + τ²I)⁻¹(Kᵀθ̂) is χ² with one degree of freedom less than there
 * are groups. The estimate solves Q = its degrees of freedom, the interval Q = the quantiles, each cut at 0.
 *
 * Shape: `covariance` is Σ, groups × groups. Unit: of the values, squared; p in [0, 1].
 * Assumes: normal estimates with a known covariance. With three groups the interval is very wide, as it must be.
 * Errors: RangeError for fewer than 2 values, a covariance of another size, or contrasts without any uncertainty.
 * Source: Viechtbauer (2007), Statistics in Medicine 26:37–52 (Q-profile); Paule and Mandel (1982) for the estimate; here with a
 * full covariance in place of its diagonal.
 *
 * @example
 * varianceComponent([0, 0.1, 0.2], [[0.01, 0, 0], [0, 0.01, 0], [0, 0, 0.01]]).value // 0
 *
 * @category stats
 */
export const varianceComponent = (
  values: ReadonlyArray<number>,
  covariance: ReadonlyArray<ReadonlyArray<number>>,
  level = 0.95
): VarianceComponent => {
  const k = values.length
  if (k < 2) throw new RangeError(`Groups: ${k}; require at least 2`)
  if (covariance.length !== k || covariance.some((row) => row.length !== k)) {
    throw new RangeError(`Covariance of ${covariance.length} groups; requires ${k} × ${k}`)
  }
  const contrasts = helmert(k)
  const z = contrasts.map((contrast) => dot(contrast, values))
  const chance = contrasts.map((one) =>
    contrasts.map((other) =>
      dot(
        one,
        covariance.map((row) => dot(row, other))
      )
    )
  )
  const degrees = k - 1
  const q = (tau2: number): number =>
    quadratic(
      chance.map((row, i) => row.map((value, j) => value + (i === j ? tau2 : 0))),
      z
    )
  const atZero = q(0)
  if (!Number.isFinite(atZero)) throw new RangeError("Contrasts between the groups: no uncertainty; require some")
  /** Where Q, which falls in τ², meets a target. */
  const solve = (target: number): number => {
    if (atZero <= target) return 0
    let [low, high] = [0, Math.max(...chance.map((row, i) => row[i] ?? 0), 1e-12)]
    while (q(high) > target) [low, high] = [high, 2 * high]
    for (let step = 0; step < 200 && high - low > 1e-14 * high; step++) {
      const middle = (low + high) / 2
      if (q(middle) > target) low = middle
      else high = middle
    }
    return (low + high) / 2
  }
  const tail = (1 - level) / 2
  const smallest = chiSquareQuantile(tail, degrees)
  return {
    value: solve(degrees),
    lower: solve(chiSquareQuantile(tail, degrees, "upper")),
    upper: smallest > 0 ? solve(smallest) : null,
    p: chiSquareCdf(atZero, degrees, "upper")
  }
}

const dot = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)

/** Orthonormal contrasts: group j against the mean of those before it. */
const helmert = (k: number): ReadonlyArray<ReadonlyArray<number>> =>
  Array.from({ length: k - 1 }, (_, row) => {
    const scale = Math.sqrt((row + 1) * (row + 2))
    return Array.from({ length: k }, (_, column) =>
      column <= row ? 1 / scale : column === row + 1 ? -(row + 1) / scale : 0
    )
  })

/** zᵀA⁻¹z of a symmetric positive matrix by elimination; infinite where A has no inverse. */
const quadratic = (matrix: ReadonlyArray<ReadonlyArray<number>>, z: ReadonlyArray<number>): number => {
  const rows = matrix.map((row) => [...row])
  const right = [...z]
  const scale = Math.max(...rows.map((row, index) => row[index] ?? 0))
  let sum = 0
  for (const [column, row] of rows.entries()) {
    const pivot = row[column] ?? 0
    if (!(pivot > 1e-13 * scale)) return Number.POSITIVE_INFINITY
    sum += (right[column] ?? 0) ** 2 / pivot
    for (let below = column + 1; below < rows.length; below++) {
      const other = rows[below] ?? []
      const factor = (other[column] ?? 0) / pivot
      for (let j = column; j < other.length; j++) other[j] = (other[j] ?? 0) - factor * (row[j] ?? 0)
      right[below] = (right[below] ?? 0) - factor * (right[column] ?? 0)
    }
  }
  return sum
}
