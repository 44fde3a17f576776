import type { Candidate } from "./candidatesAt.js"
import type { Samples } from "./Samples.js"

/**
 * What Γ would be had the missing trials gone as badly, or as well, for the team as they could.
 *
 * `lower`: the team's missing trials score 0, the single agent's 1; `upper`: the other way round. Trials of an incomplete
 * item that did end keep their score, overrun ones excepted.
 *
 * Unit: ratio; `upper` is `null` where the single agent's mean would be 0.
 * Assumes: the mean cost and the policy that was chosen stay as they are on the complete items.
 *
 * @category gain
 */
export const missingBounds = (input: {
  readonly team: Samples
  readonly selected: Candidate
  readonly complete: ReadonlyArray<number>
  readonly left: ReadonlyArray<number>
  /** Mean scores over the complete items. */
  readonly phiM: number
  readonly phiS: number
}): { readonly lower: number | null; readonly upper: number | null } => {
  const { team, selected, complete, left, phiM, phiS } = input
  const ratio = (asTeam: number, asSingle: number): number | null => {
    let over = phiM * complete.length
    let under = phiS * complete.length
    for (const item of left) {
      const row = team.samples[item] ?? []
      over += row.reduce((sum, sample) => sum + (sample === null ? asTeam : sample.score), 0) / Math.max(1, row.length)
      under += selected.scoreOf(item) ?? asSingle
    }
    return under > 0 ? over / under : null
  }
  return { lower: ratio(0, 1), upper: ratio(1, 0) }
}
