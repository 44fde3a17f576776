import * as Effect from "effect/Effect"
import { Conversation } from "../agent/Conversation.js"
import { systemName } from "../agent/CustomSystem.js"
import { runTeam } from "../agent/Team.js"
import type { Design } from "../design/Design.js"
import type { Trial } from "../design/Trial.js"
import type { InputError } from "../errors/InputError.js"
import type { LedgerError } from "../errors/LedgerError.js"
import type { ModelError } from "../errors/ModelError.js"
import type { RunLimitReached } from "../errors/RunLimitReached.js"
import { SystemError } from "../errors/SystemError.js"
import type { CallSettled, TrialEnd, TrialMissing } from "../ledger/Event.js"
import type { LedgerWriter } from "../ledger/LedgerWriter.js"
import type { BudgetMeter } from "../meter/BudgetMeter.js"
import { type StudyModel, TrialMeter, trialKey } from "../meter/TrialMeter.js"
import { createStream } from "../stats/createStream.js"
import { deriveSeed } from "../stats/deriveSeed.js"
import { type GraderFunctions, grade } from "../task/grade.js"
import { keysOf } from "../task/keysOf.js"
import { windowsOf } from "../task/windowsOf.js"
import type { Systems } from "./checkSystems.js"
import type { Judge } from "./Judge.js"

/** What every trial of a run needs. */
export interface RunContext {
  readonly design: Design
  readonly models: ReadonlyMap<string, StudyModel>
  readonly graders: GraderFunctions
  /** Code of custom protocols. */
  readonly systems: Systems
  readonly ledger: LedgerWriter
  /** Limits of the whole run. */
  readonly run: BudgetMeter
  /** Judges answers where a task's grader is a judge; needed there only. */
  readonly judge?: Judge
  /** Settled calls of trials that did not end, by trial and call id: replayed instead of paid twice. */
  readonly recorded: ReadonlyMap<string, ReadonlyMap<string, CallSettled>>
  /** Further attempts at a call that failed in a retryable way. */
  readonly retries: number
}

const noCalls: ReadonlyMap<string, CallSettled> = new Map()

/** The score of an answer: by the task's grader, or by a judge, whose failure leaves the trial without one. */
const scoreOf = (
  context: RunContext,
  { item, task }: Trial,
  answer: string | null
): Effect.Effect<number, InputError | ModelError | LedgerError | RunLimitReached> => {
  const { grader, range } = task
  if (answer === null) return Effect.succeed(range[0])
  if (grader.kind !== "judge") return grade(grader, answer, keysOf(item), context.graders, range)
  if (context.judge === undefined) return Effect.die("a task with a judge needs the run's judge")
  return Effect.map(context.judge.isRight(grader, task, item, answer), (right) => range[right ? 1 : 0])
}

/**
 * Runs one trial to its score and records it.
 *
 * A system without an answer scores the zero of the task's range and keeps its cost. An outage gives no score: the trial is
 * recorded as missing and runs again when the run is resumed. So does a judge without a readable verdict.
 *
 * Errors: LedgerError when it cannot be recorded; RunLimitReached when the run may spend no more; InputError from the
 * caller's own grader; SystemError from the code of the caller's own system, after the trial was recorded as missing.
 */
export const runTrial = Effect.fnUntraced(function* (
  context: RunContext,
  trial: Trial
): Effect.fn.Return<TrialEnd | TrialMissing, LedgerError | RunLimitReached | InputError | SystemError> {
  const { design, ledger } = context
  const { arm, item, task } = trial
  const path = [design.seed, arm.slot, task.id, item.id, trial.seed] as const
  const [root, ...place] = path
  const ties = createStream(deriveSeed(root, "ties", ...place))
  const meter = new TrialMeter(
    trial,
    design.budget,
    context.run,
    ledger,
    context.recorded.get(trial.id) ?? noCalls,
    context.retries
  )
  const conversation = new Conversation(arm.blueprint, context.models, task.instruction, meter, (call) =>
    deriveSeed(root, "call", ...place, call)
  )
  const { protocol } = arm.blueprint
  const system = protocol.kind === "custom" ? context.systems.get(systemName(protocol)) : undefined
  const outcome = yield* runTeam({
    blueprint: arm.blueprint,
    item,
    windows: windowsOf(item, task.window),
    conversation,
    usage: () => meter.budget.usage,
    draw: (n) => ties.int(n),
    ...(task.instruction === undefined ? {} : { instruction: task.instruction }),
    ...(system === undefined ? {} : { system })
  }).pipe(
    Effect.catchTag("ModelError", (error) => Effect.succeed(error)),
    Effect.catchTag("SystemError", (error) => Effect.succeed(error))
  )
  if ("_tag" in outcome) {
    const missing: TrialMissing = { type: "trial-missing", ...trialKey(trial), error: outcome.message }
    yield* ledger.append(missing)
    // A fault of the caller's code would come again in the next trial, and none of them would measure the system.
    return outcome instanceof SystemError ? yield* outcome : missing
  }
  const scored = yield* Effect.gen(function* () {
    const rounds = []
    for (const round of outcome.rounds) rounds.push({ ...round, score: yield* scoreOf(context, trial, round.answer) })
    return { rounds, score: yield* scoreOf(context, trial, outcome.answer) }
  }).pipe(Effect.catchTag("ModelError", (error) => Effect.succeed(error)))
  if ("_tag" in scored) {
    const missing: TrialMissing = { type: "trial-missing", ...trialKey(trial), error: scored.message }
    yield* ledger.append(missing)
    return missing
  }
  const end: TrialEnd = {
    type: "trial-end",
    ...trialKey(trial),
    answer: outcome.answer,
    score: scored.score,
    usage: meter.budget.usage,
    parsedCalls: conversation.parsedCalls,
    cutOff: conversation.cutOff,
    overrun: meter.budget.overrun,
    selection: outcome.selection,
    rounds: scored.rounds
  }
  yield* ledger.append(end)
  return end
})
