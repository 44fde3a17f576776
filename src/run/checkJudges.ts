import * as Effect from "effect/Effect"
import type { Design } from "../design/Design.js"
import { InputError } from "../errors/InputError.js"
import type { StudyModel } from "../meter/TrialMeter.js"
import { judgeRequest } from "./Judge.js"

/**
 * Makes sure that the judges of a design can judge, before any token is spent: the model is there, speaks the chat dialect, and
 * can carry the prompt for the answer key of every item.
 *
 * Errors: InputError naming the task.
 */
export const checkJudges = Effect.fnUntraced(function* (
  design: Design,
  models: ReadonlyMap<string, StudyModel>
): Effect.fn.Return<void, InputError> {
  for (const task of design.tasks) {
    const { grader } = task
    if (grader.kind !== "judge") continue
    const what = `Judge of task ${task.id}`
    const model = models.get(grader.model)?.model
    if (model === undefined) {
      return yield* new InputError({
        what,
        value: grader.model,
        limit: `must be one of the study's models: ${[...models.keys()].join(", ")}`,
        advice: "Name the model in the study's `model`."
      })
    }
    if (model.identity.dialect !== "chat") {
      return yield* new InputError({
        what,
        value: model.identity.id,
        limit: `its ${model.identity.dialect} dialect has no words for judging by a rubric`,
        advice: "Take an instruct model as the judge."
      })
    }
    for (const item of task.items) {
      const { prompt, maxTokens } = judgeRequest(grader, task, item, item.answer, {
        seed: design.seed,
        attempt: 0,
        grammar: model.abilities.grammar === true
      })
      const unreadable = model.refuses?.(prompt)
      const needs = model.countTokens(prompt) + maxTokens
      if (unreadable === undefined && needs <= model.identity.contextTokens) continue
      return yield* new InputError({
        what: `${what} on item ${item.id}`,
        value: unreadable ?? `needs ${needs} tokens with its reply`,
        limit:
          unreadable === undefined
            ? `the context of ${model.identity.id} holds ${model.identity.contextTokens}`
            : `the model ${model.identity.id} cannot read it`,
        advice: "Use another model as the judge, or shorten the item."
      })
    }
  }
})
