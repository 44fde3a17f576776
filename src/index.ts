/**
 * Measures the collaboration gain Γ = Φ_M / Φ_S of a multi-agent system over a saturated single agent at the same budget.
 *
 * The way of the data: item and task → blueprint → budget → study and design → run → ledger → gain → report.
 *
 * @packageDocumentation
 */

// task
export { Item } from "./task/Item.js"
export { Grader, type GraderFunction } from "./task/Grader.js"
export { checkGrading, grade, type GraderFunctions } from "./task/grade.js"
export { keysOf } from "./task/keysOf.js"
export { UnitTestsKey } from "./task/graders/unitTests.js"
export { ContextTraits } from "./task/ContextTraits.js"
export { contextOf, selectItems, TraitCondition, TraitFilter } from "./task/selectItems.js"
export { loadItems } from "./task/loadItems.js"
export { parseItems } from "./task/parseItems.js"
export { DatasetSource } from "./task/DatasetSource.js"
export { loadDataset, type LoadDatasetOptions } from "./task/loadDataset.js"
export type { DownloadDatasetOptions } from "./task/adapters/downloadDataset.js"
export { adapters, type DatasetName, datasetNames } from "./task/adapters/adapters.js"
export type { DatasetAdapter, RecordPlace } from "./task/adapters/DatasetAdapter.js"
export { findSandbox, runInSandbox } from "./task/sandbox/runInSandbox.js"
export type { SandboxLimits, SandboxOutcome } from "./task/sandbox/runScripts.js"
export { SyntheticSpec } from "./task/SyntheticSpec.js"
export { syntheticTask } from "./task/syntheticTask.js"
export { Task } from "./task/Task.js"
// blueprint
export { AgentSpec, Information, Role, Tool } from "./blueprint/AgentSpec.js"
export { Aggregation } from "./blueprint/Aggregation.js"
export { Blueprint } from "./blueprint/Blueprint.js"
export { type Edge, edgesOf } from "./blueprint/edgesOf.js"
export { Feedback, Mechanism, Recall, Sharing } from "./blueprint/Flow.js"
export { isSingleAgent } from "./blueprint/isSingleAgent.js"
export { MessageForm } from "./blueprint/MessageForm.js"
export { Protocol } from "./blueprint/Protocol.js"
export { accessStrategy, singleStrategies } from "./blueprint/singleStrategies.js"
export { Topology } from "./blueprint/Topology.js"
// factor
export { composeEffectWith, composeWith } from "./factor/composeWith.js"
export type {
  BlueprintFactorsOf,
  GrowingLevelsOf,
  LevelsFor,
  LevelsOf,
  SoloLevel,
  SoloLevelsOf
} from "./factor/composeWith.js"
export { composeTaskWith, type TaskLevelsOf } from "./factor/composeTaskWith.js"
export { defineContextFactor, defineFactor } from "./factor/defineFactor.js"
export type { BlueprintFactor, BlueprintPart, ContextFactor, Factor, FactorStatement } from "./factor/Factor.js"
export { mapAgents } from "./factor/mapAgents.js"
export type { NumberRange, OneOrMore, TaskSettings } from "./factor/TaskSettings.js"
export { vary } from "./factor/vary.js"
// budget
export { Budget, RunLimits } from "./budget/Budget.js"
export { Price } from "./budget/Price.js"
export type { Usage } from "./budget/Usage.js"
// model
export type {
  LanguageModel,
  ModelAbilities,
  ModelIdentity,
  ModelReply,
  ModelRequest,
  Prompt
} from "./model/LanguageModel.js"
// systems of one's own
export type { CustomSystem, ForeignSystem, ForeignTrial, OwnProtocol } from "./agent/CustomSystem.js"
export type { Said } from "./agent/Conversation.js"
export { type ForeignAgent, foreignSystem } from "./agent/foreignSystem.js"
export type { CallOptions, MeteredModel } from "./agent/MeteredModel.js"
export { ownProtocol } from "./agent/ownProtocol.js"
export type { OwnAsk, OwnTurn, ProtocolScene } from "./agent/ProtocolScene.js"
export type { Frame, Matter, Message, Reading, ToolResult } from "./agent/Turn.js"
export type { ChatInput, ChatMessage } from "./model/promptFor.js"
// study and design
export { Analysis } from "./design/Analysis.js"
export { Arm } from "./design/Arm.js"
export { Design, DesignModel } from "./design/Design.js"
export type { Presets } from "./design/expandArms.js"
export { Stopping, StoppingVerdict } from "./design/Stopping.js"
export { ArmCell, DeclaredContrast, DesignFactor, FactorDesign, StoredTable } from "./design/FactorDesign.js"
export { Study, StudyDesign, StudyFactor, StudyTask, StudyTeam } from "./design/Study.js"
// plans of experiments over factors
export { addOneIn, leaveOneOut, oneAtATime } from "./design/plans/ablations.js"
export { type DOptimalOptions, dOptimal } from "./design/plans/dOptimal.js"
export { effectName } from "./design/plans/effectName.js"
export { foldover } from "./design/plans/foldover.js"
export { type FractionChoice, fractionalFactorial } from "./design/plans/fractionalFactorial.js"
export { fullFactorial } from "./design/plans/fullFactorial.js"
export { PlanFactor } from "./design/plans/PlanFactor.js"
export { PlanSpec } from "./design/plans/PlanSpec.js"
export { plackettBurman } from "./design/plans/plackettBurman.js"
export { planRuns } from "./design/plans/planRuns.js"
export { planText } from "./design/plans/planText.js"
export type {
  DefiningWord,
  Forbidden,
  PlanAlias,
  PlanBias,
  PlanGenerator,
  PlanModel,
  PlanRow,
  RunTable
} from "./design/plans/RunTable.js"
export type { PlanOptions } from "./design/plans/tableOf.js"
// run
export {
  defineStudy,
  type ResumeOptions,
  type RunOptions,
  renderReport,
  renderReportEffect,
  resumeStudy,
  resumeStudyEffect,
  runStudy,
  runStudyEffect,
  type StudyResult
} from "./study.js"
export type { ModelSource, ModelSources } from "./run/loadModels.js"
export { type Confirmation, type ConfirmationOptions, confirmatoryStudy } from "./run/confirmatoryStudy.js"
export type { Progress } from "./run/runDesign.js"
// ledger
export { Event, ledgerVersion } from "./ledger/Event.js"
export type { At, Ledger } from "./ledger/Ledger.js"
export { readLedger, readLedgerEffect, readScores, readScoresEffect } from "./ledger/readLedger.js"
// gain
export { Estimate, Status, Term, Verdict } from "./gain/Estimate.js"
export { estimateGain } from "./gain/estimateGain.js"
export { estimatesFromLedger } from "./gain/estimatesFromLedger.js"
export {
  type ChanceCorrected,
  type GainInput,
  type GainMethod,
  type GainResult,
  gainMethods,
  type Population,
  type Scores
} from "./gain/GainInput.js"
export { confidenceSequence, type AlwaysValid, type ConfidenceSequence } from "./gain/confidenceSequence.js"
export { repeatableUnits, type Unit, type UnitName, unitNames } from "./gain/Unit.js"
export { type UnitRow, type UnitStability, unitStability } from "./gain/unitStability.js"
export { type CurveInput, type CurveSummary, type GainCurve, gainCurve, type GainPoint } from "./gain/gainCurve.js"
export type { EquivalentBudget } from "./gain/equivalentBudget.js"
export { gainCurvesFromLedger, type LedgerCurve, type LedgerPoint } from "./gain/gainCurvesFromLedger.js"
export { type FamilyGain, familyGain, familyGainOf, type OverallGain, overallGain } from "./gain/overallGain.js"
export { difficultyStrata, type StratifiedGain, type Stratum, stratifiedGain } from "./gain/stratifiedGain.js"
export { gainByTrait, type TraitGain } from "./gain/gainByTrait.js"
export { PromptVariantGain, promptVariantGains } from "./gain/promptVariants.js"
export {
  type AuditPair,
  type AuditRate,
  type CorrectedGain,
  correctForJudge,
  type JudgedArm,
  type JudgeError,
  judgeError
} from "./gain/judgeError.js"
export { Judging, judgingOf } from "./gain/judging.js"
export { benjaminiHochberg } from "./stats/benjaminiHochberg.js"
export { holm } from "./stats/holm.js"
export { eBH } from "./stats/eBH.js"
export type { Resampling } from "./stats/resampledStatistics.js"
export { type JointInference, romanoWolf } from "./stats/romanoWolf.js"
export { type Estimated, type WelchTest, welchTest } from "./stats/welchTest.js"
export type { Limits } from "./stats/wilsonLimits.js"
export { type LedgerPilot, type Pilot, pilotOf, pilotsFromLedger } from "./gain/pilotOf.js"
export { type Plan, type PlanInput, planStudy } from "./gain/planStudy.js"
// results of other programs
export { importScores, importScoresEffect, type ImportOptions } from "./gain/importScores.js"
export { parseScoreTable, type TableFormat } from "./gain/parseScoreTable.js"
export { parseInspectLog } from "./gain/parseInspectLog.js"
export { joinTables, type ScoreAmount, type ScoreRow, type ScoreTable, scoreAmounts } from "./gain/ScoreTable.js"
export { gainOfScores, type ImportedGain } from "./gain/gainOfScores.js"
// attribution
export { attribute } from "./attribution/attribute.js"
export {
  Alias,
  Attribution,
  CostEffect,
  EffectEstimate,
  FactorAttribution,
  FactorClass,
  Interaction,
  PairDiagnosis
} from "./attribution/Attribution.js"
export { attributionsFromLedger, type LedgerAttributionOptions } from "./attribution/attributionsFromLedger.js"
export type { AttributionOptions, Cell, CellData, ClassContrast } from "./attribution/CellData.js"
export { cellsFromLedger, type CellsOptions, type LedgerCells } from "./attribution/cellsFromLedger.js"
export {
  AttributedFactor,
  AttributionProblem,
  ContextEffect,
  DesignAttribution,
  DesignCell
} from "./attribution/DesignAttribution.js"
export { type FactorEvidence, factorEValues } from "./attribution/factorEValues.js"
export { type PruneChoice, type PrunedDesign, pruneDesign } from "./attribution/pruneDesign.js"
export { shapley } from "./attribution/shapley.js"
export {
  type SampledShapley,
  type SampledValue,
  type SampleShapleyOptions,
  type SubsetValue,
  sampleShapley,
  scoreValue
} from "./attribution/sampleShapley.js"
export { dividends } from "./attribution/dividends.js"
// dynamics
export { type Conformity, conformity, type Tally } from "./dynamics/conformity.js"
export { contentEntropy, normalizedEntropy } from "./dynamics/contentEntropy.js"
export { ArmDynamics, Dynamics, RoundDynamics, VersusSingle } from "./dynamics/Dynamics.js"
export { dynamicsOf } from "./dynamics/dynamicsOf.js"
export { type ClaimCounts, type Held, outcomeAmplification, wrongClaims } from "./dynamics/errorAmplification.js"
export { evolutionaryDistance, redundancy, resamplingFloor } from "./dynamics/evolutionaryDistance.js"
export { type ItemDynamics, type ItemRound, itemDynamicsOf, type TeamItems } from "./dynamics/itemDynamics.js"
export { ItemMean, ItemShare, Measure } from "./dynamics/Measure.js"
export { efficiency, overhead, type Turns } from "./dynamics/overhead.js"
export { embeddingSimilarity, lexicalSimilarity, type Similarity } from "./dynamics/Similarity.js"
export { surprisal } from "./dynamics/surprisal.js"
export type { DynamicsOptions } from "./dynamics/teamView.js"
// report
export { systemFigure } from "./report/systemFigure.js"
export { Report, reportVersion } from "./report/Report.js"
export { budgetCurve } from "./report/budgetCurve.js"
export { BudgetGain, BudgetPoint, OverallRow, TraitRow, UnitGain } from "./report/GainViews.js"
export { effectForest } from "./report/effectForest.js"
export { forestPlot } from "./report/forestPlot.js"
export { gainOverBudget } from "./report/gainOverBudget.js"
export { interactionMap } from "./report/interactionMap.js"
export { renderHtml } from "./report/renderHtml.js"
export { renderJson } from "./report/renderJson.js"
export { renderMarkdown } from "./report/renderMarkdown.js"
export { renderSvg } from "./report/renderSvg.js"
export { reportJsonSchema } from "./report/reportJsonSchema.js"
export { roundCourses } from "./report/roundCourses.js"
export { summaryTable } from "./report/summaryTable.js"
export { type ChangeKind, classChanges, type VerdictChange, verdictChanges } from "./report/verdictChanges.js"
export { verdictSentence } from "./report/verdictSentence.js"
// errors
export { BudgetExhausted } from "./errors/BudgetExhausted.js"
export { InputError } from "./errors/InputError.js"
export { LedgerError } from "./errors/LedgerError.js"
export { ModelError } from "./errors/ModelError.js"
export { RunLimitReached } from "./errors/RunLimitReached.js"
export { SystemError } from "./errors/SystemError.js"
