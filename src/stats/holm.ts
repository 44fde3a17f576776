/**
 * Holm's adjustment: p-values that keep the chance of any false claim in a family at the level they are compared with.
 *
 * Shape: one adjusted p-value for each given one, in the same order. `null` (no test was possible) stays `null` and does
 * not count as a member of the family.
 * Unit: probability in [0, 1]; an adjusted p-value is never below the raw one.
 * Assumes: nothing about the dependence of the tests.
 * Errors: RangeError for a value outside [0, 1].
 * Source: S. Holm (1979), Scand. J. Statist. 6; equals R's `p.adjust(p, "holm")`.
 *
 * @example
 * holm([0.01, 0.04, 0.03]) // [0.03, 0.06, 0.06]
 *
 * @category stats
 */
export const holm = (values: ReadonlyArray<number | null>): Array<number | null> => {
  const tested: Array<{ readonly position: number; readonly p: number }> = []
  values.forEach((p, position) => {
    if (p === null) return
    if (!(p >= 0 && p <= 1)) throw new RangeError(`p-value: ${p}; requires a number from 0 to 1`)
    tested.push({ position, p })
  })
  tested.sort((one, other) => one.p - other.p)
  const adjusted: Array<number | null> = values.map(() => null)
  let running = 0
  tested.forEach(({ position, p }, rank) => {
    running = Math.max(running, Math.min(1, p * (tested.length - rank)))
    adjusted[position] = running
  })
  return adjusted
}
