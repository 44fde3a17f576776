import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Budget } from "../budget/Budget.js"
import { InputError } from "../errors/InputError.js"
import type { Task } from "../task/Task.js"
import type { Analysis } from "./Analysis.js"
import type { Design, DesignModel } from "./Design.js"
import { expandArms, type Presets } from "./expandArms.js"
import { resolveTask } from "./resolveTask.js"
import type { Study } from "./Study.js"

const isBudget = Schema.is(Budget)

const resolveBudget = (given: Study["budget"]): Effect.Effect<Budget, InputError> => {
  const budget =
    typeof given === "number"
      ? { dimension: "tokens" as const, tokens: given }
      : { dimension: "tokens" as const, ...given }
  const refuse = (what: string, value: unknown, limit: string) =>
    Effect.fail(
      new InputError({
        what,
        value: String(value),
        limit,
        advice: "Give the most that one trial may use, e.g. 600 tokens."
      })
    )
  for (const [name, cap] of Object.entries(budget)) {
    if (name !== "dimension" && !(typeof cap === "number" && Number.isFinite(cap) && cap > 0)) {
      return refuse(`Budget ${name}`, cap, "must be a number above 0")
    }
  }
  if (budget[budget.dimension] === undefined) {
    return refuse("Budget", JSON.stringify(budget), `needs a cap in the matched dimension, ${budget.dimension}`)
  }
  return isBudget(budget) ? Effect.succeed(budget) : refuse("Budget", JSON.stringify(budget), "is not a budget")
}

const resolveAnalysis = (given: Study["analysis"]): Analysis => {
  const relevance = given?.relevance ?? 1.05
  return { level: 0.95, margin: 1 / relevance, folds: 5, coverage: 1.25, ...given, relevance }
}

const checkModels = (design: Design): Effect.Effect<Design, InputError> => {
  const known = Object.keys(design.models)
  for (const arm of design.arms) {
    const unknown = arm.blueprint.agents.find((agent) => !known.includes(agent.model))
    if (unknown !== undefined) {
      return Effect.fail(
        new InputError({
          what: `Model alias of agent ${unknown.id} in ${arm.blueprint.id}`,
          value: unknown.model,
          limit: `must be one of ${known.join(", ")}`,
          advice: "Name the model in the study's `model`."
        })
      )
    }
  }
  return Effect.succeed(design)
}

/**
 * The design that follows from a study: items loaded, names looked up, defaults filled in, everything checked.
 *
 * `folder` is what relative paths start from. Errors: InputError, before any token is spent.
 */
export const resolveDesign = Effect.fnUntraced(function* (
  study: Study,
  context: {
    readonly models: Readonly<Record<string, DesignModel>>
    readonly presets: Presets
    readonly folder: string
  }
): Effect.fn.Return<Design, InputError> {
  const tasks: Array<Task> = []
  for (const task of study.tasks) {
    if (tasks.some((other) => other.id === task.id)) {
      return yield* new InputError({
        what: "Task id",
        value: task.id,
        limit: "must be unique within a study",
        advice: "Rename one of the tasks."
      })
    }
    tasks.push(yield* resolveTask(task, context.folder, study.items))
  }
  const [first, ...rest] = tasks
  if (first === undefined) return yield* Effect.die("a decoded study has at least one task")
  const arms = yield* expandArms(study, tasks, context.presets)
  return yield* checkModels({
    name: study.name,
    seed: study.seed ?? 1,
    models: context.models,
    tasks: [first, ...rest],
    arms,
    budget: yield* resolveBudget(study.budget),
    analysis: resolveAnalysis(study.analysis)
  })
})
