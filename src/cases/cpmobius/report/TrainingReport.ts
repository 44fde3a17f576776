import type { ArmComparison, TrainingUnit } from "../compareArms.js"
import type { StageSeconds } from "../study/StageSeconds.js"
import type { TrainingGain } from "../trainingGain.js"
import type { VoteBreakEven } from "../voteBreakEven.js"

/** What is drawn over the iterations of one run; `null` is unknown. Shares are 0 to 1. */
export interface StepPoint {
  readonly step: number
  /** Probe accuracy after the update. */
  readonly probe: number | null
  /** Δ in points. */
  readonly g: number | null
  /** |mean| over standard deviation of the last 20 Δ. */
  readonly signalToNoise: number | null
  readonly acceptance: number | null
  readonly ties: number | null
  readonly none: number | null
  readonly duplicates: number | null
  /** Mean share of answers that agree with the label, of problems kept. */
  readonly agreement: number | null
  /** Mean share of answers that do *not* agree with the most frequent one, over all problems proposed. */
  readonly difficulty: number | null
  readonly precision: number | null
  readonly illPosed: number | null
  readonly kl: number | null
  readonly entropy: number | null
  readonly answerTokens: number | null
  readonly problemTokens: number | null
}

/** Accuracy on held-out items. */
export interface EvaluationPoint {
  readonly step: number
  /** What was spent, in the report's unit. */
  readonly budget: number | null
  readonly overall: number | null
  readonly outOfDistribution: number | null
}

/** The curves of one run. */
export interface RunCurves {
  readonly arm: string
  readonly seed: number
  readonly points: ReadonlyArray<StepPoint>
  readonly evaluations: ReadonlyArray<EvaluationPoint>
}

/** One way of training as it stood when the common budget was spent. Means over seeds. */
export interface ArmReport {
  readonly id: string
  /** What the arm is, in words. */
  readonly is: string
  readonly steps: number
  readonly seeds: ReadonlyArray<{
    readonly seed: number
    readonly overall: number | null
    readonly outOfDistribution: number | null
    /** Share of the common budget that was spent at the evaluation that is read; `null` where there is none within it. */
    readonly readAt: number | null
  }>
  readonly overall: number | null
  readonly outOfDistribution: number | null
  /** Against the Player before the training, which had no budget: how much was learned, not Γ at equal budgets. */
  readonly learned: TrainingGain | null
  readonly learnedOutOfDistribution: TrainingGain | null
  readonly acceptance: number | null
  readonly precision: number | null
  readonly duplicates: number | null
  readonly illPosedFirst: number | null
  readonly illPosedLast: number | null
  readonly signalToNoise: number | null
  readonly collapses: number
  readonly rollbacks: number
}

/** Γ_train of the first arm over another, at the same budget. */
export interface ContrastReport {
  readonly first: string
  readonly second: string
  /** Why there is no number: a run without an evaluation near the budget cannot stand for what it had learned by then. */
  readonly reason: string | null
  readonly overall: TrainingGain | null
  readonly outOfDistribution: TrainingGain | null
  readonly overBudget: ArmComparison["contrasts"][number]["gammaOverBudget"]
}

/** What an arm used by role, means over seeds, whole runs. Tokens are prompt + sampled; `null` is unknown. */
export interface CostReport {
  readonly arm: string
  readonly rollouts: number
  readonly flops: number | null
  readonly tokens: {
    /** The Coach proposing. */
    readonly propose: number | null
    readonly solve: number | null
    readonly probe: number | null
    readonly coachForward: number
    readonly coachTrained: number
    readonly playerForward: number
    readonly playerTrained: number
    /** Held-out evaluation; charged to nobody. */
    readonly evaluation: number | null
  }
  /** Known where both roles have as many parameters. */
  readonly flopsByRole: {
    readonly propose: number
    readonly solve: number
    readonly probe: number
    readonly coachTraining: number
    readonly playerTraining: number
  } | null
  readonly seconds: StageSeconds | null
}

/** The arm without training, against one that was trained. */
export interface BreakEvenReport extends VoteBreakEven {
  readonly arm: string
  readonly accuracy: number
  readonly trainingFlops: number
  readonly answerFlops: number
}

/** A collapse that the guard saw, or a reload of the best Player. */
export interface GuardReport {
  readonly arm: string
  readonly seed: number
  readonly step: number
  readonly kind: "collapse" | "rollback"
  readonly what: string
  /** Step whose policies were restored; `null`: none was there. */
  readonly restored: number | null
}

/** A problem of the gallery. */
export interface GalleryReport {
  readonly arm: string
  readonly seed: number
  readonly step: number
  readonly problem: string
  readonly counts: ReadonlyArray<{ readonly key: string | null; readonly count: number }>
  readonly fate: "kept" | "dropped" | "surplus"
  readonly audit: "label-right" | "label-wrong" | "ill-posed" | null
  readonly coachReward: number | null
}

/** The one sentence that a reader came for. */
export interface CoachAnswer {
  /** The arm that the full loop is held against: the best one whose Coach does not learn from Δ. */
  readonly against: string
  readonly answer: "yes" | "no" | "not-shown" | "not-known"
  readonly sentence: string
}

/** Arms of a Coach–Player study side by side. Only plain data: every number follows from the ledgers or imported logs. */
export interface TrainingReport {
  readonly version: 1
  readonly title: string
  /** How results must be worded: what they are true of. */
  readonly scope: "simulated" | "weights" | "in-context" | "imported" | "mixed"
  readonly trainers: ReadonlyArray<string>
  readonly unit: TrainingUnit
  readonly budget: number
  readonly level: number
  readonly seeds: ReadonlyArray<number>
  readonly base: { readonly overall: number | null; readonly outOfDistribution: number | null }
  readonly held: { readonly overall: number; readonly outOfDistribution: number; readonly probe: number }
  readonly coach: CoachAnswer | null
  readonly arms: ReadonlyArray<ArmReport>
  readonly gammaTrain: ReadonlyArray<ContrastReport>
  readonly curves: ReadonlyArray<RunCurves>
  readonly cost: ReadonlyArray<CostReport>
  readonly breakEven: { readonly arms: ReadonlyArray<BreakEvenReport>; readonly reason: string | null }
  readonly guard: { readonly on: boolean; readonly events: ReadonlyArray<GuardReport> }
  readonly gallery: ReadonlyArray<GalleryReport>
  /** Runs that have not ended, and seeds left out because some arm lacks them. */
  readonly unfinished: ReadonlyArray<string>
  readonly leftOut: ReadonlyArray<string>
  readonly notes: ReadonlyArray<string>
}
