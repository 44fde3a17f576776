import { type Measure, measured, notEstimable } from "./Measure.js"

/**
 * Outcome form of error amplification, A = (1 − Φ_M)/(1 − Φ_S): how often the team is wrong for every time that the single
 * agent is.
 *
 * Shape: mean scores of the team and of the single agent. Unit: a ratio; above 1 the team errs more. It cannot exceed
 * 1/(1 − Φ_S).
 * Errors: not estimable when the single agent makes no error, or a mean lies outside [0, 1].
 * Source: the library's own. The 17.2 that arXiv 2512.08296 v2 calls error amplification is no such ratio: its success rates
 * give 1.18.
 *
 * @example
 * ```ts
 * import { outcomeAmplification } from "collaboration-gain"
 *
 * console.log(outcomeAmplification({ team: 0.37, single: 0.466 }).value) // 1.18
 * ```
 *
 * @category dynamics
 */
export const outcomeAmplification = ({ team, single }: { readonly team: number; readonly single: number }): Measure => {
  const outside = [team, single].find((score) => !(score >= 0 && score <= 1))
  if (outside !== undefined) return notEstimable(`requires mean scores from 0 to 1, got ${outside}`)
  if (single === 1) return notEstimable("the single agent makes no error")
  return measured((1 - team) / (1 - single))
}

/** One agent's answer after a round. */
export interface Held {
  /** Class of equal answers; `null` is none. */
  readonly answer: string | null
  readonly right: boolean
}

/** Wrong claims and what became of them. */
export interface ClaimCounts {
  /** Wrong answers held after a round that was followed by another. */
  readonly made: number
  /** Agents that came to hold, in the next round, a wrong answer which they had heard and had not held. */
  readonly adopted: number
}

/**
 * Counts the wrong claims of one run that were made and adopted: the trace form of error amplification is adopted/made.
 *
 * Shape: rounds × agents, agents in the order of the blueprint; `heard` gives the positions that an agent reads.
 * Unit: agents, once a round each, however many others had made the claim.
 * Assumes: an agent that comes to hold a wrong answer which it heard took it over; it may have found it by itself.
 * Source: the library's own.
 *
 * @category dynamics
 */
export const wrongClaims = (
  rounds: ReadonlyArray<ReadonlyArray<Held>>,
  heard: (reader: number) => ReadonlyArray<number>
): ClaimCounts => {
  let made = 0
  let adopted = 0
  for (const [round, next] of rounds.slice(1).entries()) {
    const now = rounds[round] ?? []
    made += now.filter((held) => held.answer !== null && !held.right).length
    for (const [reader, { answer, right }] of next.entries()) {
      if (answer === null || right || now[reader]?.answer === answer) continue
      if (heard(reader).some((peer) => now[peer]?.answer === answer)) adopted++
    }
  }
  return { made, adopted }
}
