/**
 * The e-Benjamini–Hochberg procedure: which of several hypotheses to reject so that the false discovery rate is at most
 * alpha, whatever the dependence of the e-values.
 *
 * Shape: one e-value a hypothesis in, one decision out, in the same order. `null` (no e-value) is never rejected and does
 * not count as a hypothesis.
 * Unit: an e-value is ≥ 0 and has an expectation of at most 1 where its hypothesis is true; Infinity is allowed.
 * Assumes: nothing about dependence. Stopping at any time is allowed where the e-values come from confidence sequences.
 * Errors: RangeError for a negative e-value or an alpha outside (0, 1).
 * Source: R. Wang and A. Ramdas (2022), False discovery rate control with e-values, JRSS B 84: of K hypotheses reject the k
 * largest for the largest k whose k-th e-value is at least K/(alpha·k).
 *
 * @example
 * eBH([50, 1, 80, 0.2], 0.05) // [true, false, true, false]
 *
 * @category stats
 */
export const eBH = (values: ReadonlyArray<number | null>, alpha: number): Array<boolean> => {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`Alpha: ${alpha}; requires a number above 0 and below 1`)
  const known = values.flatMap((value) => {
    if (value !== null && !(value >= 0)) throw new RangeError(`e-value: ${value}; requires a number of at least 0`)
    return value === null ? [] : [value]
  })
  known.sort((one, other) => other - one)
  const least = known.findLast((value, index) => value * alpha * (index + 1) >= known.length)
  return values.map((value) => value !== null && least !== undefined && value >= least)
}
