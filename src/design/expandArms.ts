import * as Effect from "effect/Effect"
import type { Blueprint } from "../blueprint/Blueprint.js"
import { checkBlueprint } from "../blueprint/checkBlueprint.js"
import { isSingleAgent } from "../blueprint/isSingleAgent.js"
import { accessStrategy, singleStrategies } from "../blueprint/singleStrategies.js"
import { InputError } from "../errors/InputError.js"
import type { Task } from "../task/Task.js"
import { windowsOf } from "../task/windowsOf.js"
import type { Arm } from "./Arm.js"
import { modelsOf, toolsOf } from "./competes.js"
import { canonicalJson } from "./contentHash.js"
import { crossVariants } from "./crossVariants.js"
import type { ArmCell } from "./FactorDesign.js"
import type { PlannedDesign } from "./resolveFactorDesign.js"
import type { Study } from "./Study.js"

/** Blueprints by name; what a study's strings refer to. */
export type Presets = Readonly<Record<string, Blueprint>>

const defaultSeeds = 1
const defaultPool = { first: 3, most: 64 }

type System = Exclude<NonNullable<Study["teams"]>[number], { readonly system: unknown }>

/** The blueprint that a study names or holds. Errors: InputError for an unknown preset, or parts that do not fit together. */
export const lookUp = (system: System, presets: Presets): Effect.Effect<Blueprint, InputError> => {
  if (typeof system !== "string") return checkBlueprint(system)
  const preset = Object.hasOwn(presets, system) ? presets[system] : undefined
  return preset === undefined
    ? Effect.fail(
        new InputError({
          what: "Preset",
          value: system,
          limit: `must be one of ${Object.keys(presets).sort().join(", ") || "(no presets were handed in)"}`,
          advice: "Name a preset or write the blueprint out."
        })
      )
    : checkBlueprint(preset)
}

const windowCount = (task: Task): number =>
  task.items.reduce((most, item) => Math.max(most, windowsOf(item, task.window).length), 1)

/** Every agent of both arms obeys the task's window; whoever reads in windows needs one. */
const checkInformation = (blueprint: Blueprint, task: Task): Effect.Effect<Blueprint, InputError> => {
  const refuse = (value: string, limit: string, advice: string) =>
    Effect.fail(new InputError({ what: `Blueprint ${blueprint.id} on task ${task.id}`, value, limit, advice }))
  const inParts = blueprint.agents.some((agent) => agent.information !== "all")
  if (inParts && task.window === undefined) {
    return refuse(
      "an agent holds or reads windows of facts",
      "the task declares no window",
      "Declare `window` on the task, or give every agent all information."
    )
  }
  if (!inParts && windowCount(task) > 1) {
    return refuse(
      "an agent would carry all facts in one call",
      `a call may carry at most ${task.window} facts`,
      "Use a blueprint that reads in windows, or drop the window."
    )
  }
  return Effect.succeed(blueprint)
}

/** Every strategy, for every model of every team with the tools of that team. */
const defaultSingles = (teams: ReadonlyArray<Blueprint>, windowed: boolean): ReadonlyArray<Blueprint> => {
  const strategies = teams.flatMap((team) =>
    modelsOf(team).flatMap((model) => singleStrategies({ model, windowed, tools: toolsOf(team) }))
  )
  return [...new Map(strategies.map((strategy) => [strategy.id, strategy])).values()]
}

/** A team with a calculator against an agent without one would measure the calculator. */
const checkToolParity = (
  team: Blueprint,
  singles: ReadonlyArray<Blueprint>,
  task: Task
): Effect.Effect<void, InputError> => {
  const tools = toolsOf(team)
  const held = singles.some((single) => toolsOf(single).join() === tools.join())
  return held
    ? Effect.void
    : Effect.fail(
        new InputError({
          what: `Tools of team ${team.id} on task ${task.id}`,
          value: tools.join(", ") || "none",
          limit: "some single agent must hold exactly the tools that the team holds together",
          advice: "Give a strategy under `singles` these tools, or leave `singles` out."
        })
      )
}

/** A team on one task, with the configurations of factor designs that it is. */
interface TeamOnTask {
  readonly blueprint: Blueprint
  readonly cells: ReadonlyArray<ArmCell>
}

/** What a system is, whatever its name. */
const contentOf = ({ id: _id, ...content }: Blueprint): string => canonicalJson(content)

/**
 * Adds the configurations of the designs that run on a task. Those that come to the same system, or to a team that is there
 * already, are run once: they are one arm with several cells, under the name of the first.
 */
const withCells = (
  teams: ReadonlyArray<TeamOnTask>,
  task: string,
  planned: ReadonlyArray<PlannedDesign>
): ReadonlyArray<TeamOnTask> => {
  const all = teams.map((team) => ({ ...team, cells: [...team.cells] }))
  for (const { design, cells } of planned) {
    for (const { levels, repeats, blueprint, tasks } of cells) {
      for (const { of, task: on } of tasks) {
        if (on.id !== task) continue
        const cell = { design: design.id, task: of, levels, repeats }
        const there = all.find((team) => contentOf(team.blueprint) === contentOf(blueprint))
        if (there === undefined) all.push({ blueprint, cells: [cell] })
        else there.cells.push(cell)
      }
    }
  }
  return all
}

/** With equal settings a greedy agent repeats itself: one sample says all. */
const deterministic = (blueprint: Blueprint): boolean => blueprint.agents.every((agent) => agent.temperature === 0)

/**
 * The arms of a study: every team and every configuration of its designs on its tasks, the single agent's strategies at information parity for every model that
 * the task's teams use, and, where a team's agents hold windows of their own, lone agents with one window (*access*).
 *
 * Errors: InputError for unknown presets and tasks, blueprints that do not fit the task, a "single agent" that is none.
 */
export const expandArms = Effect.fnUntraced(function* (
  study: Study,
  tasks: ReadonlyArray<Task>,
  presets: Presets,
  planned: ReadonlyArray<PlannedDesign> = []
): Effect.fn.Return<[Arm, ...Array<Arm>], InputError> {
  const pool = { ...defaultPool, ...study.pool }
  if (pool.first > pool.most) {
    return yield* new InputError({
      what: "Pool of the single agent",
      value: `first ${pool.first}, most ${pool.most}`,
      limit: "first must not be above most",
      advice: "Raise pool.most or lower pool.first."
    })
  }
  const teams: Array<{ readonly blueprint: Blueprint; readonly tasks: ReadonlyArray<string> | undefined }> = []
  for (const team of study.teams ?? []) {
    const entry = typeof team === "object" && "system" in team ? team : { system: team, tasks: undefined }
    const unknown = entry.tasks?.find((id) => !tasks.some((task) => task.id === id))
    if (unknown !== undefined) {
      return yield* new InputError({
        what: "Task of a team",
        value: unknown,
        limit: `must be one of ${tasks.map((task) => task.id).join(", ")}`,
        advice: "Correct the id in `teams`."
      })
    }
    teams.push({ blueprint: yield* lookUp(entry.system, presets), tasks: entry.tasks })
  }
  const declared: Array<Blueprint> = []
  for (const single of study.singles ?? []) {
    const blueprint = yield* lookUp(single, presets)
    if (!isSingleAgent(blueprint)) {
      return yield* new InputError({
        what: `Single agent ${blueprint.id}`,
        value: `${blueprint.agents.length} agents`,
        limit: "all its calls must share one (model, memory, tools, information) tuple",
        advice: "List it under `teams`, or give its agents the same tuple."
      })
    }
    declared.push(blueprint)
  }

  // Teams run on the tasks as written; tasks derived by context factors are for the designs alone.
  const isStudyTask = (id: string): boolean => study.tasks.some((task) => task.id === id)
  const drafts: Array<Omit<Arm, "slot">> = []
  for (const task of tasks) {
    const named = teams
      .filter((team) => (team.tasks === undefined ? isStudyTask(task.id) : team.tasks.includes(task.id)))
      .map(({ blueprint }) => ({ blueprint, cells: [] }))
    const onTask = withCells(named, task.id, planned)
    for (const { blueprint, cells } of onTask) {
      yield* checkInformation(blueprint, task)
      const seeds = (study.seeds ?? defaultSeeds) * Math.max(1, ...cells.map(({ repeats }) => repeats))
      const [first, ...rest] = cells
      drafts.push({
        role: "team",
        task: task.id,
        blueprint,
        seeds,
        mostSeeds: seeds,
        ...(first === undefined ? {} : { cells: [first, ...rest] })
      })
    }
    if (onTask.length === 0) {
      return yield* new InputError({
        what: `Task ${task.id}`,
        value: "no team",
        limit: "every task needs at least one team",
        advice: "Name the task in the `tasks` of a team or design, or drop it."
      })
    }
    const aliases = [...new Set(onTask.flatMap(({ blueprint }) => modelsOf(blueprint)))]
    const windowed = windowCount(task) > 1
    const singles =
      study.singles === undefined
        ? defaultSingles(
            onTask.map(({ blueprint }) => blueprint),
            windowed
          )
        : declared
    for (const { blueprint } of onTask) yield* checkToolParity(blueprint, singles, task)
    for (const blueprint of singles) {
      yield* checkInformation(blueprint, task)
      drafts.push({ role: "single", task: task.id, blueprint, ...poolOf(blueprint, pool) })
    }
    const apart = onTask.some(({ blueprint }) => blueprint.agents.some((agent) => agent.information === "own-window"))
    if (apart) {
      for (const alias of aliases) {
        for (let window = 0; window < windowCount(task); window++) {
          const blueprint = accessStrategy({ model: alias, window })
          drafts.push({ role: "access", task: task.id, blueprint, ...poolOf(blueprint, pool) })
        }
      }
    }
    const names = drafts.filter((draft) => draft.task === task.id).map((draft) => draft.blueprint.id)
    const twice = names.find((name, index) => names.indexOf(name) !== index)
    if (twice !== undefined) {
      return yield* new InputError({
        what: `System name on task ${task.id}`,
        value: twice,
        limit: "every arm of a task needs a name of its own",
        advice: "Give one of the blueprints another id."
      })
    }
  }
  const [first, ...rest] = drafts.map((draft, slot): Arm => ({ slot, ...draft }))
  if (first === undefined) return yield* Effect.die("a study has at least one task and team")
  return yield* crossVariants([first, ...rest], study.promptVariants)
})

const poolOf = (blueprint: Blueprint, pool: typeof defaultPool): Pick<Arm, "seeds" | "mostSeeds"> =>
  deterministic(blueprint) ? { seeds: 1, mostSeeds: 1 } : { seeds: pool.first, mostSeeds: pool.most }
