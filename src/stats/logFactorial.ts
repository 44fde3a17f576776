import { logGamma } from "./logGamma.js"

// Filled on demand; a cache of pure values.
const table: Array<number> = []

/**
 * Natural logarithm of n!.
 *
 * Unit: n is a whole number ≥ 0.
 * Errors: RangeError otherwise.
 *
 * @example
 * logFactorial(5) // log 120 = 4.787491742782046
 *
 * @category stats
 */
export const logFactorial = (n: number): number => {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`Factorial: ${n}; requires a whole number of at least 0`)
  if (n > 10_000) return logGamma(n + 1)
  const kept = table[n]
  if (kept !== undefined) return kept
  for (let next = table.length; next <= n; next++) table.push(logGamma(next + 1))
  return table[n] as number
}
