/**
 * Token-weighted mean advantage c = Σ L·A / Σ L of the answers to one problem. Since advantages sum to 0 it tells whether
 * right answers are longer (above 0) or shorter than wrong ones, and says nothing of the solve rate. 0 without tokens.
 *
 * Shape: one length and one advantage an answer. Unit: standard deviations.
 * Source: released code of CPMöbius (thunlp/CPMobius e212778), three of its four scripts.
 *
 * @example
 * lengthCovariance([300, 500], [1, -1]) // −0.25
 *
 * @category cpmobius
 */
export const lengthCovariance = (lengths: ReadonlyArray<number>, advantages: ReadonlyArray<number>): number => {
  const total = lengths.reduce((sum, length) => sum + length, 0)
  return total > 0 ? lengths.reduce((sum, length, index) => sum + length * (advantages[index] ?? 0), 0) / total : 0
}
