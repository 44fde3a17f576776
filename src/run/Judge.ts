import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import { judgePrompt, judgeSchema, readVerdict } from "../agent/dialects/chatJudge.js"
import type { LedgerError } from "../errors/LedgerError.js"
import { ModelError } from "../errors/ModelError.js"
import type { RunLimitReached } from "../errors/RunLimitReached.js"
import type { JudgeSettled } from "../ledger/Event.js"
import type { LedgerWriter } from "../ledger/LedgerWriter.js"
import type { BudgetMeter } from "../meter/BudgetMeter.js"
import { callOutsideTrials } from "../meter/callOutsideTrials.js"
import type { StudyModel } from "../meter/TrialMeter.js"
import type { ModelRequest } from "../model/LanguageModel.js"
import { deriveSeed } from "../stats/deriveSeed.js"
import type { GraderOf } from "../task/Grader.js"
import type { Item } from "../task/Item.js"
import { keysOf } from "../task/keysOf.js"
import type { Task } from "../task/Task.js"

/** Replies that are asked for before a verdict counts as unreadable. */
const mostAttempts = 3
const defaultReplyTokens = 128

/** What a judge needs of its run. */
export interface JudgeContext {
  /** Root seed of the design. */
  readonly seed: number
  readonly models: ReadonlyMap<string, StudyModel>
  readonly ledger: LedgerWriter
  readonly run: BudgetMeter
  readonly retries: number
}

const keyOf = (task: string, item: string, answer: string): string => JSON.stringify([task, item, answer])

/** The request of one attempt. Its seed hangs on the answer alone, not on the arm that gave it. */
export const judgeRequest = (
  grader: GraderOf<"judge">,
  task: Pick<Task, "id" | "instruction">,
  item: Item,
  answer: string,
  of: { readonly seed: number; readonly attempt: number; readonly grammar: boolean }
): ModelRequest => {
  const maxTokens = grader.replyTokens ?? defaultReplyTokens
  const references = grader.reference === false ? [] : keysOf(item).filter((key) => key !== "")
  return {
    prompt: judgePrompt(
      {
        question: item.question,
        facts: item.facts ?? [],
        instruction: task.instruction,
        rubric: grader.rubric,
        references,
        answer
      },
      of.grammar
    ),
    maxTokens,
    // A greedy judge would repeat an unreadable reply.
    temperature: of.attempt === 0 ? 0 : 0.7,
    seed: deriveSeed(of.seed, "judge", task.id, item.id, answer, of.attempt),
    stop: [],
    ...(of.grammar ? { schema: judgeSchema(maxTokens) } : {})
  }
}

/**
 * The judge of a run: says whether an answer is right, blind to who gave it.
 *
 * Every answer to an item is judged once, whichever arms and trials give it, in a call of its own and in the seeded order in which
 * trials end. The calls count against the run's limits and against no arm's budget, and stand in the ledger as `judge-settled`;
 * those that the ledger of an interrupted run holds are not paid again. A reply without a verdict in due form is asked for
 * twice more; an answer that still has none gets no score: its trial is missing, as after an outage, since a guess would favour
 * one side.
 */
export class Judge {
  private readonly verdicts = new Map<string, boolean | null>()
  private readonly locks = new Map<string, Semaphore.Semaphore>()
  private readonly attempts = new Map<string, number>()

  constructor(
    private readonly context: JudgeContext,
    earlier: ReadonlyArray<JudgeSettled>
  ) {
    for (const event of earlier) {
      const key = keyOf(event.task, event.item, event.answer)
      this.attempts.set(key, Math.max(this.attempts.get(key) ?? 0, event.attempt + 1))
      if (event.verdict !== null) this.verdicts.set(key, event.verdict === "right")
      else if (event.attempt + 1 >= mostAttempts && !this.verdicts.has(key)) this.verdicts.set(key, null)
    }
  }

  /** Errors: ModelError when the judge fails or gives no readable verdict; RunLimitReached; LedgerError. */
  isRight(
    grader: GraderOf<"judge">,
    task: Task,
    item: Item,
    answer: string
  ): Effect.Effect<boolean, ModelError | LedgerError | RunLimitReached> {
    return Effect.suspend(() => {
      const key = keyOf(task.id, item.id, answer)
      const lock = this.locks.get(key) ?? Semaphore.makeUnsafe(1)
      this.locks.set(key, lock)
      const judged = Effect.suspend(() => {
        const known = this.verdicts.get(key)
        if (known !== undefined) return Effect.succeed(known)
        return Effect.tap(this.ask(grader, task, item, answer, this.attempts.get(key) ?? 0), (verdict) =>
          Effect.sync(() => this.verdicts.set(key, verdict))
        )
      })
      return Effect.flatMap(Semaphore.withPermit(lock, judged), (verdict) =>
        verdict === null ? Effect.fail(unreadable(grader, item)) : Effect.succeed(verdict)
      )
    })
  }

  private readonly ask = Effect.fnUntraced(function* (
    this: Judge,
    grader: GraderOf<"judge">,
    task: Task,
    item: Item,
    answer: string,
    from: number
  ): Effect.fn.Return<boolean | null, ModelError | LedgerError | RunLimitReached> {
    const { ledger, models, retries, run, seed } = this.context
    const model = models.get(grader.model)
    if (model === undefined) return yield* Effect.die(`no model under the alias ${grader.model}`)
    const grammar = model.model.abilities.grammar === true
    for (let attempt = from; attempt < mostAttempts; attempt++) {
      const request = judgeRequest(grader, task, item, answer, { seed, attempt, grammar })
      const begin = yield* Clock.currentTimeMillis
      const settled = yield* callOutsideTrials({ model, request, run, retries })
      const end = yield* Clock.currentTimeMillis
      const verdict = settled.reply.finish === "stop" ? readVerdict(settled.reply.text) : null
      yield* ledger.append({
        type: "judge-settled",
        task: task.id,
        item: item.id,
        answer,
        attempt,
        model: model.alias,
        request: settled.digest,
        prompt: settled.prompt,
        text: settled.reply.text,
        finish: settled.reply.finish,
        verdict,
        usage: { ...settled.usage, seconds: (end - begin) / 1000 }
      })
      if (verdict !== null) return verdict === "right"
    }
    return null
  })
}

const unreadable = (grader: GraderOf<"judge">, item: Item): ModelError =>
  new ModelError({
    reason: "refused",
    retryable: false,
    what: `Judge ${grader.model} on item ${item.id}`,
    value: `no verdict in ${mostAttempts} replies`,
    limit: "a verdict in due form is required; a guess would favour one side",
    advice: "Use a stronger judge, or one whose replies can be held to a grammar."
  })
