import { mean } from "../stats/mean.js"

/**
 * Influence of every item on log(Φ_M/Φ_S): u_i = m_i/Φ_M − s_i/Φ_S.
 *
 * Shape: one mean score an item for both arms, in the same order; one influence an item, summing to 0.
 * Unit: none. The standard error of the log ratio is √(Σu²/(n(n−1))); with clusters sum u inside each first.
 * Errors: `null` when one of the means is 0: the log ratio is not estimable. RangeError for lists of different lengths.
 * Source: delta method; equals the log-link quasi-Poisson model with cluster-robust variance.
 *
 * @example
 * logGainInfluence([1, 0], [0.5, 0.5]) // [1, -1]
 *
 * @category gain
 */
export const logGainInfluence = (team: ReadonlyArray<number>, single: ReadonlyArray<number>): Array<number> | null => {
  if (team.length !== single.length) {
    throw new RangeError(`Scores of two arms: ${team.length} and ${single.length} items; require the same items`)
  }
  const phiM = mean(team)
  const phiS = mean(single)
  if (!(phiM > 0 && phiS > 0)) return null
  return team.map((score, item) => score / phiM - (single[item] as number) / phiS)
}
