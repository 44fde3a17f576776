import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Blueprint } from "../blueprint/Blueprint.js"
import { checkBlueprint } from "../blueprint/checkBlueprint.js"
import { InputError } from "../errors/InputError.js"
import { applyLevels, type Configuration } from "../factor/applyLevels.js"
import type { BlueprintFactor, Factor } from "../factor/Factor.js"
import type { TaskSettings } from "../factor/TaskSettings.js"
import type { Task } from "../task/Task.js"
import { canonicalJson } from "./contentHash.js"
import type { DesignFactor, FactorDesign, StoredTable } from "./FactorDesign.js"
import type { PlanFactor } from "./plans/PlanFactor.js"
import { planRuns } from "./plans/planRuns.js"
import type { PlanRow, RunTable } from "./plans/RunTable.js"
import { tableWithout } from "./plans/tableWithout.js"
import type { StudyDesign, StudyFactor, StudyTask } from "./Study.js"

/** One configuration of a design as a system, with the tasks that it runs on. */
export interface PlannedCell {
  readonly levels: PlanRow
  /** How often the plan has it. */
  readonly repeats: number
  readonly blueprint: Blueprint
  readonly tasks: ReadonlyArray<{
    /** Id of the study's task. */
    readonly of: string
    /** The task itself, or one derived from it by context factors. */
    readonly task: StudyTask
  }>
}

/** A design whose factors are looked up and whose plan is laid out. */
export interface PlannedDesign {
  readonly design: FactorDesign
  readonly cells: ReadonlyArray<PlannedCell>
}

/** A task of a study as written, and as loaded. */
export interface LoadedTask {
  readonly written: StudyTask
  readonly loaded: Task
}

/** A factor of the design and the library's factors behind it: itself, or the members of a group. */
interface Chosen {
  readonly stored: DesignFactor
  /** Two levels, or the author said which one is on. */
  readonly onIsSaid: boolean
  readonly behind: ReadonlyArray<{ readonly factor: Factor; readonly levelAt: (level: string) => string }>
}

const refused = (what: string, value: string, limit: string, advice: string): Effect.Effect<never, InputError> =>
  Effect.fail(new InputError({ what, value, limit, advice }))

/**
 * Names a configuration by the factors that are on: what a reader of a table needs to tell rows apart. "all" and "all but" are
 * for three and more factors of two levels.
 */
const cellName = (design: string, factors: ReadonlyArray<DesignFactor>, levels: PlanRow): string => {
  const on = factors.filter(({ id, nullLevel }) => levels[id] !== nullLevel)
  const off = factors.filter(({ id, nullLevel }) => levels[id] === nullLevel)
  const short = factors.length > 2 && factors.every((factor) => factor.levels.length === 2)
  const name = ({ id, levels: known }: DesignFactor) => (known.length === 2 ? id : `${id}=${levels[id]}`)
  if (on.length === 0) return `${design}: none`
  if (short && off.length === 0) return `${design}: all`
  if (short && off.length < on.length) return `${design}: all but ${off.map(({ id }) => id).join(", ")}`
  return `${design}: ${on.map(name).join(", ")}`
}

/** A configuration in words, every level named. */
const rowText = (row: PlanRow): string =>
  Object.entries(row)
    .map(([id, level]) => `${id}=${level}`)
    .join(", ")

const lookUpFactor = (
  id: string,
  design: string,
  factors: ReadonlyArray<Factor>
): Effect.Effect<Factor, InputError> => {
  const found = factors.find((factor) => factor.id === id)
  if (found !== undefined) return Effect.succeed(found)
  const known = factors.map((factor) => factor.id).sort()
  return refused(
    `Factor of design ${design}`,
    id,
    `must be one of ${known.join(", ") || "(no factors were handed in)"}`,
    "Name a factor of the library, or hand in your own."
  )
}

const otherLevel = (factor: Pick<PlanFactor, "levels" | "nullLevel">): string =>
  factor.levels.find((level) => level !== factor.nullLevel) ?? factor.nullLevel

const chooseOne = Effect.fnUntraced(function* (
  given: { readonly id: string; readonly levels?: ReadonlyArray<string>; readonly on?: string },
  design: string,
  factors: ReadonlyArray<Factor>
): Effect.fn.Return<Chosen, InputError> {
  const factor = yield* lookUpFactor(given.id, design, factors)
  const what = `Factor ${factor.id} of design ${design}`
  const wanted = given.levels ?? factor.levels
  const unknown = [...wanted, ...(given.on === undefined ? [] : [given.on])].find(
    (level) => !factor.levels.includes(level)
  )
  if (unknown !== undefined) {
    return yield* refused(what, `level ${unknown}`, `its levels are ${factor.levels.join(", ")}`, "Correct the level.")
  }
  if (!wanted.includes(factor.nullLevel)) {
    return yield* refused(
      what,
      `levels ${wanted.join(", ")}`,
      `the null level, ${factor.nullLevel}, must be among them: effects are read against it`,
      "Add the null level."
    )
  }
  const levels = factor.levels.filter((level) => wanted.includes(level))
  const { id, version, kind, claim, source, nullLevel } = factor
  const onLevel = given.on ?? otherLevel({ levels, nullLevel })
  return {
    stored: {
      id,
      version,
      kind,
      claim,
      source,
      levels,
      nullLevel,
      onLevel,
      ...(factor.block === true ? { block: true } : {})
    },
    onIsSaid: given.on !== undefined || levels.length === 2,
    behind: [{ factor, levelAt: (level) => level }]
  }
})

const chooseGroup = Effect.fnUntraced(function* (
  { group, of }: Extract<StudyFactor, { readonly group: string }>,
  design: string,
  factors: ReadonlyArray<Factor>
): Effect.fn.Return<Chosen, InputError> {
  const members: Array<{ readonly factor: BlueprintFactor; readonly on: string }> = []
  for (const entry of of) {
    const one = typeof entry === "string" ? { id: entry } : entry
    const { behind, stored } = yield* chooseOne(one, design, factors)
    const [own] = behind
    if (own === undefined || own.factor.kind === "context") {
      return yield* refused(
        `Group ${group} of design ${design}`,
        `context factor ${stored.id}`,
        "a group sets factors of the system only",
        "List the context factor by itself."
      )
    }
    members.push({ factor: own.factor, on: stored.onLevel })
  }
  const [first, ...rest] = members.map(({ factor, on }) => ({
    id: factor.id,
    version: factor.version,
    off: factor.nullLevel,
    on
  }))
  if (first === undefined) return yield* Effect.die("a decoded group has at least one member")
  return {
    stored: {
      id: group,
      version: 1,
      kind: members.some(({ factor }) => factor.kind === "control") ? "control" : "information",
      claim: `${members.map(({ factor }) => factor.id).join(", ")} together change the gain.`,
      source: "this study",
      levels: ["without", "with"],
      nullLevel: "without",
      onLevel: "with",
      members: [first, ...rest]
    },
    onIsSaid: true,
    behind: members.map(({ factor, on }) => ({
      factor,
      levelAt: (level) => (level === "with" ? on : factor.nullLevel)
    }))
  }
})

const settingsOf = ({ written, loaded }: LoadedTask): TaskSettings => ({
  ...(written.where === undefined ? {} : { where: written.where }),
  ...(loaded.window === undefined ? {} : { window: loaded.window })
})

/** The task under the settings of a configuration; the study's own where nothing differs. */
const deriveTask = (
  task: LoadedTask,
  settings: TaskSettings,
  context: ReadonlyArray<DesignFactor>,
  levels: PlanRow
): StudyTask => {
  if (canonicalJson(settings) === canonicalJson(settingsOf(task))) return task.written
  const { where: _where, window: _window, ...rest } = task.written
  const { where, window } = settings
  return {
    ...rest,
    id: `${task.written.id} (${context.map(({ id }) => `${id}=${levels[id]}`).join(", ")})`,
    family: task.loaded.family,
    ...(where === undefined ? {} : { where }),
    ...(window === undefined ? {} : { window })
  }
}

const matches = (row: PlanRow, combination: PlanRow): boolean =>
  Object.entries(combination).every(([id, level]) => row[id] === level)

const isBlueprint = Schema.is(Blueprint)

/**
 * Looks up the factors of a design, lays out its plan, and turns every configuration into a system: the fold of
 * `apply(level)` over the base, null levels included, in the order of the library.
 *
 * Errors: InputError, before any token is spent: unknown factors and levels, a plan that does not fit, a configuration that a
 * factor refuses or whose parts do not fit together (with the factor, the level and the reason), a factor that changes nothing.
 * A d-optimal plan goes around what is refused; `forbidden` combinations are left out of every plan.
 */
export const resolveFactorDesign = Effect.fnUntraced(function* (
  given: StudyDesign,
  context: {
    readonly base: Blueprint
    readonly tasks: ReadonlyArray<LoadedTask>
    readonly factors: ReadonlyArray<Factor>
  }
): Effect.fn.Return<PlannedDesign, InputError> {
  const { base, factors: library } = context
  const twice = library.find((factor, index) => library.findIndex(({ id }) => id === factor.id) !== index)
  if (twice !== undefined) {
    return yield* refused("Factors", `${twice.id} twice`, "ids must be unique", "Rename your own factor.")
  }

  // Factors, in the order of the library.
  const place = (factor: Factor) => library.indexOf(factor)
  const chosen: Array<Chosen> = []
  for (const entry of given.factors) {
    const one = typeof entry === "string" ? { id: entry } : entry
    chosen.push("group" in one ? yield* chooseGroup(one, given.id, library) : yield* chooseOne(one, given.id, library))
  }
  const first = ({ behind }: Chosen) => Math.min(...behind.map(({ factor }) => place(factor)))
  chosen.sort((one, other) => first(one) - first(other))
  const parts = chosen.flatMap(({ stored, behind }) => behind.map((part) => ({ ...part, of: stored.id })))
  const inOrder = parts.map(({ factor }) => factor).sort((one, other) => place(one) - place(other))
  const shared = inOrder.find((factor, index) => inOrder.indexOf(factor) !== index)
  if (shared !== undefined) {
    return yield* refused(
      `Factors of design ${given.id}`,
      `${shared.id} twice`,
      "a factor can be set once",
      "Drop it, or take it out of the group."
    )
  }
  const stored = chosen.map((one) => one.stored)
  const contextual = stored.filter(({ kind }) => kind === "context")

  // Tasks.
  const unknown = given.tasks?.find((id) => !context.tasks.some(({ written }) => written.id === id))
  if (unknown !== undefined) {
    const known = context.tasks.map(({ written }) => written.id).join(", ")
    return yield* refused(`Task of design ${given.id}`, unknown, `must be one of ${known}`, "Correct the id.")
  }
  const tasks = context.tasks.filter(({ written }) => given.tasks === undefined || given.tasks.includes(written.id))

  // Configurations.
  const levelsOf = (row: PlanRow): PlanRow =>
    Object.fromEntries(parts.map(({ factor, levelAt, of }) => [factor.id, levelAt(row[of] ?? "")]))
  const configure = (
    row: PlanRow,
    task: LoadedTask
  ): Configuration | { readonly factor?: string; readonly reason: string } => {
    const made = applyLevels({ blueprint: base, settings: settingsOf(task) }, inOrder, levelsOf(row))
    if ("reason" in made) return { factor: `${made.factor}=${made.level}`, reason: made.reason }
    if (!isBlueprint(made.blueprint)) return { reason: "what comes out is not a blueprint" }
    const checked = Effect.runSync(Effect.result(checkBlueprint(made.blueprint)))
    if (Result.isFailure(checked)) return { reason: `${checked.failure.value}: ${checked.failure.limit}` }
    if (made.settings.window === undefined && task.written.window === undefined && task.loaded.window !== undefined) {
      return { reason: "the window belongs to the task's source; declare `window` on the task instead" }
    }
    return made
  }
  const reasonAgainst = (row: PlanRow): { readonly factor?: string; readonly reason: string } | undefined => {
    for (const task of tasks) {
      const made = configure(row, task)
      if ("reason" in made) return made
    }
    return undefined
  }
  const declared = given.forbidden ?? []
  const strange = declared
    .flatMap(Object.entries)
    .find(([id, level]) => !stored.find((one) => one.id === id)?.levels.includes(level))
  if (strange !== undefined) {
    return yield* refused(
      `Forbidden combination of design ${given.id}`,
      strange.join("="),
      `must name factors and levels of the design: ${stored.map(({ id, levels }) => `${id} (${levels.join(", ")})`).join("; ")}`,
      "Correct the name."
    )
  }
  const isForbidden = (row: PlanRow): boolean => declared.some((combination) => matches(row, combination))

  // Plan.
  const plan = given.plan ?? { kind: "full-factorial" as const }
  const planFactors = chosen.map(
    ({ stored: { id, levels, nullLevel, onLevel }, onIsSaid }): PlanFactor => ({
      id,
      levels,
      nullLevel,
      ...(onIsSaid ? { onLevel } : {})
    })
  )
  const table: RunTable =
    plan.kind === "d-optimal"
      ? yield* planRuns(plan, planFactors, {
          forbidden: (row) => (isForbidden(row) ? "declared as forbidden" : reasonAgainst(row)?.reason)
        })
      : yield* tableWithout(yield* planRuns(plan, planFactors), isForbidden)
  for (const row of table.rows) {
    const against = reasonAgainst(row)
    if (against === undefined) continue
    return yield* refused(
      against.factor === undefined
        ? `Configuration of design ${given.id}`
        : `Factor ${against.factor} in design ${given.id}`,
      rowText(row),
      `cannot be run: ${against.reason}`,
      "Drop the level, list the combination under `forbidden`, or use a d-optimal plan, which goes around it."
    )
  }

  // Every factor must do something somewhere.
  const [someTask] = tasks
  if (someTask === undefined) return yield* Effect.die("a decoded study has at least one task")
  const outcome = (row: PlanRow): string => {
    const made = configure(row, someTask)
    return "reason" in made ? "" : canonicalJson(made)
  }
  for (const { id, levels } of stored) {
    const acts = table.rows.some((row) => {
      const own = outcome(row)
      return levels.some((level) => level !== row[id] && ![own, ""].includes(outcome({ ...row, [id]: level })))
    })
    if (!acts) {
      return yield* refused(
        `Factor ${id} of design ${given.id}`,
        `levels ${levels.join(", ")}`,
        `changes nothing of ${base.id} in any of the ${table.rows.length} runs`,
        "Drop it, or start from another base."
      )
    }
  }

  const rows = new Map<string, { readonly row: PlanRow; readonly repeats: number }>()
  for (const row of table.rows) {
    const key = canonicalJson(row)
    rows.set(key, { row, repeats: (rows.get(key)?.repeats ?? 0) + 1 })
  }
  const cells: Array<PlannedCell> = []
  for (const { row, repeats } of rows.values()) {
    let blueprint = base
    const on = tasks.flatMap((task) => {
      const made = configure(row, task)
      if ("reason" in made) return []
      blueprint = made.blueprint
      return [{ of: task.written.id, task: deriveTask(task, made.settings, contextual, row) }]
    })
    cells.push({ levels: row, repeats, blueprint: { ...blueprint, id: cellName(given.id, stored, row) }, tasks: on })
  }
  const [head, ...others] = stored
  const [firstRow, ...otherRows] = table.rows
  if (head === undefined || firstRow === undefined) return yield* Effect.die("a plan has factors and runs")
  const { rows: _rows, kind: _kind, factors: _factors, ...structure } = table
  const kept: StoredTable = { ...structure, rows: [firstRow, ...otherRows] }
  const [firstTask, ...otherTasks] = tasks.map(({ written }) => written.id)
  return {
    design: {
      id: given.id,
      base: base.id,
      factors: [head, ...others],
      plan,
      table: kept,
      tasks: [firstTask ?? someTask.written.id, ...otherTasks],
      contrast: given.contrast ?? "from-full",
      scale: given.scale ?? "log"
    },
    cells
  }
})
