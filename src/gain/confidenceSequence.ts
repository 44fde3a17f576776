import { InputError } from "../errors/InputError.js"

/** An interval of Γ that may be looked at after every task. Unit: ratio; `upper` is `null` when unbounded. */
export interface AlwaysValid {
  readonly lower: number
  readonly upper: number | null
}

/** What {@link confidenceSequence} gives back. */
export interface ConfidenceSequence extends AlwaysValid {
  /**
   * The interval after each task, read on a grid of ratios less than 1 % apart near 1 and rounded outwards, so a little
   * wider than the exact `lower` and `upper`.
   */
  readonly path: ReadonlyArray<AlwaysValid>
  /** e-value against Γ ≤ 1 after the last task: for {@link eBH}, or reject when it is at least 1/alpha. */
  readonly eValue: number
  /** Its natural logarithm, which never overflows. */
  readonly logE: number
  /**
   * Always-valid p-values against Γ ≤ 1 (`gain`) and against Γ ≥ 1 (`loss`), doubled: below `alpha` when the sequence ruled out 1 on
   * that side at any time.
   */
  readonly p: { readonly gain: number; readonly loss: number }
  /** Tasks after which the interval first excluded 1; absent when it never did. */
  readonly stoppedAt?: number
  readonly alpha: number
  readonly tasks: number
}

/**
 * A confidence sequence for Γ by betting: intervals that hold at all times at once, so that a run may stop as soon as the
 * interval says enough. A fixed-n interval that is looked at again and again is wrong far more often than its level says.
 *
 * Shape: one mean score a task and arm, in the order in which the tasks were done. `path` has one entry a task.
 * Unit: scores in `range` (default [0, 1], its lower end a true zero); Γ is a ratio.
 * Assumes: the tasks come in random order; the single agent's policy and the budget were fixed beforehand, without these
 * tasks. The chance that any interval of the path misses Γ is at most `alpha` (default .05). The intervals only shrink.
 * Errors: InputError for arms of different length, no task, a score outside the range or an alpha outside (0, 1).
 * Source: betting martingales for bounded means (Waudby-Smith and Ramdas 2024, JRSS B 86) on
 * w = (m − γs + γ)/(1 + γ), whose mean is γ/(1 + γ) exactly when Γ = γ; wagers and formulas as in docs/planning.md.
 *
 * @example
 * confidenceSequence({ team: [1, 1, 0, 1], single: [0, 1, 0, 1] }).upper // null: four tasks say little
 *
 * @category gain
 */
export const confidenceSequence = (of: {
  readonly team: ReadonlyArray<number>
  readonly single: ReadonlyArray<number>
  readonly alpha?: number
  readonly range?: readonly [number, number]
}): ConfidenceSequence => {
  const { alpha = 0.05 } = of
  const tasks = check(of, alpha)
  const bets = grid.map((target) => bet(tasks, target, alpha))
  const atOne = bet(tasks, 0.5, alpha)
  const path = pathOf(bets, tasks.length)
  const stoppedAt = stoppedAtOf(bets)
  return {
    ...limitsOf(tasks, bets, alpha),
    path,
    eValue: Math.exp(atOne.logFor),
    logE: atOne.logFor,
    p: {
      gain: Math.min(1, 2 * Math.exp(-atOne.mostFor)),
      loss: Math.min(1, 2 * Math.exp(-atOne.mostAgainst))
    },
    ...(stoppedAt === undefined ? {} : { stoppedAt }),
    alpha,
    tasks: tasks.length
  }
}

interface Task {
  readonly team: number
  readonly single: number
}

const check = (of: Parameters<typeof confidenceSequence>[0], alpha: number): ReadonlyArray<Task> => {
  const { team, single, range = [0, 1] } = of
  const [low, high] = range
  const refuse = (what: string, value: unknown, limit: string, advice: string): never => {
    throw new InputError({ what, value: String(value), limit, advice })
  }
  if (!(alpha > 0 && alpha < 1)) refuse("Alpha", alpha, "requires a number above 0 and below 1", "Take 0.05.")
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    refuse(
      "Range of scores",
      range.join(" to "),
      "requires two finite numbers in ascending order",
      "Give [worst, best]."
    )
  }
  if (team.length !== single.length || team.length === 0) {
    const value = `${team.length} and ${single.length}`
    refuse("Tasks of the two arms", value, "requires the same tasks, at least 1", "Give one mean score a task and arm.")
  }
  const scaled = (arm: string, score: number | undefined, task: number): number => {
    if (!(typeof score === "number" && score >= low && score <= high)) {
      return refuse(
        `${arm} score of task ${task}`,
        score,
        `requires a number from ${low} to ${high}`,
        "Declare the `range`."
      )
    }
    return (score - low) / (high - low)
  }
  return team.map((score, task) => ({
    team: scaled("Team", score, task),
    single: scaled("Single agent", single[task], task)
  }))
}

/** Ratios under test, as γ/(1 + γ): half of the grid lies between Γ = .8 and 1.25, the rest reaches to 0 and to infinity. */
const grid: ReadonlyArray<number> = (() => {
  const near = Array.from({ length: 65 }, (_, k) => 0.5 + (k - 32) * (1 / 576))
  const far = Array.from({ length: 33 }, (_, k) => (4 / 9) * (k / 33))
  return [...far, ...near, ...far.map((target) => 1 - target).reverse()]
})()

interface Bet {
  /** Tasks after which the ratio was first ruled out; Infinity if it never was. */
  readonly ruledOutAt: number
  /** Logarithm of the wealth of the bettor on a higher ratio, after the last task. */
  readonly logFor: number
  /** Largest logarithms of wealth at any time, of the bettors on a higher and on a lower ratio. */
  readonly mostFor: number
  readonly mostAgainst: number
}

/** Bets for and against Γ being above γ, where γ/(1 + γ) = `target`, and says when one of the two won. */
const bet = (tasks: ReadonlyArray<Task>, target: number, alpha: number): Bet => {
  const rejection = Math.log(2 / alpha)
  const capFor = 0.5 / target
  const capAgainst = 0.5 / (1 - target)
  let mostFor = 0
  let mostAgainst = 0
  let logFor = 0
  let logAgainst = 0
  let sum = 0
  let squares = 0
  let variance = 0.25
  let ruledOutAt = Number.POSITIVE_INFINITY
  for (let t = 1; t <= tasks.length; t++) {
    const { team, single } = tasks[t - 1] as Task
    const outcome = (1 - target) * team + target * (1 - single)
    const wager = Math.sqrt((2 * rejection) / (t * Math.log1p(t) * variance))
    logFor += Math.log1p(Math.min(wager, capFor) * (outcome - target))
    logAgainst += Math.log1p(-Math.min(wager, capAgainst) * (outcome - target))
    mostFor = Math.max(mostFor, logFor)
    mostAgainst = Math.max(mostAgainst, logAgainst)
    if (ruledOutAt === Number.POSITIVE_INFINITY && Math.max(logFor, logAgainst) >= rejection) ruledOutAt = t
    sum += outcome
    const centre = Math.min(1, (0.5 + sum) / (t + 1))
    squares += (outcome - centre) ** 2
    variance = (0.25 + squares) / (t + 1)
  }
  return { ruledOutAt, logFor, mostFor, mostAgainst }
}

const ratioOf = (target: number): number | null => (target >= 1 ? null : target / (1 - target))

/** Hull of the ratios not yet ruled out after each task, widened to the next grid point on either side. */
const pathOf = (bets: ReadonlyArray<Bet>, tasks: number): ReadonlyArray<AlwaysValid> => {
  const last = grid.length - 1
  const path: Array<AlwaysValid> = []
  for (let t = 1; t <= tasks; t++) {
    const open = (one: Bet) => one.ruledOutAt > t
    const from = bets.findIndex(open)
    const before = path.at(-1)
    // Between two grid points that are both ruled out nothing can be seen: the last interval stands.
    if (from < 0) path.push(before ?? { lower: 0, upper: null })
    else {
      const to = bets.findLastIndex(open)
      path.push({
        lower: ratioOf(grid[Math.max(0, from - 1)] as number) as number,
        upper: ratioOf(grid[Math.min(last, to + 1)] as number)
      })
    }
  }
  return path
}

/** First time at which every ratio on one side, 1 included, was ruled out; undefined when there is none. */
const stoppedAtOf = (bets: ReadonlyArray<Bet>): number | undefined => {
  const one = grid.indexOf(0.5)
  const latest = (side: ReadonlyArray<Bet>): number => Math.max(...side.map(({ ruledOutAt }) => ruledOutAt))
  const first = Math.min(latest(bets.slice(0, one + 1)), latest(bets.slice(one)))
  return Number.isFinite(first) ? first : undefined
}

/** Ends of the confidence set after the last task, by bisection between a ratio ruled out and one that is not. */
const limitsOf = (tasks: ReadonlyArray<Task>, bets: ReadonlyArray<Bet>, alpha: number): AlwaysValid => {
  const open = (one: Bet) => one.ruledOutAt === Number.POSITIVE_INFINITY
  const between = (outside: number, inside: number): number => {
    let [out, within] = [outside, inside]
    for (let step = 0; step < 60 && Math.abs(within - out) > 1e-13; step++) {
      const middle = (out + within) / 2
      if (open(bet(tasks, middle, alpha))) within = middle
      else out = middle
    }
    return within
  }
  const from = bets.findIndex(open)
  if (from < 0) return betweenGridPoints(tasks, bets, alpha)
  const to = bets.findLastIndex(open)
  const lower = from === 0 ? 0 : between(grid[from - 1] as number, grid[from] as number)
  const upper = to === grid.length - 1 ? 1 : between(grid[to + 1] as number, grid[to] as number)
  return { lower: ratioOf(lower) as number, upper: ratioOf(upper) }
}

/**
 * With very many tasks the set may lie between two grid points: the ratio seen, and the stretch around it that is left. Where
 * even that ratio was ruled out before (a chance below alpha), the last one to be ruled out stands for the empty set.
 */
const betweenGridPoints = (tasks: ReadonlyArray<Task>, bets: ReadonlyArray<Bet>, alpha: number): AlwaysValid => {
  const team = tasks.reduce((sum, task) => sum + task.team, 0)
  const single = tasks.reduce((sum, task) => sum + task.single, 0)
  const seen = team / (team + single)
  const latest = bets.reduce((best, one, index) => (one.ruledOutAt > (bets[best] as Bet).ruledOutAt ? index : best), 0)
  const stays = (target: number) => bet(tasks, target, alpha).ruledOutAt === Number.POSITIVE_INFINITY
  if (!stays(seen)) {
    const ratio = ratioOf(grid[latest] as number)
    return { lower: ratio ?? Number.MAX_VALUE, upper: ratio }
  }
  const edge = (towards: number): number => {
    let [out, within] = [towards, seen]
    for (let step = 0; step < 60; step++) {
      const middle = (out + within) / 2
      if (stays(middle)) within = middle
      else out = middle
    }
    return within
  }
  const above = grid.findIndex((target) => target > seen)
  return {
    lower: ratioOf(edge(grid[Math.max(0, above - 1)] as number)) as number,
    upper: ratioOf(edge(grid[above < 0 ? grid.length - 1 : above] as number))
  }
}
