import type { Arm } from "../design/Arm.js"
import { competes } from "../design/competes.js"
import { contentHash } from "../design/contentHash.js"
import type { FactorDesign } from "../design/FactorDesign.js"
import { InputError } from "../errors/InputError.js"
import { type ArmMeans, varyingOf } from "../gain/ArmMeans.js"
import { budgetShift } from "../gain/budgetShift.js"
import { affordable, candidatesAt } from "../gain/candidatesAt.js"
import { crossFit } from "../gain/crossFit.js"
import { curveOn } from "../gain/curveOn.js"
import type { Estimate } from "../gain/Estimate.js"
import { endBelow } from "../gain/estimateRow.js"
import { estimatesFromLedger } from "../gain/estimatesFromLedger.js"
import { groupsOf } from "../gain/Groups.js"
import type { PolicyCurve } from "../gain/PolicyCurve.js"
import { policyCurves } from "../gain/policyCurves.js"
import { clusterOf, figure } from "../gain/Row.js"
import type { Samples } from "../gain/Samples.js"
import { meanCost, samplesOf } from "../gain/samplesOf.js"
import { matchedUnit, type Unit } from "../gain/Unit.js"
import type { Ledger } from "../ledger/Ledger.js"
import { mean } from "../stats/mean.js"
import type { Cell, CellData } from "./CellData.js"
import type { AttributionProblem, DesignCell } from "./DesignAttribution.js"

/** What {@link cellsFromLedger} reads, and how. */
export interface CellsOptions {
  /** In which budgets are matched; absent: the design's. */
  readonly unit?: Unit
  /** `score`: scores alone, whatever they cost; absent: `gamma`. */
  readonly basis?: "gamma" | "score"
  /** Rows of `estimatesFromLedger` in the same unit, where they are at hand. */
  readonly estimates?: ReadonlyArray<Estimate>
}

/** The cells of one design over one set of items: what `attribute` takes, or why it cannot be had. */
export interface LedgerCells {
  readonly design: FactorDesign
  /** Id of the study's task. */
  readonly task: string
  readonly family: string
  /** Levels of context factors that hold for all cells, because they change the items; empty where there are none. */
  readonly stratum: Readonly<Record<string, string>>
  readonly cells: ReadonlyArray<DesignCell>
  /** Slots of the cells' arms, in their order. */
  readonly slots: ReadonlyArray<number>
  /** Ids of the items that are complete in every cell, in the order of the matrices. */
  readonly items: ReadonlyArray<string>
  /** Label of each item's cluster. */
  readonly clusters: ReadonlyArray<string>
  /** Mean score of each item, by cell. */
  readonly means: ReadonlyArray<ReadonlyArray<number>>
  readonly missing: number
  readonly missingFrom: ReadonlyArray<{ readonly system: string; readonly items: number }>
  /** `null` with a `problem`. */
  readonly data: CellData | null
  /**
   * The single agent at every cell's own cost, one score an item; empty where budgets were not matched. In `data` only where
   * costs differ: otherwise it cancels.
   */
  readonly baselines: ReadonlyArray<ReadonlyArray<number>>
  readonly problem?: AttributionProblem
}

/**
 * Reads the cells of a design from a ledger, each with the scores of its items, their costs, the single agent at that cell's
 * own mean cost, and the interval of its Γ.
 *
 * Cells over the same items form one set. Where a context factor changes the items, every combination of such factors' levels
 * is a stratum of its own, since items that differ cannot be compared one by one.
 *
 * Shape: one entry a task and stratum, in the order of the design's tasks, then of its runs. Matrices are items × seeds, items
 * by id.
 * Unit: scores rescaled to [0, 1]; costs in the matched dimension or `unit`.
 * Assumes: as `estimatesFromLedger`. An item enters when every cell and every single agent that competes with one has all its
 * trials on it; the others are counted in `missing`.
 * Errors: InputError for a design that the ledger does not have. What is not estimable has a `problem`.
 *
 * @category attribution
 */
export const cellsFromLedger = (
  ledger: Ledger,
  designId: string,
  options: CellsOptions = {}
): ReadonlyArray<LedgerCells> => {
  const { design: whole } = ledger.start
  const designs = whole.designs ?? []
  const design = designs.find(({ id }) => id === designId)
  if (design === undefined) {
    throw new InputError({
      what: "Design",
      value: designId,
      limit: `must be one of ${designs.map(({ id }) => id).join(", ") || "(the study has none)"}`,
      advice: "Name a design of the study."
    })
  }
  const unit = options.unit ?? matchedUnit(whole)
  const context: Context = {
    ledger,
    design,
    unit,
    basis: options.basis ?? "gamma",
    estimates: options.estimates ?? estimatesFromLedger(ledger, unit),
    arms: samplesOf(ledger, unit),
    curves: new Map()
  }
  return design.tasks.flatMap((task) => {
    const entries = context.arms.flatMap((samples) =>
      (samples.arm.cells ?? []).flatMap((cell) =>
        cell.design === design.id && cell.task === task ? [{ levels: cell.levels, samples }] : []
      )
    )
    return strataOf(design, entries).map(({ stratum, members }) =>
      cellsOf(context, { task, stratum, entries: inRunOrder(design, members) })
    )
  })
}

/** A configuration and the trials of its arm. */
interface Entry {
  readonly levels: Readonly<Record<string, string>>
  readonly samples: Samples
}

interface Context {
  readonly ledger: Ledger
  readonly design: FactorDesign
  readonly unit: Unit
  readonly basis: "gamma" | "score"
  readonly estimates: ReadonlyArray<Estimate>
  readonly arms: ReadonlyArray<Samples>
  /** By slot, made once. */
  readonly curves: Map<number, ReadonlyArray<PolicyCurve>>
}

const levelsKey = (design: FactorDesign, levels: Readonly<Record<string, string>>): string =>
  JSON.stringify(design.factors.map(({ id }) => levels[id]))

const inRunOrder = (design: FactorDesign, entries: ReadonlyArray<Entry>): ReadonlyArray<Entry> => {
  const place = new Map<string, number>()
  design.table.rows.forEach((row, index) => {
    const key = levelsKey(design, row)
    if (!place.has(key)) place.set(key, index)
  })
  const of = ({ levels }: Entry) => place.get(levelsKey(design, levels)) ?? design.table.rows.length
  return [...entries].sort((one, other) => of(one) - of(other))
}

/** Cells over the same items together. */
const strataOf = (
  design: FactorDesign,
  entries: ReadonlyArray<Entry>
): ReadonlyArray<{ readonly stratum: Readonly<Record<string, string>>; readonly members: ReadonlyArray<Entry> }> => {
  const groups = new Map<string, Array<Entry>>()
  const hashes = new Map<string, string>()
  for (const entry of entries) {
    const { task, items } = entry.samples
    const hash = hashes.get(task.id) ?? contentHash(items)
    hashes.set(task.id, hash)
    const group = groups.get(hash)
    if (group === undefined) groups.set(hash, [entry])
    else group.push(entry)
  }
  const all = [...groups.values()]
  const held = design.factors.filter(
    ({ id, kind }) =>
      kind === "context" &&
      all.length > 1 &&
      all.every((members) => members.every(({ levels }) => levels[id] === members[0]?.levels[id]))
  )
  return all.map((members) => ({
    stratum: Object.fromEntries(held.map(({ id }) => [id, members[0]?.levels[id] ?? ""])),
    members
  }))
}

const cellsOf = (
  context: Context,
  of: {
    readonly task: string
    readonly stratum: Readonly<Record<string, string>>
    readonly entries: ReadonlyArray<Entry>
  }
): LedgerCells => {
  const { design, unit, basis, arms, estimates } = context
  const { task, stratum, entries } = of
  const singlesOf = (team: Arm): ReadonlyArray<Samples> =>
    arms.filter(({ arm }) => arm.role === "single" && competes(team, arm))
  const teams = unique(entries.map(({ samples }) => samples))
  const singles = unique(teams.flatMap(({ arm }) => singlesOf(arm)))
  const needed = basis === "score" ? teams : [...teams, ...singles]
  const whole = (samples: Samples, item: number): boolean => {
    const row = samples.samples[item] ?? [null]
    return basis === "score" ? row.every((sample) => sample !== null) : meanCost(row) !== null
  }
  const positions = [...(teams[0]?.items.keys() ?? [])]
  const complete = positions.filter((item) => needed.every((samples) => whole(samples, item)))
  const costs = entries.map(({ samples }) => {
    const own = complete.map((item) => meanCost(samples.samples[item] ?? [null]))
    return own.some((cost) => cost === null) || own.length === 0 ? null : own.map((cost) => cost ?? 0)
  })
  const scores = entries.map(({ samples }) =>
    complete.map((item) => (samples.samples[item] ?? []).map((sample) => sample?.score ?? 0))
  )
  const clusters = complete.map((item) => (teams[0] === undefined ? String(item) : clusterOf(teams[0], item)))

  // The single agent at every cell's own cost.
  const groups = groupsOf(complete.length, clusters)
  let problem: AttributionProblem | undefined =
    complete.length === 0
      ? {
          kind: "no-complete-item",
          words: "no item has all its trials in every cell and every single-agent arm; resume the run"
        }
      : undefined
  const unknown = basis === "score" ? undefined : needed.find(({ costUnknown }) => costUnknown)
  if (unknown !== undefined) {
    problem = {
      kind: "unknown-cost",
      words: `the cost of ${unknown.arm.blueprint.id} is not known in ${unit.name}, so budgets cannot be matched`
    }
  }
  const baselines: Array<ReadonlyArray<number>> = []
  const rivals: Array<string> = []
  if (basis === "gamma" && problem === undefined) {
    for (const [index, { samples }] of entries.entries()) {
      const spent = costs[index] ?? []
      const own = singlesOf(samples.arm)
      const found = baselineOf(context, {
        name: samples.arm.blueprint.id,
        team: (scores[index] ?? []).map((row) => mean(row)),
        spent,
        singles: own,
        items: complete,
        groups
      })
      if ("kind" in found) {
        problem = found
        baselines.length = 0
        break
      }
      baselines.push(found.scores)
      rivals.push(own.map(({ arm }) => arm.slot).join())
    }
  }
  const means = costs.map((own) => (own === null ? null : mean(own)))
  const [firstCost] = means
  const shared =
    rivals.every((slots) => slots === rivals[0]) &&
    means.every(
      (cost) => cost !== null && firstCost != null && affordable(cost, firstCost) && affordable(firstCost, cost)
    )

  const factors = design.factors.filter(({ id }) => !Object.hasOwn(stratum, id))
  if (problem === undefined && (factors.length === 0 || entries.length < 2)) {
    problem = { kind: "one-level", words: "within this stratum every factor was run at one level only" }
  }
  const cells = entries.map(({ levels, samples }, index): DesignCell => {
    const row = estimates.find(
      (estimate) =>
        estimate.system === samples.arm.blueprint.id &&
        estimate.task === samples.task.id &&
        estimate.comparison === "parity"
    )
    const own = scores[index] ?? []
    const baseline = baselines[index]
    return {
      levels,
      system: samples.arm.blueprint.id,
      task: samples.task.id,
      score: own.length === 0 ? null : mean(own.map((trials) => mean(trials))),
      cost: means[index] ?? null,
      baseline: baseline === undefined ? null : mean(baseline),
      gamma: {
        value: row?.gamma ?? null,
        lower: row?.interval.lower ?? null,
        upper: row?.interval.upper ?? null,
        verdict: row?.verdict ?? "not-estimable"
      }
    }
  })
  return {
    design,
    task,
    family: entries[0]?.samples.task.family ?? task,
    stratum,
    cells,
    slots: entries.map(({ samples }) => samples.arm.slot),
    items: complete.map((item) => teams[0]?.items[item]?.id ?? ""),
    clusters,
    means: scores.map((rows) => rows.map((trials) => mean(trials))),
    missing: positions.length - complete.length,
    missingFrom: needed.flatMap((samples) => {
      const lacking = positions.filter((item) => !whole(samples, item)).length
      return lacking === 0 ? [] : [{ system: samples.arm.blueprint.id, items: lacking }]
    }),
    data:
      problem !== undefined
        ? null
        : {
            factors: factors.map(({ id, levels, nullLevel, onLevel }) => ({ id, levels, nullLevel, onLevel })),
            cells: entries.map(({ levels }, index): Cell => {
              const { gamma } = cells[index] as DesignCell
              const baseline = baselines[index]
              return {
                levels,
                scores: scores[index] ?? [],
                cost: costs[index] ?? null,
                ...(baseline === undefined || shared ? {} : { baseline: { scores: baseline } }),
                ...(basis === "score" ? {} : { gamma: { lower: gamma.lower, upper: gamma.upper } })
              }
            }),
            clusters,
            ...(Object.keys(stratum).length === 0 ? { aliases: design.table.aliases } : {})
          },
    baselines,
    ...(problem === undefined ? {} : { problem })
  }
}

const unique = (samples: ReadonlyArray<Samples>): ReadonlyArray<Samples> => [
  ...new Map(samples.map((one) => [one.arm.slot, one])).values()
]

/**
 * The single agent's envelope at one cell's mean cost, cross-fitted, one score an item. What the estimated budget adds to its
 * uncertainty is part of the single scores and not of their mean.
 */
const baselineOf = (
  context: Context,
  of: {
    readonly name: string
    readonly team: ReadonlyArray<number>
    readonly spent: ReadonlyArray<number>
    readonly singles: ReadonlyArray<Samples>
    readonly items: ReadonlyArray<number>
    readonly groups: ReturnType<typeof groupsOf>
  }
): { readonly scores: ReadonlyArray<number> } | AttributionProblem => {
  const { unit, ledger } = context
  const { analysis, seed } = ledger.start.design
  const { name, team, spent, singles, items, groups } = of
  const budget = mean(spent)
  const curves = singles.flatMap((samples) => {
    const known = context.curves.get(samples.arm.slot) ?? policyCurves(samples, seed, unit)
    context.curves.set(samples.arm.slot, known)
    return known
  })
  const means = curves.map((curve) => curveOn(curve, items))
  const candidates = candidatesAt(means, budget)
  if (candidates.length === 0) {
    return {
      kind: "no-baseline",
      words:
        `${name} spends ${figure(budget)} ${unit.name} a trial, less than one run of any single-agent strategy; ` +
        "compare scores alone (basis score), or let every cell spend more"
    }
  }
  const [short] = endBelow(means, budget)
  if (short !== undefined) {
    return {
      kind: "unmatched",
      words:
        `${name} spends ${figure(budget)} ${unit.name} a trial, but the single agent's curve ends at ` +
        `${figure(short.costs.at(-1) ?? 0)}; raise pool.most, or compare scores alone (basis score)`
    }
  }
  const arm = (scores: ReadonlyArray<number>, shift: ReadonlyArray<number> | null): ArmMeans => ({
    means: scores,
    ...(shift === null ? {} : { varying: scores.map((score, index) => score + (shift[index] as number)) }),
    seeds: scores.map(() => 1),
    binary: false
  })
  if (groups.count < 2) {
    const best = candidates.reduce((one, other) => (other.score > one.score ? other : one))
    return { scores: items.map((item) => best.scoreOf(item) ?? 0) }
  }
  const { baseline } = crossFit({
    team: arm(team, null),
    singles: candidates.map((candidate) =>
      arm(
        items.map((item) => candidate.scoreOf(item) ?? 0),
        budgetShift({ candidate, items, spent, team })
      )
    ),
    groups,
    folds: analysis.folds
  })
  const varying = varyingOf(baseline)
  const off = mean(baseline.means) - mean(varying)
  return { scores: varying.map((score) => score + off) }
}
