import * as Effect from "effect/Effect"
import { dialectOf } from "../agent/dialectOf.js"
import { priceOf } from "../budget/Price.js"
import type { Design } from "../design/Design.js"
import { taskOf } from "../design/Trial.js"
import { InputError } from "../errors/InputError.js"
import type { StudyModel } from "../meter/TrialMeter.js"
import { findSandbox } from "../task/sandbox/runInSandbox.js"
import { windowsOf } from "../task/windowsOf.js"
import { checkJudges } from "./checkJudges.js"

/**
 * Renders the first call of every arm on every item and refuses what cannot work, before any token is spent: a prompt that
 * the model's context or the budget cannot carry with one token of reply, text that the model cannot read, or a tool whose
 * sandbox is not installed.
 *
 * Errors: InputError naming arm, item, needed and available amount, or the install line of the sandbox.
 */
export const preflight = Effect.fnUntraced(function* (
  design: Design,
  models: ReadonlyMap<string, StudyModel>,
  sandbox: Effect.Effect<unknown, InputError> = findSandbox()
): Effect.fn.Return<void, InputError> {
  yield* checkJudges(design, models)
  for (const arm of design.arms) {
    const agent = arm.blueprint.agents[0]
    const model = models.get(agent.model)
    if (model === undefined) return yield* Effect.die(`no model under the alias ${agent.model}`)
    const dialect = dialectOf(model.model.identity.dialect)
    const lacking = dialect.lacks(arm.blueprint)
    if (lacking !== undefined) {
      return yield* new InputError({
        what: `Blueprint ${arm.blueprint.id}`,
        value: lacking,
        limit: `the ${dialect.id} dialect of model ${model.model.identity.id} has no words for them`,
        advice: "Use an instruct model, or another level of the factor."
      })
    }
    if (arm.blueprint.recall?.kind === "embedding" && model.model.embed === undefined) {
      return yield* new InputError({
        what: `Blueprint ${arm.blueprint.id}`,
        value: "recall by embedding",
        limit: `the model ${model.model.identity.id} does not embed texts`,
        advice: "Use recall by bm25, or open the model with embeddings."
      })
    }
    if (arm.blueprint.agents.some(({ tools }) => tools?.includes("javascript") === true)) yield* sandbox
    // What the caller's own code asks first is only known when it asks.
    if (arm.blueprint.protocol.kind === "custom") continue
    const task = taskOf(design, arm)
    const kind = arm.blueprint.protocol.kind === "relay" ? "read" : agent.style === "direct" ? "direct" : "solve"
    for (const item of task.items) {
      const windows = windowsOf(item, task.window)
      const facts = (agent.information === "all" ? windows.flat() : windows[agent.window ?? 0]) ?? []
      const shared = { question: item.question, facts }
      const turn = kind === "read" ? ({ kind, ...shared, note: null } as const) : ({ kind, ...shared } as const)
      const prompt = dialect.prompt(turn, {
        shown: "full",
        anonymous: false,
        variant: arm.blueprint.promptVariant ?? 0,
        instruction: task.instruction
      })
      const where = `First call of ${arm.blueprint.id} on item ${item.id} of task ${task.id}`
      const unreadable = model.model.refuses?.(prompt)
      if (unreadable !== undefined) {
        return yield* new InputError({
          what: where,
          value: unreadable,
          limit: `the model ${model.model.identity.id} cannot read it`,
          advice: "Rewrite the item in characters that the model knows, or use another model."
        })
      }
      const promptTokens = model.model.countTokens(prompt)
      const needs = {
        tokens: promptTokens + 1,
        promptTokens,
        sampledTokens: 1,
        calls: 1,
        cost: priceOf(model.price, promptTokens, 1)
      }
      for (const dimension of ["tokens", "promptTokens", "sampledTokens", "calls", "cost"] as const) {
        const cap = design.budget[dimension]
        const need = needs[dimension]
        if (cap === undefined) continue
        if (need === null) {
          return yield* new InputError({
            what: "Budget cost",
            value: `no price is known for the model alias ${agent.model}`,
            limit: "a cap on cost needs the price of every model",
            advice: "Give `prices` in the study."
          })
        }
        if (need > cap) {
          return yield* new InputError({
            what: where,
            value: `needs ${need} ${dimension}`,
            limit: `the budget caps a trial at ${cap}`,
            advice: "Raise the budget; a team needs several such calls."
          })
        }
      }
      if (promptTokens + 1 > model.model.identity.contextTokens) {
        return yield* new InputError({
          what: where,
          value: `needs ${promptTokens + 1} tokens`,
          limit: `the model's context holds ${model.model.identity.contextTokens}`,
          advice: "Declare a window on the task, shorten the item or use a model with a larger context."
        })
      }
    }
  }
})
