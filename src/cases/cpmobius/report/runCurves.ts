import { mean } from "../../../stats/mean.js"
import type { ProblemRecord } from "../CpmobiusEvent.js"
import type { CpmobiusRun } from "../CpmobiusRun.js"
import type { TrainingUnit } from "../compareArms.js"
import { deltaSignalToNoise } from "../deltaNoise.js"
import type { EvaluationPoint, StepPoint } from "./TrainingReport.js"

/** Steps that the running signal-to-noise ratio looks back on. */
const window = 20

const disagreement = ({ counts }: ProblemRecord): number | null => {
  const all = counts.reduce((sum, { count }) => sum + count, 0)
  const top = Math.max(0, ...counts.flatMap(({ key, count }) => (key === null ? [] : [count])))
  return all === 0 ? null : 1 - top / all
}

const meanOf = (values: ReadonlyArray<number | null>): number | null => {
  const known = values.flatMap((value) => value ?? [])
  return known.length === 0 ? null : mean(known)
}

/** Whether the trainer's divergence and entropy are those of a distribution; a text memory has none. */
const hasDistribution = (run: CpmobiusRun): boolean => !run.start.trainer.id.startsWith("in-context")

/** What is drawn over the iterations of a run, out of its ledger. */
export const stepPoints = (run: CpmobiusRun): ReadonlyArray<StepPoint> => {
  const proposed = new Map<number, Array<ProblemRecord>>()
  for (const problem of run.problems) {
    const list = proposed.get(problem.step) ?? []
    list.push(problem)
    proposed.set(problem.step, list)
  }
  const gains: Array<number> = []
  return run.steps.map((record) => {
    if (record.g !== null) gains.push(record.g)
    const recent = gains.slice(-window)
    const learned = hasDistribution(run) ? record.player : null
    return {
      step: record.step,
      probe: record.accuracy,
      g: record.g,
      signalToNoise: recent.length < 5 ? null : deltaSignalToNoise(recent),
      acceptance: record.acceptance,
      ties: record.ties,
      none: record.none,
      duplicates: record.duplicates,
      agreement: record.agreement,
      difficulty: meanOf((proposed.get(record.step) ?? []).map(disagreement)),
      precision: record.precision,
      illPosed: record.illPosed,
      kl: learned?.kl ?? null,
      entropy: learned?.entropy ?? null,
      answerTokens: record.answerTokens,
      problemTokens: record.problemTokens
    }
  })
}

/** Held-out accuracies of a run. */
export const evaluationPoints = (run: CpmobiusRun, unit: TrainingUnit): ReadonlyArray<EvaluationPoint> =>
  run.evaluations.map(({ step, spent, overall, outOfDistribution }) => ({
    step,
    budget: spent[unit],
    overall,
    outOfDistribution
  }))
