import { competes } from "../design/competes.js"
import { InputError } from "../errors/InputError.js"
import type { Ledger } from "../ledger/Ledger.js"
import { mean } from "../stats/mean.js"
import { sampleCovariance } from "../stats/sampleCovariance.js"
import { sampleVariance } from "../stats/sampleVariance.js"
import { checkGainInput } from "./checkGainInput.js"
import { estimatesFromLedger } from "./estimatesFromLedger.js"
import type { Scores } from "./GainInput.js"
import { samplesOf } from "./samplesOf.js"

/** What a small run says about the numbers that a plan rests on; `null` with a note where it cannot say. */
export interface Pilot {
  readonly phiM: number
  readonly phiS: number
  /** Intraclass correlation of the seeds of a task, mean over the arms that have several seeds; 0 to 1. */
  readonly withinIcc: number | null
  /** Correlation over tasks of the two arms' chances of success; −1 to 1. */
  readonly crossCorrelation: number | null
  readonly items: number
  readonly notes: ReadonlyArray<string>
}

/** A pilot read from a run: one team on one task. */
export interface LedgerPilot extends Pilot {
  readonly system: string
  readonly task: string
  /** Strategy of the single agent whose samples were read. */
  readonly single: string
  /** Mean cost of a trial of the team, in the matched dimension; `null` is unknown. */
  readonly costPerTrial: number | null
  readonly dimension: string
  /** Strategies that the single agent tried. */
  readonly strategies: number
}

/**
 * Estimates from pilot scores what {@link planStudy} asks for.
 *
 * Shape: items × seeds, both arms with the same items in the same order; at least one arm with 2 seeds an item.
 * Unit: scores in `range` (default [0, 1]); results as in {@link Pilot}.
 * Assumes: seeds of one item are exchangeable. An arm with one seed an item is taken to have the other arm's correlation.
 * Errors: InputError as for `estimateGain`. A correlation is `null` where no arm has 2 seeds, or where tasks do not differ.
 * Source: analysis of variance: ρ = (MSB − MSW)/(MSB + (S₀ − 1)·MSW), with S₀ the size for unequal numbers of seeds
 * (Donner 1986); correction for attenuation: r = corr(m, s)/√(rel_M·rel_S), rel = Sρ/(1 + (S − 1)ρ) (Spearman 1904).
 *
 * @category gain
 */
export const pilotOf = (scores: {
  readonly team: Scores
  readonly single: Scores
  readonly range?: readonly [number, number]
}): Pilot => {
  const { team, singles } = checkGainInput(scores)
  const [low, high] = scores.range ?? [0, 1]
  const scaled = (arm: Scores): Scores => arm.map((row) => row.map((score) => (score - low) / (high - low)))
  const items = team.means.length
  const single = singles[0]?.means ?? []
  if (items < 2) {
    const limit = "requires at least 2 tasks in both arms"
    throw new InputError({
      what: "Pilot",
      value: `${items} tasks`,
      limit,
      advice: "Run a few tasks with 2 seeds each."
    })
  }
  const teamIcc = intraclass(scaled(scores.team))
  const singleIcc = intraclass(scaled(scores.single))
  const known = [teamIcc, singleIcc].filter((icc) => icc !== null)
  const withinIcc = known.length === 0 ? null : mean(known)
  const attenuation = (icc: number | null, arm: Scores): number => {
    const rho = icc ?? withinIcc ?? 0
    const seeds = arm.length / arm.reduce((sum, row) => sum + 1 / row.length, 0)
    return (seeds * rho) / (1 + (seeds - 1) * rho)
  }
  const reliability = attenuation(teamIcc, scores.team) * attenuation(singleIcc, scores.single)
  const spread = sampleVariance(team.means) * sampleVariance(single)
  const crossCorrelation =
    reliability > 0 && spread > 0
      ? Math.max(-1, Math.min(1, sampleCovariance(team.means, single) / Math.sqrt(spread * reliability)))
      : null
  return {
    phiM: mean(team.means),
    phiS: mean(single),
    withinIcc,
    crossCorrelation,
    items,
    notes: [
      ...(withinIcc === null
        ? ["the within-arm correlation is not estimable: no arm has 2 seeds a task, or no score varies"]
        : []),
      ...(withinIcc !== null && (teamIcc === null || singleIcc === null)
        ? [`the within-arm correlation is that of the ${teamIcc === null ? "single agent" : "team"} alone`]
        : []),
      ...(withinIcc !== null && crossCorrelation === null
        ? ["the cross-arm correlation is not estimable: an arm's tasks do not differ"]
        : []),
      ...(items < 30 ? [`few tasks: correlations from ${items} tasks are rough`] : [])
    ]
  }
}

/** One-way analysis of variance; `null` where no task has 2 seeds or nothing varies. */
const intraclass = (scores: Scores): number | null => {
  const trials = scores.reduce((sum, row) => sum + row.length, 0)
  const tasks = scores.length
  if (trials === tasks) return null
  const grand = mean(scores.flat())
  let between = 0
  let within = 0
  for (const row of scores) {
    const centre = mean(row)
    between += row.length * (centre - grand) ** 2
    for (const score of row) within += (score - centre) ** 2
  }
  const betweenMean = between / (tasks - 1)
  const withinMean = within / (trials - tasks)
  const size = (trials - scores.reduce((sum, row) => sum + row.length ** 2, 0) / trials) / (tasks - 1)
  const total = betweenMean + (size - 1) * withinMean
  return total > 0 ? Math.max(0, Math.min(1, (betweenMean - withinMean) / total)) : null
}

/**
 * Reads a pilot for every team of a ledger.
 *
 * The single agent's correlations come from the raw samples of the strategy that scores best in one run; its mean score is
 * that of the saturated single agent at the team's cost, where the run can say.
 *
 * Shape: one entry a team that has at least 2 complete items, in the order of `estimatesFromLedger`'s parity rows.
 * Assumes: as {@link pilotOf}.
 *
 * @category gain
 */
export const pilotsFromLedger = (ledger: Ledger): ReadonlyArray<LedgerPilot> => {
  const arms = samplesOf(ledger)
  return estimatesFromLedger(ledger)
    .filter((row) => row.comparison === "parity")
    .flatMap((row) => {
      const team = arms.find(
        ({ arm, task }) => task.id === row.task && arm.role === "team" && arm.blueprint.id === row.system
      )
      if (team === undefined) return []
      const singles = arms.filter(({ arm }) => arm.role === "single" && competes(team.arm, arm))
      const pilots = singles.flatMap((single) => {
        const complete = team.items
          .map((_, item) => item)
          .filter((item) => [team, single].every((arm) => arm.samples[item]?.every((sample) => sample !== null)))
        const scores = (arm: typeof team): Scores =>
          complete.map((item) => (arm.samples[item] ?? []).map((sample) => sample?.score ?? 0))
        return complete.length < 2
          ? []
          : [{ name: single.arm.blueprint.id, pilot: pilotOf({ team: scores(team), single: scores(single) }) }]
      })
      // Greedy strategies have one sample: they can tell nothing about seeds.
      const telling = pilots.filter(({ pilot }) => pilot.withinIcc !== null)
      const best = (telling.length > 0 ? telling : pilots).reduce<(typeof pilots)[number] | null>(
        (one, other) => (one === null || other.pilot.phiS > one.pilot.phiS ? other : one),
        null
      )
      if (best === null) return []
      return [
        {
          ...best.pilot,
          phiS: row.phiS ?? best.pilot.phiS,
          system: row.system,
          task: row.task,
          single: best.name,
          costPerTrial: row.budget.team,
          dimension: row.budget.dimension,
          strategies: singles.length
        }
      ]
    })
}
