import { cholesky, solve } from "../design/plans/cholesky.js"

/** Answers what a linear model's coefficients are as weighted sums of the observations. */
export interface LeastSquares {
  /** Weights L with Σ_c L_c·v(c) = Σ_j q_j·β̂_j. Shape: one q a column, one weight a row. */
  weights(q: ReadonlyArray<number>): Float64Array
}

/**
 * Fits v = Xβ by least squares once and for all v: returns `null` when the columns cannot be told apart.
 *
 * Shape: one list a row of X, all of the same length.
 * Source: normal equations.
 *
 * @category attribution
 */
export const leastSquares = (rows: ReadonlyArray<ReadonlyArray<number>>): LeastSquares | null => {
  const columns = rows[0]?.length ?? 0
  if (columns === 0 || rows.length < columns) return null
  const gram = new Float64Array(columns * columns)
  for (const row of rows) {
    for (let one = 0; one < columns; one++) {
      const left = row[one] as number
      if (left === 0) continue
      for (let other = 0; other < columns; other++) {
        const cell = one * columns + other
        gram[cell] = (gram[cell] as number) + left * (row[other] as number)
      }
    }
  }
  const factored = cholesky(gram, columns)
  if ("dependent" in factored) return null
  return {
    weights: (q) => {
      const solution = solve(factored, q)
      const weights = Float64Array.from(rows, (row) => {
        let sum = 0
        for (let column = 0; column < columns; column++) sum += (row[column] as number) * (solution[column] as number)
        return sum
      })
      const most = weights.reduce((largest, weight) => Math.max(largest, Math.abs(weight)), 0)
      return weights.map((weight) => (Math.abs(weight) > 1e-12 * most ? weight : 0))
    }
  }
}
