import type { LevelCodes } from "./planTerms.js"

/** What the products of ±1 columns say about an orthogonal two-level plan. */
export interface WordPattern {
  /** Words of length 3, 4, …, without trailing zeros; a partial word counts as its squared mean product. */
  readonly lengths: ReadonlyArray<number>
  /** The words as bit masks over the factors with their signs; absent where any word is partial or not all were looked at. */
  readonly words?: ReadonlyArray<{ readonly mask: number; readonly sign: 1 | -1 }>
}

/** The most factors for which all products are looked at. */
const mostFactors = 16

/** Fast Walsh–Hadamard transform, in place. */
const transform = (values: Float64Array): void => {
  for (let half = 1; half < values.length; half *= 2) {
    for (let start = 0; start < values.length; start += 2 * half) {
      for (let index = start; index < start + half; index++) {
        const low = values[index] as number
        const high = values[index + half] as number
        values[index] = low + high
        values[index + half] = low - high
      }
    }
  }
}

const bits = (mask: number): number => {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++
  return count
}

const trimmed = (lengths: ReadonlyArray<number>): ReadonlyArray<number> =>
  lengths.slice(0, lengths.findLastIndex((count) => count > 0) + 1)

/** Mean products of every subset of columns: the transform of how often each configuration occurs. */
const allWords = (codes: LevelCodes, factors: number): WordPattern => {
  const products = new Float64Array(2 ** factors)
  for (const row of codes) {
    // The transform gives −1 to a set bit, so that a bit means "off" here.
    const cell = row.reduce((mask, level, position) => (level === 0 ? mask | (1 << position) : mask), 0)
    products[cell] = (products[cell] as number) + 1
  }
  transform(products)
  const runs = codes.length
  const lengths = Array.from({ length: Math.max(0, factors - 2) }, () => 0)
  const words: Array<{ readonly mask: number; readonly sign: 1 | -1 }> = []
  let regular = true
  products.forEach((sum, mask) => {
    // Counts are whole numbers, so these comparisons are exact.
    if (mask === 0 || sum === 0) return
    lengths[bits(mask) - 3] = (lengths[bits(mask) - 3] as number) + (sum / runs) ** 2
    if (Math.abs(sum) === runs) words.push({ mask, sign: sum > 0 ? 1 : -1 })
    else regular = false
  })
  return { lengths: trimmed(lengths), ...(regular ? { words } : {}) }
}

const shortWords = (codes: LevelCodes, factors: number): WordPattern => {
  const lengths = [0, 0]
  const extend = (from: number, size: number, column: ReadonlyArray<number>): void => {
    for (let position = from; position < factors; position++) {
      const longer = column.map((sign, run) => ((codes[run]?.[position] as number) === 0 ? -sign : sign))
      if (size >= 2) {
        const mean = longer.reduce((sum, sign) => sum + sign, 0) / codes.length
        lengths[size - 2] = (lengths[size - 2] as number) + mean * mean
      }
      if (size < 3) extend(position + 1, size + 1, longer)
    }
  }
  extend(
    0,
    0,
    codes.map(() => 1)
  )
  return { lengths: trimmed(lengths) }
}

/**
 * Word length pattern of an orthogonal two-level plan, from its runs. Level 0 is off (−1), level 1 on (+1).
 *
 * Source: for regular fractions the usual pattern; else generalised word lengths (Tang and Deng 1999).
 */
export const wordPattern = (codes: LevelCodes, factors: number): WordPattern =>
  factors <= mostFactors ? allWords(codes, factors) : shortWords(codes, factors)
