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
export { grade, type GraderFunctions } from "./task/grade.js"
export { loadItems } from "./task/loadItems.js"
export { parseItems } from "./task/parseItems.js"
export { SyntheticSpec } from "./task/SyntheticSpec.js"
export { syntheticTask } from "./task/syntheticTask.js"
export { Task } from "./task/Task.js"
// blueprint
export { AgentSpec, Information, Role, Tool } from "./blueprint/AgentSpec.js"
export { Aggregation } from "./blueprint/Aggregation.js"
export { Blueprint } from "./blueprint/Blueprint.js"
export { type Edge, edgesOf } from "./design/edgesOf.js"
export { Feedback, Mechanism, Recall, Sharing } from "./blueprint/Flow.js"
export { isSingleAgent } from "./blueprint/isSingleAgent.js"
export { MessageForm } from "./blueprint/MessageForm.js"
export { Protocol } from "./blueprint/Protocol.js"
export { accessStrategy, singleStrategies } from "./blueprint/singleStrategies.js"
export { Topology } from "./blueprint/Topology.js"
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
// study and design
export { Analysis } from "./design/Analysis.js"
export { Arm } from "./design/Arm.js"
export { Design, DesignModel } from "./design/Design.js"
export type { Presets } from "./design/expandArms.js"
export { Study, StudyTask, StudyTeam } from "./design/Study.js"
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
export type { Progress } from "./run/runDesign.js"
// ledger
export { Event, ledgerVersion } from "./ledger/Event.js"
export type { At, Ledger } from "./ledger/Ledger.js"
export { readLedger, readLedgerEffect } from "./ledger/readLedger.js"
// gain
export { Estimate, Status, Term, Verdict } from "./gain/Estimate.js"
export { estimateGain } from "./gain/estimateGain.js"
export { estimatesFromLedger } from "./gain/estimatesFromLedger.js"
export type { GainInput, GainResult, Scores } from "./gain/GainInput.js"
// report
export { Report, reportVersion } from "./report/Report.js"
export { budgetCurve } from "./report/budgetCurve.js"
export { forestPlot } from "./report/forestPlot.js"
export { renderHtml } from "./report/renderHtml.js"
export { renderJson } from "./report/renderJson.js"
export { renderMarkdown } from "./report/renderMarkdown.js"
export { renderSvg } from "./report/renderSvg.js"
export { reportJsonSchema } from "./report/reportJsonSchema.js"
export { summaryTable } from "./report/summaryTable.js"
export { verdictSentence } from "./report/verdictSentence.js"
// errors
export { BudgetExhausted } from "./errors/BudgetExhausted.js"
export { InputError } from "./errors/InputError.js"
export { LedgerError } from "./errors/LedgerError.js"
export { ModelError } from "./errors/ModelError.js"
export { RunLimitReached } from "./errors/RunLimitReached.js"
