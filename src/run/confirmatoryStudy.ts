import * as Effect from "effect/Effect"
import type { PrunedDesign } from "../attribution/pruneDesign.js"
import type { Blueprint } from "../blueprint/Blueprint.js"
import { canonicalJson } from "../design/contentHash.js"
import type { FactorDesign } from "../design/FactorDesign.js"
import { resolveTask } from "../design/resolveTask.js"
import type { Study, StudyDesign, StudyTask } from "../design/Study.js"
import { InputError } from "../errors/InputError.js"
import { applyLevels } from "../factor/applyLevels.js"
import type { Factor } from "../factor/Factor.js"
import type { Ledger } from "../ledger/Ledger.js"
import type { Item } from "../task/Item.js"
import { syntheticTask } from "../task/syntheticTask.js"

/** A system without the factors that were taken out, and the study that puts it to the test. */
export interface Confirmation {
  readonly blueprint: Blueprint
  /** Pruned and full system and single agent on items that the first run has not seen. */
  readonly study: Study
  readonly notes: ReadonlyArray<string>
}

/** How {@link confirmatoryStudy} finds what the ledger does not hold. */
export interface ConfirmationOptions {
  /** The factors that the run was given, in their order. */
  readonly factors: ReadonlyArray<Factor>
  /** Where relative paths of the study start. */
  readonly folder: string
  /** Fresh items a task; absent: as many as the run had. */
  readonly items?: number
  /** Path of a JSONL file with fresh items, where a task's own source has no more. */
  readonly itemsFrom?: string
}

const named = (blueprint: Blueprint, id: string): Blueprint => ({ ...blueprint, id })

/**
 * The pruned system of a design, and the study that confirms it on fresh items: pruned, full and single agent under the budget,
 * seeds and analysis of the first run, with the pruned one compared directly with the full one.
 *
 * Fresh are items of another seed of a synthetic family, or those of a file or data set that the run did not use.
 *
 * Assumes: the ledger holds the study as written. Systems come from its arms; a configuration that was not run is made by the
 * factors, which must have the versions of the run.
 * Errors: InputError for a ledger without its study, for factors that are not at hand or of another version, for a source
 * without fresh items.
 */
export const confirmatoryStudy = Effect.fnUntraced(function* (
  ledger: Ledger,
  pruned: PrunedDesign,
  options: ConfirmationOptions
): Effect.fn.Return<Confirmation, InputError> {
  const { study: written, design: whole } = ledger.start
  const design = (whole.designs ?? []).find(({ id }) => id === pruned.design)
  if (written === undefined || design === undefined) {
    return yield* new InputError({
      what: "Ledger",
      value: written === undefined ? "no study in its first line" : `no design ${pruned.design}`,
      limit: "the study as written is what a confirmatory study starts from",
      advice: "Run the study again with this version of the package."
    })
  }
  const full = named(yield* systemAt(ledger, design, pruned.full, options.factors), `${design.base}-full`)
  const blueprint = named(yield* systemAt(ledger, design, pruned.levels, options.factors), `${design.base}-pruned`)

  const used = new Set(whole.tasks.flatMap(({ items }) => items.map(contentOf)))
  const tasks: Array<StudyTask> = []
  for (const task of written.tasks) {
    if (!design.tasks.includes(task.id)) continue
    const before = whole.tasks.find(({ id }) => id === task.id)?.items.length ?? whole.tasks[0].items.length
    tasks.push(yield* freshTask(task, used, options.items ?? before, options))
  }
  const [first, ...rest] = tasks
  if (first === undefined) return yield* Effect.die("a design has at least one task")
  const against = comparison(design, pruned, { full, blueprint }, options.factors)
  const { designs: _designs, teams: _teams, tasks: _tasks, items: _items, limits: _limits, ...kept } = written
  return {
    blueprint,
    study: {
      ...kept,
      name: `${written.name}-confirm`,
      seed: whole.seed + 1,
      tasks: [first, ...rest],
      teams: [blueprint, full],
      ...(against === undefined ? {} : { designs: [against] })
    },
    notes: [
      ...(against === undefined
        ? ["the factors are not in the library: pruned and full system are each compared with the single agent only"]
        : []),
      ...(design.factors.some(({ kind }) => kind === "context")
        ? ["context factors are left out: the study runs on the tasks as written"]
        : [])
    ]
  }
})

const contentOf = ({ question, facts }: Item): string => canonicalJson({ question, facts })

/** The library's factors behind a design's factors, with the level of each. */
const behind = Effect.fnUntraced(function* (
  design: FactorDesign,
  levels: Readonly<Record<string, string>>,
  factors: ReadonlyArray<Factor>
): Effect.fn.Return<
  { readonly factors: ReadonlyArray<Factor>; readonly levels: Readonly<Record<string, string>> },
  InputError
> {
  const wanted = design.factors.flatMap((factor) => {
    if (factor.kind === "context") return []
    const level = levels[factor.id] ?? factor.nullLevel
    return factor.members === undefined
      ? [{ id: factor.id, version: factor.version, level }]
      : factor.members.map(({ id, version, off, on }) => ({ id, version, level: level === factor.onLevel ? on : off }))
  })
  for (const { id, version } of wanted) {
    const now = factors.find((factor) => factor.id === id)
    if (now?.version === version) continue
    return yield* new InputError({
      what: `Factor ${id}`,
      value: now === undefined ? "not at hand" : `version ${now.version}`,
      limit: `the run used version ${version}, and the pruned system was not among its configurations`,
      advice: "Name the study file that exports the factor (--study), or use the package version of the run."
    })
  }
  return {
    factors: factors.filter(({ id }) => wanted.some((one) => one.id === id)),
    levels: Object.fromEntries(wanted.map(({ id, level }) => [id, level]))
  }
})

/** The system at given levels: from the ledger where it was run, else made by the factors. */
const systemAt = Effect.fnUntraced(function* (
  ledger: Ledger,
  design: FactorDesign,
  levels: Readonly<Record<string, string>>,
  factors: ReadonlyArray<Factor>
): Effect.fn.Return<Blueprint, InputError> {
  const systemLevels = (of: Readonly<Record<string, string>>) =>
    JSON.stringify(design.factors.filter(({ kind }) => kind !== "context").map(({ id }) => of[id]))
  const cells = ledger.start.design.arms.flatMap((arm) =>
    (arm.cells ?? []).filter((cell) => cell.design === design.id).map((cell) => ({ cell, blueprint: arm.blueprint }))
  )
  const run = cells.find(({ cell }) => systemLevels(cell.levels) === systemLevels(levels))
  if (run !== undefined) return run.blueprint
  const [some] = cells
  if (some === undefined) return yield* Effect.die("a design has at least one arm")
  const own = yield* behind(design, levels, factors)
  const made = applyLevels({ blueprint: some.blueprint, settings: {} }, own.factors, own.levels)
  if ("blueprint" in made) return made.blueprint
  return yield* new InputError({
    what: `Factor ${made.factor}=${made.level}`,
    value: "does not fit the pruned system",
    limit: made.reason,
    advice: "Prune by hand, or run the design again without one factor at a time."
  })
})

/** A design of two runs that compares the pruned with the full system; undefined where the factors cannot make them. */
const comparison = (
  design: FactorDesign,
  pruned: PrunedDesign,
  systems: { readonly full: Blueprint; readonly blueprint: Blueprint },
  factors: ReadonlyArray<Factor>
): StudyDesign | undefined => {
  const gone = design.factors.filter(({ id }) => pruned.removed.some(({ factor }) => factor === id))
  const members = gone.flatMap(
    ({ id, onLevel, nullLevel, version, members: own }) => own ?? [{ id, version, off: nullLevel, on: onLevel }]
  )
  const at = (side: "off" | "on") =>
    applyLevels(
      { blueprint: systems.full, settings: {} },
      factors.filter(({ id }) => members.some((one) => one.id === id)),
      Object.fromEntries(members.map((one) => [one.id, one[side]]))
    )
  const sound = members.every(({ id, version }) =>
    factors.some((factor) => factor.id === id && factor.version === version)
  )
  const same = (made: ReturnType<typeof at>, system: Blueprint) =>
    "blueprint" in made && canonicalJson({ ...made.blueprint, id: "" }) === canonicalJson({ ...system, id: "" })
  const [first, ...rest] = members.map(({ id, on }) => ({ id, on }))
  if (!sound || first === undefined || !same(at("on"), systems.full) || !same(at("off"), systems.blueprint)) {
    return undefined
  }
  return {
    id: "pruning",
    base: systems.full,
    factors: [{ group: "removed", of: [first, ...rest] }],
    plan: { kind: "leave-one-out" },
    contrast: "from-full"
  }
}

/** A task of the same kind with items that were not used. */
const freshTask = Effect.fnUntraced(function* (
  task: StudyTask,
  used: ReadonlySet<string>,
  count: number,
  options: ConfirmationOptions
): Effect.fn.Return<StudyTask, InputError> {
  const { source } = task
  if (options.itemsFrom !== undefined) return { ...task, source: { file: options.itemsFrom } }
  if ("synthetic" in source) {
    // Small families repeat themselves over seeds; the first seed without a repetition is taken.
    for (let further = 1; further <= 64; further++) {
      const spec = { ...source.synthetic, items: count, seed: source.synthetic.seed + further }
      const { items } = yield* syntheticTask(spec)
      if (!items.some((item) => used.has(contentOf(item)))) return { ...task, source: { synthetic: spec } }
    }
  }
  const all = yield* resolveTask(task, options.folder, undefined)
  const drawn =
    "synthetic" in source
      ? yield* syntheticTask({ ...source.synthetic, items: count + used.size, seed: source.synthetic.seed + 1 })
      : all
  const [first, ...rest] = drawn.items.filter((item) => !used.has(contentOf(item))).slice(0, count)
  if (first === undefined) {
    return yield* new InputError({
      what: `Fresh items of task ${task.id}`,
      value: `all ${all.items.length} of its source were used`,
      limit: "a choice is confirmed on items that had no part in it",
      advice: "Give further items of the same kind in a JSONL file (--items-from)."
    })
  }
  const { where: _where, source: _source, ...kept } = task
  return {
    ...kept,
    source: { items: [first, ...rest] },
    family: all.family,
    grader: all.grader,
    range: all.range,
    ...(all.instruction === undefined ? {} : { instruction: all.instruction }),
    ...(all.guessRate === undefined ? {} : { guessRate: all.guessRate }),
    ...(all.window === undefined ? {} : { window: all.window })
  }
})
