/**
 * The Coach–Player loop, and training of real weights.
 *
 * @packageDocumentation
 */

// the loop and its parts
export { type AnswerKey, answerKeys } from "./cases/cpmobius/answerKeys.js"
export {
  type Collapse,
  freshGuard,
  type GuardMemory,
  type GuardSignals,
  watchForCollapse
} from "./cases/cpmobius/CollapseGuard.js"
export { CpmobiusConfig, GuardSettings, SpeakerSettings, UpdateSettings } from "./cases/cpmobius/CpmobiusConfig.js"
export {
  CheckpointEvent,
  CollapseRecord,
  CpmobiusDiverged,
  CpmobiusEnd,
  CpmobiusEvent,
  CpmobiusResume,
  CpmobiusStart,
  cpmobiusLedgerVersion,
  EvaluationRecord,
  FirstProbeRecord,
  PolicyRecord,
  ProblemRecord,
  Purpose,
  RollbackRecord,
  Spending,
  Spent,
  StepRecord,
  UpdateRecord,
  WarmUpRecord
} from "./cases/cpmobius/CpmobiusEvent.js"
export type { Auditor, CpmobiusItems } from "./cases/cpmobius/CpmobiusItems.js"
export { type CpmobiusRun, readCpmobius, readCpmobiusEffect } from "./cases/cpmobius/CpmobiusRun.js"
export { bleu, clusterShares } from "./cases/cpmobius/clusterShares.js"
export { type CoachedProblem, type CoachReward, coachRewards } from "./cases/cpmobius/coachRewards.js"
export {
  type ArmComparison,
  type ArmContrast,
  type ArmCost,
  type ArmOutcome,
  type CurvePoint,
  compareArms,
  evaluationAt,
  type TrainingArm,
  type TrainingUnit
} from "./cases/cpmobius/compareArms.js"
export { deltaSignalToNoise, deltaStandardError } from "./cases/cpmobius/deltaNoise.js"
export { type FillCost, fillCost } from "./cases/cpmobius/fillCost.js"
export { type GateBounds, gateCounts, passesGate } from "./cases/cpmobius/gate.js"
export { type AdvantageScale, groupAdvantages } from "./cases/cpmobius/groupAdvantages.js"
// studies, their comparison, and the way to large trainers
export type { InContextOptions, Remembered } from "./cases/cpmobius/incontext/InContextTrainer.js"
export { inContextTrainer } from "./cases/cpmobius/incontext/InContextTrainer.js"
export type { LoopError } from "./cases/cpmobius/Loop.js"
export type { Judged, LoopState, Proposal, Solved, Voted, Work } from "./cases/cpmobius/LoopState.js"
export { lengthCovariance } from "./cases/cpmobius/lengthCovariance.js"
export {
  afterSave,
  firstProbe,
  nextProbe,
  type ProbeHistory,
  type ProbeStep,
  type RollbackRule,
  savesBest
} from "./cases/cpmobius/ProbeHistory.js"
export { cpmobiusPresets, type RivalName, rivalNames, rivalOf } from "./cases/cpmobius/presets.js"
export { buildTrainingReport, type TrainingReportOptions } from "./cases/cpmobius/report/buildTrainingReport.js"
export {
  trainingHtml,
  trainingJson,
  trainingMarkdown,
  writeTrainingReport
} from "./cases/cpmobius/report/renderTraining.js"
export type {
  ArmReport,
  BreakEvenReport,
  CoachAnswer,
  ContrastReport,
  CostReport,
  EvaluationPoint,
  GalleryReport,
  GuardReport,
  RunCurves,
  StepPoint,
  TrainingReport
} from "./cases/cpmobius/report/TrainingReport.js"
export {
  type CpmobiusInput,
  type CpmobiusOptions,
  runCpmobius,
  runCpmobiusEffect
} from "./cases/cpmobius/runCpmobius.js"
export type { SpeechError } from "./cases/cpmobius/Speaker.js"
export { type ExportOptions, exportTraining } from "./cases/cpmobius/scale/exportTraining.js"
export { importTraining } from "./cases/cpmobius/scale/importTraining.js"
export { LargeTrainer, ScaleRun } from "./cases/cpmobius/scale/scaleFormat.js"
// the simulated world
export { SimulatedWorld, standardWorld } from "./cases/cpmobius/simulated/SimulatedWorld.js"
export { simulatedItems } from "./cases/cpmobius/simulated/simulatedItems.js"
export { type SimulatedLearnerOptions, simulatedLearner } from "./cases/cpmobius/simulated/simulatedLearner.js"
export {
  compareSimulated,
  drawSetting,
  runSimulated,
  type SimulatedSetting,
  simulatedConfig,
  standardSetting
} from "./cases/cpmobius/simulated/simulatedStudy.js"
export { type ArmName, armNames, CpmobiusStudy, LearnerName } from "./cases/cpmobius/study/CpmobiusStudy.js"
export { chainAnswer, chainItems } from "./cases/cpmobius/study/chainItems.js"
export type { OpenLearner } from "./cases/cpmobius/study/openLearner.js"
export { type FoundRun, readTraining, type TrainingRecords } from "./cases/cpmobius/study/readTraining.js"
export {
  type CpmobiusStudyOptions,
  resumeCpmobiusStudy,
  resumeCpmobiusStudyEffect,
  runCpmobiusStudy,
  runCpmobiusStudyEffect,
  type StudyProgress
} from "./cases/cpmobius/study/runCpmobiusStudy.js"
export { StageSeconds } from "./cases/cpmobius/study/StageSeconds.js"
export { StudyVotes } from "./cases/cpmobius/study/StudyVotes.js"
// policies that learn
export type {
  Checkpoint,
  PolicyRole,
  ReplyEntropies,
  Trainer,
  TrainingGroup,
  TrainingReply,
  UpdateOptions,
  UpdateReport
} from "./cases/cpmobius/Trainer.js"
export { trainingFlops } from "./cases/cpmobius/trainingFlops.js"
export { type TrainingGain, trainingGain } from "./cases/cpmobius/trainingGain.js"
export { type UntrainedVotes, untrainedVotes } from "./cases/cpmobius/untrainedVotes.js"
export { rewardsOf, type Vote, type VoteRule, vote } from "./cases/cpmobius/vote.js"
export { type VoteBreakEven, voteBreakEven } from "./cases/cpmobius/voteBreakEven.js"
export { type TrainingWorkerOptions, WorkerMachine } from "./cases/cpmobius/weights/TrainingWorker.js"
export {
  type LoraTarget,
  type ReplyScore,
  type WeightTrainer,
  type WeightTrainerOptions,
  type WeightUpdateReport,
  weightTrainer
} from "./cases/cpmobius/weights/WeightTrainer.js"
export { TrainerError } from "./errors/TrainerError.js"
export type { LedgerWriter } from "./ledger/LedgerWriter.js"
export type { AnswerCounts } from "./stats/pluralityAtK.js"
