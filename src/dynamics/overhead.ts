import { type Measure, measured, notEstimable } from "./Measure.js"

/** Mean number of turns (calls of a model) a run. */
export interface Turns {
  readonly team: number
  readonly single: number
}

const noTurns = (who: string, turns: number) => notEstimable(`requires turns of the ${who}, got ${turns}`)

/**
 * Overhead O: how many more turns the team takes than the single agent, (team − single)/single.
 *
 * Unit: a ratio; 0.58 is 58 % more. Turns are calls of a model a run.
 * Errors: not estimable when the single agent took no turn or a number is not finite.
 * Source: arXiv 2512.08296 v2, table 5.
 *
 * @example
 * ```ts
 * import { overhead } from "collaboration-gain"
 *
 * console.log(overhead({ team: 11.4, single: 7.2 }).value) // 0.58
 * ```
 *
 * @category dynamics
 */
export const overhead = ({ team, single }: Turns): Measure => {
  if (!(Number.isFinite(team) && team >= 0)) return noTurns("team", team)
  if (!(Number.isFinite(single) && single > 0)) return noTurns("single agent", single)
  return measured((team - single) / single)
}

/**
 * Efficiency E_c: success of a system over its turns relative to the single agent's, success/(team/single).
 *
 * Unit: that of success, in [0, 1] for scores. The single agent's own efficiency is its success.
 * Assumes: turns measure cost. They leave out how long a prompt is; Γ at equal tokens does not.
 * Errors: not estimable when either took no turn or a number is not finite.
 * Source: arXiv 2512.08296 v2, table 5.
 *
 * @category dynamics
 */
export const efficiency = ({ success, team, single }: Turns & { readonly success: number }): Measure => {
  if (!Number.isFinite(success)) return notEstimable(`requires a finite success, got ${success}`)
  if (!(Number.isFinite(team) && team > 0)) return noTurns("team", team)
  if (!(Number.isFinite(single) && single > 0)) return noTurns("single agent", single)
  return measured(success / (team / single))
}
