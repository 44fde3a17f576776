import * as Effect from "effect/Effect"
import { InputError } from "../../../errors/InputError.js"
import { formatInterval } from "../../../report/format/formatInterval.js"
import { formatPoint } from "../../../report/format/formatPoint.js"
import { formatShare } from "../../../report/format/formatShare.js"
import { mean } from "../../../stats/mean.js"
import type { Spending } from "../CpmobiusEvent.js"
import type { CpmobiusRun } from "../CpmobiusRun.js"
import { type ArmComparison, compareArms, evaluationAt, type TrainingUnit } from "../compareArms.js"
import { deltaSignalToNoise } from "../deltaNoise.js"
import type { FoundRun, TrainingRecords } from "../study/readTraining.js"
import type { StageSeconds } from "../study/StageSeconds.js"
import { type TrainingGain, trainingGain } from "../trainingGain.js"
import { voteBreakEven } from "../voteBreakEven.js"
import { armWords, isWithoutCoach } from "./armWords.js"
import { evaluationPoints, stepPoints } from "./runCurves.js"
import { scopeWords } from "./scopeWords.js"
import type {
  ArmReport,
  BreakEvenReport,
  CoachAnswer,
  ContrastReport,
  CostReport,
  GalleryReport,
  GuardReport,
  RunCurves,
  TrainingReport
} from "./TrainingReport.js"

/** How the comparison is made. */
export interface TrainingReportOptions {
  readonly title?: string
  /** Default: FLOPs where all runs know theirs, else rollouts; rollouts in the simulated world. */
  readonly unit?: TrainingUnit
  /** Default: the least that any run has spent. */
  readonly budget?: number
  /** Default .95. */
  readonly level?: number
}

interface Group {
  readonly id: string
  readonly found: ReadonlyArray<FoundRun>
}

/** Least share of the common budget at which a run may be read: below, it would stand for much less training than the other. */
const leastRead = 0.6

/** Problems of the gallery: so many at so many points of the first seed's run. */
const galleryPoints = 4
const problemsAtPoint = 3

const meanKnown = (values: ReadonlyArray<number | null | undefined>): number | null => {
  const known = values.flatMap((value) => value ?? [])
  return known.length === values.length && known.length > 0 ? mean(known) : null
}

const meanOfSome = (values: ReadonlyArray<number | null>): number | null => {
  const known = values.flatMap((value) => value ?? [])
  return known.length === 0 ? null : mean(known)
}

const scopeOf = (runs: ReadonlyArray<FoundRun>): TrainingReport["scope"] => {
  const scopes = new Set(
    runs.map(({ run, notes }): TrainingReport["scope"] => {
      const { id } = run.start.trainer
      if (id.startsWith("simulated")) return "simulated"
      if (id.startsWith("in-context")) return "in-context"
      return notes.length > 0 ? "imported" : "weights"
    })
  )
  const [only] = scopes
  return scopes.size === 1 && only !== undefined ? only : "mixed"
}

const gainOver = (
  first: ReadonlyArray<number | null>,
  second: ReadonlyArray<number | null>,
  level: number
): TrainingGain | null => {
  const [a, b] = [first.flatMap((value) => value ?? []), second.flatMap((value) => value ?? [])]
  return a.length === first.length && b.length === second.length && a.length > 0
    ? trainingGain({ first: a, second: b, level })
    : null
}

const baseOf = (run: CpmobiusRun) => run.evaluations.find(({ step }) => step === 0)

const armReport = (
  { id, found }: Group,
  outcome: ArmComparison["arms"][number],
  curves: ReadonlyArray<RunCurves>,
  { level, unit, budget }: { readonly level: number; readonly unit: TrainingUnit; readonly budget: number }
): ArmReport => {
  const readAt = (run: CpmobiusRun): number | null => {
    const spent = evaluationAt(run, unit, budget)?.spent[unit] ?? null
    return spent === null ? null : spent / budget
  }
  const own = curves.filter(({ arm }) => arm === id)
  const points = own.flatMap((one) => one.points)
  const bases = found.map(({ run }) => baseOf(run))
  const over = (part: "overall" | "outOfDistribution") =>
    gainOver(
      outcome[part],
      bases.map((one) => one?.[part] ?? null),
      level
    )
  return {
    id,
    is: armWords(id),
    steps: own.length === 0 ? 0 : points.length / own.length,
    seeds: found.map(({ seed, run }, index) => ({
      seed,
      readAt: readAt(run),
      overall: outcome.overall[index] ?? null,
      outOfDistribution: outcome.outOfDistribution[index] ?? null
    })),
    overall: meanKnown(outcome.overall),
    outOfDistribution: meanKnown(outcome.outOfDistribution),
    learned: over("overall"),
    learnedOutOfDistribution: over("outOfDistribution"),
    acceptance: meanOfSome(points.map(({ acceptance }) => acceptance)),
    precision: meanOfSome(points.map(({ precision }) => precision)),
    duplicates: meanOfSome(points.map(({ duplicates }) => duplicates)),
    illPosedFirst: outcome.illPosedFirst,
    illPosedLast: outcome.illPosedLast,
    signalToNoise: meanOfSome(own.map((one) => deltaSignalToNoise(one.points.flatMap(({ g }) => g ?? [])))),
    collapses: outcome.collapses,
    rollbacks: found.reduce((sum, { run }) => sum + run.rollbacks.length, 0)
  }
}

const tokens = (spent: Spending, purpose: "propose" | "solve" | "probe" | "evaluation"): number | null => {
  const { promptTokens, sampledTokens } = spent[purpose]
  return promptTokens === null || sampledTokens === null ? null : promptTokens + sampledTokens
}

/** Both roles have as many parameters: one simulated size, or one file behind both. */
const sameSize = ({ start, policies }: CpmobiusRun): boolean => {
  const digests = policies.filter(({ cause }) => cause === "start").map(({ digest }) => digest)
  return start.trainer.id.startsWith("simulated") || start.trainer.sharedWeights || new Set(digests).size === 1
}

const secondsOf = (found: ReadonlyArray<FoundRun>): StageSeconds | null => {
  const known = found.flatMap(({ seconds }) => seconds ?? [])
  if (known.length < found.length || known.length === 0) return null
  const over = (part: keyof StageSeconds): number => mean(known.map((one) => one[part]))
  return {
    coach: over("coach"),
    player: over("player"),
    coachTraining: over("coachTraining"),
    playerTraining: over("playerTraining"),
    other: over("other")
  }
}

const costReport = ({ id, found }: Group): CostReport => {
  const spent = found.flatMap(({ run }) => run.end?.spent ?? run.steps.at(-1)?.spent ?? run.firstProbe?.spent ?? [])
  const over = (read: (one: Spending) => number | null): number | null => meanKnown(spent.map(read))
  const all = {
    propose: over((one) => tokens(one, "propose")),
    solve: over((one) => tokens(one, "solve")),
    probe: over((one) => tokens(one, "probe")),
    coachForward: over(({ coach }) => coach.forward) ?? 0,
    coachTrained: over(({ coach }) => coach.trained) ?? 0,
    playerForward: over(({ player }) => player.forward) ?? 0,
    playerTrained: over(({ player }) => player.trained) ?? 0,
    evaluation: over((one) => tokens(one, "evaluation"))
  }
  const flops = over((one) => one.flops)
  const { propose, solve, probe } = all
  const work = {
    propose: 2 * (propose ?? 0),
    solve: 2 * (solve ?? 0),
    probe: 2 * (probe ?? 0),
    coachTraining: 2 * all.coachForward + 6 * all.coachTrained,
    playerTraining: 2 * all.playerForward + 6 * all.playerTrained
  }
  const total = Object.values(work).reduce((sum, one) => sum + one, 0)
  const split =
    flops !== null &&
    total > 0 &&
    propose !== null &&
    solve !== null &&
    probe !== null &&
    found.every(({ run }) => sameSize(run))
  const share = (one: number): number => ((flops ?? 0) * one) / total
  return {
    arm: id,
    rollouts: over(({ rollouts }) => rollouts) ?? 0,
    flops,
    tokens: all,
    flopsByRole: split
      ? {
          propose: share(work.propose),
          solve: share(work.solve),
          probe: share(work.probe),
          coachTraining: share(work.coachTraining),
          playerTraining: share(work.playerTraining)
        }
      : null,
    seconds: secondsOf(found)
  }
}

const breakEvenOf = (
  groups: ReadonlyArray<Group>,
  records: TrainingRecords,
  at: { readonly unit: TrainingUnit; readonly budget: number }
): TrainingReport["breakEven"] => {
  const { votes } = records
  if (votes.length === 0) {
    return { arms: [], reason: "the untrained Player’s votes were not sampled (`--votes`)" }
  }
  const arms: Array<BreakEvenReport> = []
  for (const { id, found } of groups) {
    const pairs = found.flatMap(({ seed, run }) => {
      const own = votes.find((one) => one.seed === seed)
      const end = evaluationAt(run, at.unit, at.budget)
      const { overall, spent } = end ?? { overall: null, spent: null }
      return own === undefined || overall === null || spent === null || spent.flops === null || own.answerFlops === null
        ? []
        : [{ counts: own.counts, answerFlops: own.answerFlops, accuracy: overall, flops: spent.flops }]
    })
    if (pairs.length < found.length || pairs.length === 0) continue
    const accuracy = mean(pairs.map((one) => one.accuracy))
    const trainingFlops = mean(pairs.map(({ flops }) => flops))
    const answerFlops = mean(pairs.map((one) => one.answerFlops))
    const counts = pairs.flatMap((one) => one.counts)
    arms.push({
      arm: id,
      accuracy,
      trainingFlops,
      answerFlops,
      ...voteBreakEven({ counts, accuracy, trainingFlops, answerFlops })
    })
  }
  return { arms, reason: arms.length > 0 ? null : "FLOPs of training or of an answer are not known" }
}

const guardOf = (groups: ReadonlyArray<Group>): TrainingReport["guard"] => ({
  on: groups.some(({ found }) => found.some(({ run }) => run.start.config.guard !== null)),
  events: groups.flatMap(({ id, found }) =>
    found.flatMap(
      ({ seed, run }): ReadonlyArray<GuardReport> => [
        ...run.collapses.map(
          ({ step, signal, value, bound, restored }): GuardReport => ({
            arm: id,
            seed,
            step,
            kind: "collapse",
            what: `${signal} ${value.toPrecision(3)}, bound ${bound.toPrecision(3)}`,
            restored
          })
        ),
        ...run.rollbacks.map(
          ({ step, outcome }): GuardReport => ({
            arm: id,
            seed,
            step,
            kind: "rollback",
            what: outcome === "reload" ? "the best Player was reloaded" : "the rule fired before any Player was saved",
            restored: null
          })
        )
      ]
    )
  )
})

const galleryOf = (groups: ReadonlyArray<Group>): ReadonlyArray<GalleryReport> =>
  groups.flatMap(({ id, found }) => {
    const first = found[0]
    if (first === undefined || first.run.problems.length === 0) return []
    const steps = [...new Set(first.run.problems.map(({ step }) => step))].sort((a, b) => a - b)
    const chosen = new Set(
      Array.from(
        { length: galleryPoints },
        (_, index) => steps[Math.round((index * (steps.length - 1)) / (galleryPoints - 1))]
      )
    )
    return [...chosen].flatMap((step) =>
      first.run.problems
        .filter((one) => one.step === step && one.problem !== null)
        .slice(0, problemsAtPoint)
        .map(
          ({ problem, counts, fate, audit, coachReward }): GalleryReport => ({
            arm: id,
            seed: first.seed,
            step: step ?? 0,
            problem: problem ?? "",
            counts,
            fate,
            audit,
            coachReward
          })
        )
    )
  })

const answers = { positive: "yes", harmful: "no", inconclusive: "not-shown", "not-estimable": "not-known" } as const

/** The sentence that says whether the Coach is worth its compute: the full loop against the best arm without a learning one. */
const coachAnswer = (
  contrasts: ReadonlyArray<ContrastReport>,
  arms: ReadonlyArray<ArmReport>,
  scope: TrainingReport["scope"]
): CoachAnswer | null => {
  const rivals = contrasts.filter(
    ({ first, second }) => (first.split("/").at(-1) ?? first) === "full" && isWithoutCoach(second)
  )
  const score = ({ second }: ContrastReport): number => arms.find(({ id }) => id === second)?.overall ?? -1
  const best = [...rivals].sort((a, b) => score(b) - score(a))[0]
  if (best === undefined) return null
  const gain = best.overall
  const answer = gain === null ? "not-known" : answers[gain.verdict]
  const where = scopeWords[scope].where
  const told =
    gain === null || gain.gamma === null
      ? "no number is known"
      : `Γ ${formatPoint(gain.gamma)}${gain.lower === null ? "" : ` ${formatInterval(gain.lower, gain.upper)}`}`
  const sentence = {
    yes: `Yes, ${where}: at the same budget the full loop ends above ${best.second} (${told}).`,
    no: `No, ${where}: at the same budget the full loop ends below ${best.second} (${told}).`,
    "not-shown": `Not shown ${where}: at the same budget the full loop and ${best.second} cannot be told apart (${told}).`,
    "not-known": `Not known ${where}: ${best.reason ?? gain?.reason ?? "some run has no held-out accuracy within the budget"}.`
  }[answer]
  return { against: best.second, answer, sentence }
}

const unique = (texts: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set(texts)]

/**
 * Puts the runs of a Coach–Player study side by side at equal training budgets: Γ_train of the first arm over each other one,
 * curves of every seed, spending by role, break-even of the arm without training, guard events, and problems over time.
 *
 * Assumes: arms of one name are one way of training; only seeds that every arm has are compared.
 * Errors: InputError where there is nothing to compare or a budget lies beyond what a run has spent.
 *
 * @category cpmobius
 */
export const buildTrainingReport = Effect.fnUntraced(function* (
  records: TrainingRecords,
  options: TrainingReportOptions = {}
): Effect.fn.Return<TrainingReport, InputError> {
  const refuse = (value: string, limit: string, advice: string) =>
    new InputError({ what: "Comparison of training", value, limit, advice })
  const ids = unique(records.runs.map(({ arm }) => arm))
  const seedsOf = (id: string) => records.runs.filter(({ arm }) => arm === id).map(({ seed }) => seed)
  const seeds = seedsOf(ids[0] ?? "")
    .filter((seed) => ids.every((id) => seedsOf(id).includes(seed)))
    .sort((a, b) => a - b)
  if (seeds.length === 0) {
    return yield* refuse(
      ids.map((id) => `${id}: ${seedsOf(id).join(", ")}`).join("; "),
      "requires a seed that every arm has",
      "Arms are compared seed by seed: finish the missing runs, or give folders with the same seeds."
    )
  }
  const groups = ids.map(
    (id): Group => ({
      id,
      found: seeds.flatMap((seed) => records.runs.find((one) => one.arm === id && one.seed === seed) ?? [])
    })
  )
  const shown = groups.flatMap(({ found }) => found)
  const scope = scopeOf(shown)
  const known = shown.every(({ run }) => run.evaluations.at(-1)?.spent.flops != null)
  const unit = options.unit ?? (scope === "simulated" || !known ? "rollouts" : "flops")
  const level = options.level ?? 0.95
  const ends = shown.map(({ run }) => run.evaluations.at(-1)?.spent[unit] ?? null)
  const least = Math.min(...ends.map((end) => end ?? Number.NaN))
  const budget = options.budget ?? least
  if (!Number.isFinite(budget)) {
    return yield* refuse(
      unit,
      "is not known of every run at its last evaluation",
      "Compare in rollouts, or evaluate on held-out items."
    )
  }
  const [reference] = groups
  if (reference === undefined) return yield* refuse("no runs", "requires at least one", "Give the folder of a study.")
  const trained = groups.map(({ id, found }) => ({ id, runs: found.map(({ run }) => run) }))
  // With one arm there is no contrast; it is compared with itself, and the contrast left out.
  const [first] = trained
  const comparison = compareArms(first !== undefined && trained.length === 1 ? [first, first] : trained, {
    unit,
    budget,
    level
  })
  const curves = groups.flatMap(({ id, found }) =>
    found.map(
      ({ seed, run, points }): RunCurves => ({
        arm: id,
        seed,
        points: points ?? stepPoints(run),
        evaluations: evaluationPoints(run, unit)
      })
    )
  )
  const arms = groups.flatMap((group, index) => {
    const outcome = comparison.arms[index]
    return outcome === undefined ? [] : [armReport(group, outcome, curves, { level, unit, budget })]
  })
  const farFrom = (id: string): string | null => {
    const shares = arms.find((arm) => arm.id === id)?.seeds.map(({ readAt }) => readAt ?? 0) ?? []
    const least = Math.min(...shares)
    return least >= leastRead
      ? null
      : `the last evaluation of ${id} within the budget came at ${formatShare(least)} of it: evaluate more often (evaluateEvery), or compare at another budget (--at)`
  }
  const contrastOf = ({ gammaOverBudget, ...one }: ArmComparison["contrasts"][number]): ContrastReport => {
    const reason = farFrom(one.first) ?? farFrom(one.second)
    return reason === null
      ? { ...one, reason, overBudget: gammaOverBudget }
      : { ...one, reason, overall: null, outOfDistribution: null, overBudget: [] }
  }
  const gammaTrain = trained.length === 1 ? [] : comparison.contrasts.map(contrastOf)
  const base = (part: "overall" | "outOfDistribution") =>
    meanKnown(reference.found.map(({ run }) => baseOf(run)?.[part]))
  const items = reference.found[0]?.run.start.items
  return {
    version: 1,
    title: options.title ?? (gammaTrain.length === 0 ? "What was learned?" : "Is a Coach worth its compute?"),
    scope,
    trainers: unique(shown.map(({ run }) => run.start.trainer.id)),
    unit,
    budget,
    level,
    seeds,
    base: { overall: base("overall"), outOfDistribution: base("outOfDistribution") },
    held: {
      overall: items?.held ?? 0,
      outOfDistribution: items?.outOfDistribution ?? 0,
      probe: items?.probe ?? 0
    },
    coach: coachAnswer(gammaTrain, arms, scope),
    arms,
    gammaTrain,
    curves,
    cost: groups.map(costReport),
    breakEven: breakEvenOf(groups, records, { unit, budget }),
    guard: guardOf(groups),
    gallery: galleryOf(groups),
    unfinished: records.unfinished,
    leftOut: records.runs.filter(({ seed }) => !seeds.includes(seed)).map(({ arm, seed }) => `${arm} seed ${seed}`),
    notes: unique(shown.flatMap(({ notes }) => notes))
  }
})
