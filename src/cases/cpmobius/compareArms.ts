import { mean } from "../../stats/mean.js"
import type { EvaluationRecord, Spending } from "./CpmobiusEvent.js"
import type { CpmobiusRun } from "./CpmobiusRun.js"
import { deltaSignalToNoise } from "./deltaNoise.js"
import { type TrainingGain, trainingGain } from "./trainingGain.js"

/** What training budgets are matched in. */
export type TrainingUnit = "rollouts" | "flops"

/** One way of training: its finished runs, one a seed. */
export interface TrainingArm {
  readonly id: string
  /** In the same order of seeds in every arm. */
  readonly runs: ReadonlyArray<CpmobiusRun>
}

/** Mean accuracies of an arm where its budget was spent up to a point. */
export interface CurvePoint {
  readonly budget: number
  readonly overall: number | null
  readonly outOfDistribution: number | null
}

/** One arm as it stood when the common budget was spent. */
export interface ArmOutcome {
  readonly id: string
  readonly seeds: number
  /** Shape: one a seed; `null` where nothing was evaluated. */
  readonly overall: ReadonlyArray<number | null>
  readonly outOfDistribution: ReadonlyArray<number | null>
  readonly curve: ReadonlyArray<CurvePoint>
  /** Means over seeds, whole runs; `null` where a part is unknown. */
  readonly steps: number
  readonly acceptance: number | null
  readonly precision: number | null
  readonly duplicates: number | null
  /** Share of ill-posed problems among those proposed, over the first and the last quarter of the steps. */
  readonly illPosedFirst: number | null
  readonly illPosedLast: number | null
  /** Signal-to-noise ratio of Δ in a single step. */
  readonly signalToNoise: number | null
  readonly collapses: number
  readonly cost: ArmCost
}

/** Charged consumption of an arm at the end of its runs, means over seeds. Tokens are prompt + sampled. */
export interface ArmCost {
  readonly rollouts: number
  readonly flops: number | null
  readonly proposeTokens: number | null
  readonly solveTokens: number | null
  readonly probeTokens: number | null
  readonly coachTrainedTokens: number
  readonly playerTrainedTokens: number
}

/** The first arm over each other one. */
export interface ArmContrast {
  readonly first: string
  readonly second: string
  readonly overall: TrainingGain | null
  readonly outOfDistribution: TrainingGain | null
  /** Γ_train overall where both arms have spent so much; the last point is the headline's budget. */
  readonly gammaOverBudget: ReadonlyArray<{
    readonly budget: number
    readonly gamma: number | null
    readonly lower: number | null
    readonly upper: number | null
  }>
}

/** Arms side by side at one budget. */
export interface ArmComparison {
  readonly unit: TrainingUnit
  readonly budget: number
  readonly arms: ReadonlyArray<ArmOutcome>
  readonly contrasts: ReadonlyArray<ArmContrast>
}

const spentIn = (spent: Spending, unit: TrainingUnit): number | null => spent[unit]

/**
 * The last evaluation of a run that lies within a budget: nobody is credited for what was learned beyond it. `undefined`
 * where even the first one lies beyond, or the consumption is not known.
 */
export const evaluationAt = (run: CpmobiusRun, unit: TrainingUnit, budget: number): EvaluationRecord | undefined =>
  run.evaluations.findLast(({ spent }) => (spentIn(spent, unit) ?? Number.POSITIVE_INFINITY) <= budget)

const meanKnown = (values: ReadonlyArray<number | null | undefined>): number | null => {
  const known = values.flatMap((value) => value ?? [])
  return known.length === values.length && known.length > 0 ? mean(known) : null
}

/** Mean over the values that there are. */
const meanOfSome = (values: ReadonlyArray<number | null | undefined>): number | null => {
  const known = values.flatMap((value) => value ?? [])
  return known.length === 0 ? null : mean(known)
}

const tokensOf = (spent: Spending, purpose: "propose" | "solve" | "probe"): number | null => {
  const { promptTokens, sampledTokens } = spent[purpose]
  return promptTokens === null || sampledTokens === null ? null : promptTokens + sampledTokens
}

const costOf = (runs: ReadonlyArray<CpmobiusRun>): ArmCost => {
  const spent = runs.flatMap(({ steps, end }) => end?.spent ?? steps.at(-1)?.spent ?? [])
  const over = (read: (one: Spending) => number | null): number | null => meanKnown(spent.map(read))
  return {
    rollouts: over(({ rollouts }) => rollouts) ?? 0,
    flops: over(({ flops }) => flops),
    proposeTokens: over((one) => tokensOf(one, "propose")),
    solveTokens: over((one) => tokensOf(one, "solve")),
    probeTokens: over((one) => tokensOf(one, "probe")),
    coachTrainedTokens: over(({ coach }) => coach.trained) ?? 0,
    playerTrainedTokens: over(({ player }) => player.trained) ?? 0
  }
}

const outcomeOf = (
  { id, runs }: TrainingArm,
  unit: TrainingUnit,
  budget: number,
  grid: ReadonlyArray<number>
): ArmOutcome => {
  const at = (point: number) => runs.map((run) => evaluationAt(run, unit, point))
  const steps = runs.flatMap((run) => run.steps)
  const quarter = (last: boolean) =>
    runs.flatMap((run) => {
      const size = Math.max(1, Math.floor(run.steps.length / 4))
      return (last ? run.steps.slice(-size) : run.steps.slice(0, size)).map(({ illPosed }) => illPosed)
    })
  return {
    id,
    seeds: runs.length,
    overall: at(budget).map((one) => one?.overall ?? null),
    outOfDistribution: at(budget).map((one) => one?.outOfDistribution ?? null),
    curve: grid.map((point) => {
      const read = at(point)
      return {
        budget: point,
        overall: meanKnown(read.map((one) => one?.overall)),
        outOfDistribution: meanKnown(read.map((one) => one?.outOfDistribution))
      }
    }),
    steps: runs.length === 0 ? 0 : steps.length / runs.length,
    acceptance: meanOfSome(steps.map(({ acceptance }) => acceptance)),
    precision: meanOfSome(steps.map(({ precision }) => precision)),
    duplicates: meanOfSome(steps.map(({ duplicates }) => duplicates)),
    illPosedFirst: meanOfSome(quarter(false)),
    illPosedLast: meanOfSome(quarter(true)),
    signalToNoise: meanOfSome(runs.map((run) => deltaSignalToNoise(run.steps.flatMap(({ g }) => g ?? [])))),
    collapses: runs.reduce((sum, run) => sum + run.collapses.length, 0),
    cost: costOf(runs)
  }
}

const gainOf = (first: ReadonlyArray<number | null>, second: ReadonlyArray<number | null>, level: number) => {
  const [a, b] = [first.flatMap((value) => value ?? []), second.flatMap((value) => value ?? [])]
  return a.length === first.length && b.length === second.length && a.length > 0
    ? trainingGain({ first: a, second: b, level })
    : null
}

/**
 * Compares ways of training at equal budgets: every arm is read at its last evaluation within the budget, the first arm is held
 * against each of the others by {@link trainingGain}, overall and out of distribution, and over smaller budgets.
 *
 * Shape: at least 2 arms with the same seeds in the same order. Unit: rollouts (Player answers, rejected, surplus and probes
 * among them) or FLOPs; the budget's default is the smallest of what the runs have spent. `points` of the curve, default 8.
 * Assumes: evaluations are frequent: an arm is credited only for what it had learned at the last one.
 * Errors: RangeError for fewer than 2 arms, arms without runs or with different numbers of seeds. A budget that lies before an
 * arm's first evaluation gives `null`.
 *
 * @category cpmobius
 */
export const compareArms = (
  arms: ReadonlyArray<TrainingArm>,
  options: {
    readonly unit: TrainingUnit
    readonly budget?: number
    readonly level?: number
    readonly points?: number
  }
): ArmComparison => {
  const { unit, level = 0.95, points = 8 } = options
  const [reference, ...others] = arms
  if (reference === undefined || others.length === 0 || reference.runs.length === 0) {
    throw new RangeError(`Arms: ${arms.length}; requires at least 2, each with a run`)
  }
  const uneven = others.find(({ runs }) => runs.length !== reference.runs.length)
  if (uneven !== undefined) {
    throw new RangeError(
      `Seeds of ${uneven.id}: ${uneven.runs.length}; requires ${reference.runs.length}, as ${reference.id} has`
    )
  }
  const spent = arms.flatMap(({ runs }) => runs.flatMap((run) => run.evaluations.at(-1)?.spent[unit] ?? []))
  const budget = options.budget ?? Math.min(...spent)
  const grid = Array.from({ length: points }, (_, index) => ((index + 1) / points) * budget)
  const outcomes = arms.map((arm) => outcomeOf(arm, unit, budget, grid))
  const [first, ...rest] = outcomes
  if (first === undefined) throw new Error("there is a first arm")
  const overallAt = (arm: TrainingArm, point: number) =>
    arm.runs.map((run) => evaluationAt(run, unit, point)?.overall ?? null)
  return {
    unit,
    budget,
    arms: outcomes,
    contrasts: rest.map((second, index) => {
      const arm = others[index] ?? reference
      return {
        first: first.id,
        second: second.id,
        overall: gainOf(first.overall, second.overall, level),
        outOfDistribution: gainOf(first.outOfDistribution, second.outOfDistribution, level),
        gammaOverBudget: grid.map((point) => {
          const gain = gainOf(overallAt(reference, point), overallAt(arm, point), level)
          return {
            budget: point,
            gamma: gain?.gamma ?? null,
            lower: gain?.lower ?? null,
            upper: gain?.upper ?? null
          }
        })
      }
    })
  }
}
