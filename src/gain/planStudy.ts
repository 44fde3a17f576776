import { InputError } from "../errors/InputError.js"
import { noncentralT } from "../stats/noncentralT.js"
import { studentQuantile } from "../stats/studentQuantile.js"

/** What is expected of a study before it runs. */
export interface PlanInput {
  /** Mean score of the saturated single agent, above 0 and below 1. */
  readonly phiS: number
  /** The Γ that the study must be able to show; below 1 to show harm. Give this, `items`, or both. */
  readonly minimumGamma?: number
  /** Tasks that are there. Absent: as many as `minimumGamma` needs. */
  readonly items?: number
  /** How alike the seeds of one task are within an arm: intraclass correlation of the scores, from 0 to 1. */
  readonly withinIcc: number
  /** Correlation over tasks of the two arms' chances of success, from −1 to 1. */
  readonly crossCorrelation: number
  /** Seeds a task and arm. Absent: the best number for the costs below. */
  readonly seeds?: number
  /** Chance of showing the gain if it is there; default .8. */
  readonly power?: number
  /** Two-sided confidence level of the interval; default .95. */
  readonly level?: number
  /** What one more task costs before its first seed, in any unit (labelling, say); default 0. */
  readonly costPerTask?: number
  /** What one more seed of a task costs, in the same unit; default 1. */
  readonly costPerSeed?: number
  /** Mean tokens of one trial of the team. */
  readonly tokensPerTrial?: number
  /** Tokens a second over all trials in flight. */
  readonly tokensPerSecond?: number
  /** Money for a million tokens. */
  readonly price?: number
  /** Teams under test; default 1. */
  readonly teams?: number
  /** Strategies of the single agent, each sampled up to `coverage` × the team's cost; default 6. */
  readonly strategies?: number
  /** Default 1.25, as in a study's analysis settings. */
  readonly coverage?: number
}

/** How large a study must be, what it can show and what it costs. */
export interface Plan {
  /** Tasks; `null` where no number of tasks is enough. */
  readonly items: number | null
  readonly seeds: number
  /** Seeds a task that give the most for the costs. */
  readonly bestSeeds: number
  /** Smallest Γ on the wanted side of 1 that so many tasks show with the wanted power; `null` when there is none. */
  readonly detectable: number | null
  /** Chance of showing `minimumGamma`; `null` where none was given. */
  readonly power: number | null
  /** Standard deviation over tasks of the influence on log Γ, at `minimumGamma` or else at `detectable`. */
  readonly sigma: number | null
  /** Why something above is `null`; absent when nothing is. */
  readonly reason?: string
  /** The same power with other numbers of seeds. Empty without `minimumGamma`. */
  readonly alternatives: ReadonlyArray<{ readonly seeds: number; readonly items: number | null }>
  /** Trials of the teams. */
  readonly trials: number | null
  /** Expected tokens of the whole study, the single agent's included. */
  readonly tokens: number | null
  readonly seconds: number | null
  readonly money: number | null
  readonly notes: ReadonlyArray<string>
}

/** Most tasks that a plan is made for. */
const mostItems = 1e7

/**
 * Plans the size of a study: tasks × seeds for a gain that must not be missed, or the smallest gain that given tasks show.
 *
 * Unit: scores in [0, 1], ratios, tokens, seconds, money.
 * Assumes: right-or-wrong scores with the given correlations in both arms; the paired t test of log Γ, whose power is a
 * noncentral t probability. The single agent's strategies are each sampled to `coverage` × the team's cost, as `gain run`
 * does. That a team must beat the best of several policies at once costs a little power more.
 * Errors: InputError for a number outside its range, or when neither `minimumGamma` nor `items` is given. What no study can
 * show is `null` with a reason.
 * Source: delta method. With v = Φ(1 − Φ)[ρ + (1 − ρ)/S] an arm's variance over tasks, the variance of the influence is
 * v_M/Φ_M² + v_S/Φ_S² − 2rρ√(Φ_M(1−Φ_M)Φ_S(1−Φ_S))/(Φ_MΦ_S) = a + b/S. Seeds: √(c₀b/(c₁a)) (Cochran 1977, §10).
 *
 * @example
 * planStudy({ phiS: 0.5, minimumGamma: 1.2, withinIcc: 0.5, crossCorrelation: 0.7 }).items // 261
 *
 * @category gain
 */
export const planStudy = (input: PlanInput): Plan => {
  const checked = check(input)
  const { phiS, minimumGamma } = checked
  const harm = minimumGamma !== undefined && minimumGamma < 1
  const reachable = minimumGamma === undefined || minimumGamma * phiS <= 1
  const bestSeeds = bestSeedsOf(checked)
  const seeds = checked.seeds ?? bestSeeds
  const needed = minimumGamma !== undefined && reachable ? itemsFor(checked, minimumGamma, seeds) : null
  const items = checked.items ?? needed
  const detectable = items === null ? null : detectableWith(checked, { items, seeds, harm })
  const power =
    minimumGamma === undefined || items === null || !reachable
      ? null
      : powerOf(checked, { gamma: minimumGamma, items, seeds })
  const at = reachable ? (minimumGamma ?? detectable) : null
  const reason = whyNot({ checked, reachable, harm, items, detectable })
  return {
    items,
    seeds,
    bestSeeds,
    detectable,
    power,
    sigma: at === null ? null : Math.sqrt(varianceOf(checked, at, seeds)),
    ...(reason === undefined ? {} : { reason }),
    alternatives:
      minimumGamma === undefined || !reachable
        ? []
        : [...new Set([1, 2, 3, 5, seeds])]
            .sort((a, b) => a - b)
            .map((count) => ({ seeds: count, items: itemsFor(checked, minimumGamma, count) })),
    ...expense(checked, items, seeds),
    notes: notesOf(checked, items)
  }
}

type Checked = ReturnType<typeof check>

const check = (input: PlanInput) => {
  const { power = 0.8, level = 0.95, costPerTask = 0, costPerSeed = 1 } = input
  const { teams = 1, strategies = 6, coverage = 1.25 } = input
  const demand = (what: string, value: number | undefined, limit: string, holds: (value: number) => boolean): void => {
    if (value !== undefined && !(Number.isFinite(value) && holds(value))) {
      throw new InputError({
        what,
        value: String(value),
        limit,
        advice: "Correct the number, or measure it in a pilot run."
      })
    }
  }
  const whole = (least: number) => (value: number) => Number.isInteger(value) && value >= least
  demand("Mean score of the single agent", input.phiS, "requires a number above 0 and below 1", (v) => v > 0 && v < 1)
  demand("Γ to be shown", input.minimumGamma, "requires a number above 0 other than 1", (v) => v > 0 && v !== 1)
  demand("Within-arm correlation", input.withinIcc, "requires a number from 0 to 1", (v) => v >= 0 && v <= 1)
  demand("Cross-arm correlation", input.crossCorrelation, "requires a number from -1 to 1", (v) => v >= -1 && v <= 1)
  demand("Tasks", input.items, "requires a whole number of at least 2", whole(2))
  demand("Seeds a task", input.seeds, "requires a whole number of at least 1", whole(1))
  demand("Power", power, "requires a number above 1 - level and below 1", (v) => v > 1 - level && v < 1)
  demand("Confidence level", level, "requires a number above 0.5 and below 1", (v) => v > 0.5 && v < 1)
  demand("Cost a task", costPerTask, "requires a number of at least 0", (v) => v >= 0)
  demand("Cost a seed", costPerSeed, "requires a number above 0", (v) => v > 0)
  demand("Tokens a trial", input.tokensPerTrial, "requires a number above 0", (v) => v > 0)
  demand("Tokens a second", input.tokensPerSecond, "requires a number above 0", (v) => v > 0)
  demand("Price of a million tokens", input.price, "requires a number of at least 0", (v) => v >= 0)
  demand("Teams", teams, "requires a whole number of at least 1", whole(1))
  demand("Strategies of the single agent", strategies, "requires a whole number of at least 1", whole(1))
  demand("Coverage", coverage, "requires a number of at least 1", (v) => v >= 1)
  if (input.minimumGamma === undefined && input.items === undefined) {
    throw new InputError({
      what: "Plan",
      value: "neither a Γ to be shown nor a number of tasks",
      limit: "requires at least one of them",
      advice: "Give `minimumGamma` to learn how many tasks it needs, or `items` to learn what they can show."
    })
  }
  return { ...input, power, level, costPerTask, costPerSeed, teams, strategies, coverage }
}

/** Variance over tasks of the influence on log Γ as a + b/S. */
const parts = (checked: Checked, gamma: number): { readonly a: number; readonly b: number } => {
  const { phiS, withinIcc, crossCorrelation } = checked
  const odds = (phi: number): number => Math.max(0, 1 - phi) / phi
  const team = odds(Math.min(1, gamma * phiS))
  const single = odds(phiS)
  return {
    a: Math.max(0, withinIcc * (team + single - 2 * crossCorrelation * Math.sqrt(team * single))),
    b: (1 - withinIcc) * (team + single)
  }
}

const varianceOf = (checked: Checked, gamma: number, seeds: number): number => {
  const { a, b } = parts(checked, gamma)
  return a + b / seeds
}

interface Size {
  readonly items: number
  readonly seeds: number
}

const powerOf = (checked: Checked, of: Size & { readonly gamma: number }): number => {
  const { gamma, items, seeds } = of
  const effect = Math.abs(Math.log(gamma))
  const sigma = Math.sqrt(varianceOf(checked, gamma, seeds))
  if (sigma === 0) return effect > 0 ? 1 : 0
  const degrees = items - 1
  const t = studentQuantile((1 + checked.level) / 2, degrees)
  return noncentralT({ t, degrees, shift: (Math.sqrt(items) * effect) / sigma }).above
}

/** Fewest tasks with the wanted power; `null` beyond {@link mostItems}. */
const itemsFor = (checked: Checked, gamma: number, seeds: number): number | null => {
  const enough = (items: number) => powerOf(checked, { gamma, items, seeds }) >= checked.power
  let above = 2
  while (!enough(above)) {
    if (above > mostItems) return null
    above *= 2
  }
  let below = above === 2 ? 1 : above / 2
  while (above - below > 1) {
    const middle = Math.floor((above + below) / 2)
    if (enough(middle)) above = middle
    else below = middle
  }
  return above
}

/** Γ beyond which harm is not looked for: with so few successes of the team its log is worth nothing. */
const worstHarm = 0.05

const detectableWith = (checked: Checked, of: Size & { readonly harm: boolean }): number | null => {
  const shown = (log: number) => powerOf(checked, { ...of, gamma: Math.exp(log) }) >= checked.power
  const extreme = Math.log(of.harm ? worstHarm : 1 / checked.phiS)
  // The nearest Γ to 1 that is shown. Harm so great that the team hardly ever succeeds is again hard to show.
  const steps = 60
  let hidden = 0
  let seen = 0
  for (let step = 1; seen === 0; step++) {
    if (step > steps) return null
    const next = (extreme * step) / steps
    if (shown(next)) seen = next
    else hidden = next
  }
  while (Math.abs(seen - hidden) > 1e-9) {
    const middle = (hidden + seen) / 2
    if (shown(middle)) seen = middle
    else hidden = middle
  }
  return Math.exp(seen)
}

/** Seeds that minimise n(S)·(c₀ + S·c₁). Without a Γ to be shown, the one of a team as good as the single agent counts. */
const bestSeedsOf = (checked: Checked): number => {
  const { costPerTask, costPerSeed, minimumGamma, phiS } = checked
  const gamma = minimumGamma !== undefined && minimumGamma * phiS <= 1 ? minimumGamma : 1
  const { a, b } = parts(checked, gamma)
  if (b === 0 || costPerTask === 0) return 1
  const ideal = a === 0 ? mostSeeds : Math.min(mostSeeds, Math.sqrt((costPerTask * b) / (costPerSeed * a)))
  const spent = (seeds: number) => (a + b / seeds) * (costPerTask + seeds * costPerSeed)
  const low = Math.max(1, Math.floor(ideal))
  return spent(low) <= spent(low + 1) ? low : low + 1
}

/** More seeds than anybody runs: where arms differ by chance alone, seeds could replace tasks without end. */
const mostSeeds = 100

const expense = (
  checked: Checked,
  items: number | null,
  seeds: number
): Pick<Plan, "trials" | "tokens" | "seconds" | "money"> => {
  const { tokensPerTrial, tokensPerSecond, price, teams, strategies, coverage } = checked
  const tokens =
    items === null || tokensPerTrial === undefined
      ? null
      : items * tokensPerTrial * (teams * seeds + strategies * coverage)
  return {
    trials: items === null ? null : items * seeds * teams,
    tokens,
    seconds: tokens === null || tokensPerSecond === undefined ? null : tokens / tokensPerSecond,
    money: tokens === null || price === undefined ? null : (tokens * price) / 1e6
  }
}

const whyNot = (of: {
  readonly checked: Checked
  readonly reachable: boolean
  readonly harm: boolean
  readonly items: number | null
  readonly detectable: number | null
}): string | undefined => {
  const { checked, reachable, harm, items, detectable } = of
  const most = (1 / checked.phiS).toPrecision(4)
  if (!reachable)
    return `Γ = ${checked.minimumGamma} is out of reach: no team can score above 1, so Γ is at most ${most}`
  if (items === null) return `more than ${mostItems} tasks would be needed`
  if (detectable === null && harm) return `with ${items} tasks no harm would be shown`
  if (detectable === null) return `with ${items} tasks not even the largest possible Γ, ${most}, would be shown`
  return undefined
}

const notesOf = (checked: Checked, items: number | null): ReadonlyArray<string> => [
  ...(items !== null && items < 30
    ? ["fewer than 30 tasks: how often the interval holds was checked from 30 on; plan for 30"]
    : []),
  ...(checked.tokensPerTrial === undefined
    ? []
    : [
        `tokens: ${checked.teams} × seeds + ${checked.strategies} single-agent strategies × ${checked.coverage} trials a task`
      ])
]
