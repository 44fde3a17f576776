import * as Effect from "effect/Effect"
import { priceOf } from "../budget/Price.js"
import type { Usage } from "../budget/Usage.js"
import { contentHash } from "../design/contentHash.js"
import { ModelError } from "../errors/ModelError.js"
import { RunLimitReached } from "../errors/RunLimitReached.js"
import type { ModelReply, ModelRequest } from "../model/LanguageModel.js"
import type { BudgetMeter } from "./BudgetMeter.js"
import { promptRecord } from "./promptRecord.js"
import type { StudyModel } from "./TrialMeter.js"

/** A call that belongs to no trial, settled in the budget of the run. */
export interface OutsideCall {
  readonly reply: ModelReply
  readonly usage: Usage
  /** sha256 of the request, as `call-settled` has it. */
  readonly digest: string
  /** The prompt as one text. */
  readonly prompt: string
}

/**
 * Reserves, sends and settles a call that no arm pays for, such as a judge's: it counts against the limits of the run alone.
 *
 * Unit: `seconds` of the usage is unknown here; the caller holds the clock.
 * Errors: RunLimitReached when the run cannot pay for the whole reply limit; ModelError, `context-overflow` before anything is
 * sent, or the last failure after `retries` further attempts.
 */
export const callOutsideTrials = Effect.fnUntraced(function* (of: {
  readonly model: StudyModel
  readonly request: ModelRequest
  readonly run: BudgetMeter
  readonly retries: number
}): Effect.fn.Return<OutsideCall, ModelError | RunLimitReached> {
  const { model, request, run, retries } = of
  const promptTokens = model.model.countTokens(request.prompt)
  const room = model.model.identity.contextTokens - promptTokens
  if (room < 1) {
    return yield* new ModelError({
      reason: "context-overflow",
      retryable: false,
      what: "Prompt",
      value: `${promptTokens} tokens`,
      limit: `the context of ${model.model.identity.id} holds ${model.model.identity.contextTokens}, reply included`,
      advice: "Use a model with a larger context."
    })
  }
  const need = { promptTokens, maxTokens: Math.min(request.maxTokens, room), price: model.price }
  const reserved = run.reserve(need)
  if ("_tag" in reserved) return yield* new RunLimitReached({ usage: run.usage })
  if (reserved.maxTokens < need.maxTokens) {
    run.release(reserved)
    return yield* new RunLimitReached({ usage: run.usage })
  }
  const whole: ModelRequest = { ...request, maxTokens: need.maxTokens }
  const attempt = (left: number): Effect.Effect<ModelReply, ModelError> =>
    Effect.catchTag(model.model.generate(whole), "ModelError", (error) =>
      error.retryable && left > 0 ? attempt(left - 1) : Effect.fail(error)
    )
  const reply = yield* Effect.onExit(attempt(retries), (exit) =>
    Effect.sync(() => {
      if (exit._tag === "Failure") run.release(reserved)
    })
  )
  const usage: Usage = {
    promptTokens: reply.promptTokens,
    sampledTokens: reply.sampledTokens,
    evaluatedTokens: reply.evaluatedTokens,
    calls: 1,
    seconds: null,
    cost: priceOf(model.price, reply.promptTokens, reply.sampledTokens)
  }
  run.settle(reserved, usage)
  return {
    reply,
    usage,
    digest: contentHash({ model: model.alias, ...whole }),
    prompt: promptRecord(request.prompt)
  }
})
