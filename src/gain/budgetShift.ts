import { mean } from "../stats/mean.js"
import type { Candidate } from "./candidatesAt.js"

/**
 * What the estimated budget B̄ adds to the uncertainty of a policy that spends it in full: slope × (the team's cost on an item
 * − the policy's).
 *
 * Within one standard error of a size, where the curve bends, the slope of either side may be the true one; the one that
 * makes log Γ more uncertain is taken.
 *
 * Shape: one number an item, of mean 0; `null` for a policy of fixed size. Unit: score.
 * Assumes: `spent`, `team` and the candidate are of the same `items`; the candidate was read at the mean of `spent`.
 * Source: delta method for a mixture of two sizes, (B̄ − c_low)/(c_high − c_low), whose costs are estimated on the same items.
 *
 * @category gain
 */
export const budgetShift = (of: {
  readonly candidate: Candidate
  readonly items: ReadonlyArray<number>
  /** The team's cost of each item. */
  readonly spent: ReadonlyArray<number>
  /** The team's mean score of each item. */
  readonly team: ReadonlyArray<number>
}): ReadonlyArray<number> | null => {
  const { candidate, items, spent, team } = of
  if (candidate.slopes.length === 0) return null
  const apart = items.map((item, index) => (spent[index] as number) - (candidate.costOf(item) ?? 0))
  const centre = mean(apart)
  const spread = apart.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  const error = Math.sqrt(spread / (items.length * Math.max(1, items.length - 1)))
  const phiM = mean(team)
  const uncertainty = (slope: number): number =>
    items.reduce((sum, item, index) => {
      const single = (candidate.scoreOf(item) ?? 0) + slope * ((apart[index] as number) - centre) - candidate.score
      return sum + (single * phiM - ((team[index] as number) - phiM) * candidate.score) ** 2
    }, 0)
  const near = candidate.slopes.filter(({ away }) => away <= error)
  const [first] = candidate.slopes as [Candidate["slopes"][number]]
  const { slope } = near.reduce((most, one) => (uncertainty(one.slope) > uncertainty(most.slope) ? one : most), first)
  return apart.map((value) => slope * (value - centre))
}
