import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Budget } from "../budget/Budget.js"
import { InputError } from "../errors/InputError.js"
import type { Factor } from "../factor/Factor.js"
import type { Task } from "../task/Task.js"
import type { Analysis } from "./Analysis.js"
import type { Design, DesignModel } from "./Design.js"
import { expandArms, lookUp, type Presets } from "./expandArms.js"
import { type LoadedTask, type PlannedDesign, resolveFactorDesign } from "./resolveFactorDesign.js"
import { resolveTask } from "./resolveTask.js"
import type { Stopping } from "./Stopping.js"
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

/** The stopping rule with its defaults; every task must have items beyond the pilot, independent of each other. */
const resolveStopping = (
  { stopping: given, designs }: Study,
  tasks: ReadonlyArray<Task>
): Effect.Effect<Stopping | undefined, InputError> => {
  if (given === undefined) return Effect.succeed(undefined)
  if (designs !== undefined) {
    return Effect.fail(
      new InputError({
        what: "Stopping rule",
        value: "together with a design over factors",
        limit: "effects of factors have intervals for a number of items fixed beforehand",
        advice: "Drop one of the two; evidence that may be looked at at any time comes from factorEValues."
      })
    )
  }
  const stopping: Stopping = { pilot: 30, every: 16, until: ["positive", "harmful", "no-relevant-gain"], ...given }
  for (const task of tasks) {
    const grouped = task.items.some(({ group }) => group !== undefined)
    if (!grouped && task.items.length > stopping.pilot) continue
    return Effect.fail(
      new InputError({
        what: `Stopping rule on task ${task.id}`,
        value: grouped ? "items in groups" : `${task.items.length} items`,
        limit: grouped
          ? "its interval takes the items to be independent"
          : `needs more items than its pilot of ${stopping.pilot}`,
        advice: grouped ? "Drop `stopping`, or keep one item of each group." : "Lower `stopping.pilot` or add items."
      })
    )
  }
  return Effect.succeed(stopping)
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
 * The tasks of a study, each followed by those that context factors derive from it. A task on which nothing runs, since a
 * design runs on tasks derived from it only, is left out.
 */
const tasksOf = Effect.fnUntraced(function* (
  study: Study,
  written: ReadonlyArray<LoadedTask>,
  planned: ReadonlyArray<PlannedDesign>,
  folder: string
): Effect.fn.Return<ReadonlyArray<Task>, InputError> {
  const uses = planned.flatMap(({ cells }) => cells.flatMap((cell) => cell.tasks))
  const hasTeam = (id: string): boolean =>
    (study.teams ?? []).some(
      (team) => typeof team !== "object" || !("system" in team) || team.tasks === undefined || team.tasks.includes(id)
    )
  const tasks: Array<Task> = []
  for (const { written: task, loaded } of written) {
    const own = uses.filter(({ of }) => of === task.id).map((use) => use.task)
    if (own.length === 0 || own.some(({ id }) => id === task.id) || hasTeam(task.id)) tasks.push(loaded)
    for (const derived of new Map(own.map((one) => [one.id, one])).values()) {
      if (derived.id !== task.id) tasks.push(yield* resolveTask(derived, folder, study.items))
    }
  }
  return tasks
})

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
    /** Factors that the study's designs may name, in the order of application. */
    readonly factors: ReadonlyArray<Factor>
    readonly folder: string
  }
): Effect.fn.Return<Design, InputError> {
  const written: Array<LoadedTask> = []
  for (const task of study.tasks) {
    if (written.some(({ loaded }) => loaded.id === task.id)) {
      return yield* new InputError({
        what: "Task id",
        value: task.id,
        limit: "must be unique within a study",
        advice: "Rename one of the tasks."
      })
    }
    written.push({ written: task, loaded: yield* resolveTask(task, context.folder, study.items) })
  }
  if (study.teams === undefined && study.designs === undefined) {
    return yield* new InputError({
      what: "Study",
      value: "neither `teams` nor `designs`",
      limit: "requires at least one system to judge",
      advice: 'List a team, e.g. "debate", or a design over factors.'
    })
  }
  if (study.designs !== undefined && study.stopping !== undefined) {
    return yield* new InputError({
      what: "Stopping rule",
      value: "a study with designs over factors",
      limit: "the intervals of attributions hold at one look only",
      advice: "Drop `stopping`, or judge single teams with it in a study of their own."
    })
  }
  const planned: Array<PlannedDesign> = []
  for (const design of study.designs ?? []) {
    if (planned.some((other) => other.design.id === design.id)) {
      return yield* new InputError({
        what: "Design id",
        value: design.id,
        limit: "must be unique within a study",
        advice: "Rename one of the designs."
      })
    }
    const base = yield* lookUp(design.base, context.presets)
    planned.push(yield* resolveFactorDesign(design, { base, tasks: written, factors: context.factors }))
  }
  const tasks = yield* tasksOf(study, written, planned, context.folder)
  const [first, ...rest] = tasks
  if (first === undefined) return yield* Effect.die("a decoded study has at least one task")
  const stopping = yield* resolveStopping(study, tasks)
  const arms = yield* expandArms(study, tasks, context.presets, planned)
  const [design, ...designs] = planned.map((plan) => plan.design)
  return yield* checkModels({
    name: study.name,
    seed: study.seed ?? 1,
    models: context.models,
    tasks: [first, ...rest],
    arms,
    ...(design === undefined ? {} : { designs: [design, ...designs] }),
    budget: yield* resolveBudget(study.budget),
    analysis: resolveAnalysis(study.analysis),
    ...(stopping === undefined ? {} : { stopping })
  })
})
