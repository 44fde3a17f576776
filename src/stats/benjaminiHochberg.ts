/**
 * Benjamini and Hochberg's adjustment: p-values for screening, which keep the expected share of false finds among all finds
 * at the level they are compared with.
 *
 * Shape: one adjusted p-value for each given one, in the same order. `null` (no test was possible) stays `null` and does
 * not count as a member of the family.
 * Unit: probability in [0, 1]; never below the raw p-value and never above Holm's.
 * Assumes: tests that are independent or positively dependent. It screens; a claim takes {@link holm}.
 * Errors: RangeError for a value outside [0, 1].
 * Source: Y. Benjamini and Y. Hochberg (1995), J. R. Statist. Soc. B 57; equals R's `p.adjust(p, "BH")`.
 *
 * @example
 * benjaminiHochberg([0.01, 0.04, 0.03]) // [0.03, 0.04, 0.04]
 *
 * @category stats
 */
export const benjaminiHochberg = (values: ReadonlyArray<number | null>): Array<number | null> => {
  const tested: Array<{ readonly position: number; readonly p: number }> = []
  values.forEach((p, position) => {
    if (p === null) return
    if (!(p >= 0 && p <= 1)) throw new RangeError(`p-value: ${p}; requires a number from 0 to 1`)
    tested.push({ position, p })
  })
  tested.sort((one, other) => other.p - one.p)
  const adjusted: Array<number | null> = values.map(() => null)
  let running = 1
  tested.forEach(({ position, p }, passed) => {
    // The quotient of p·m by m may round to just below p.
    running = Math.min(running, Math.max(p, (p * tested.length) / (tested.length - passed)))
    adjusted[position] = running
  })
  return adjusted
}
