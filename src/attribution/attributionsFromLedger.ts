import type { FactorDesign } from "../design/FactorDesign.js"
import { planText } from "../design/plans/planText.js"
import type { Estimate } from "../gain/Estimate.js"
import { estimatesFromLedger } from "../gain/estimatesFromLedger.js"
import { matchedUnit, type Unit } from "../gain/Unit.js"
import type { Ledger } from "../ledger/Ledger.js"
import type { Attribution } from "./Attribution.js"
import { attribute } from "./attribute.js"
import type { ClassContrast } from "./CellData.js"
import { cellsFromLedger } from "./cellsFromLedger.js"
import { contextEffects } from "./contextEffects.js"
import type { DesignAttribution } from "./DesignAttribution.js"

/** What may be read otherwise than declared; everything that differs is listed as exploratory. */
export interface LedgerAttributionOptions {
  /** Absent: the design's. */
  readonly contrast?: ClassContrast
  /** Absent: the design's. */
  readonly scale?: "log" | "linear"
  /** `score`: scores alone, whatever they cost. Absent: `gamma`. */
  readonly basis?: "gamma" | "score"
  /** In which budgets are matched. Absent: the design's. */
  readonly unit?: Unit
  /** Only this design. Absent: all. */
  readonly design?: string
  /** Rows of `estimatesFromLedger` in the same unit, where they are at hand. */
  readonly estimates?: ReadonlyArray<Estimate>
}

/**
 * Which factor moves Γ, for every design of a ledger, on every task.
 *
 * Shape: one entry a design, task and stratum; see {@link DesignAttribution}. Empty for a study without designs.
 * Unit: ratios of Γ; costs in the matched dimension.
 * Assumes: as `attribute` and `estimatesFromLedger`. Contrast, scale, level and relevance are those of the design, fixed before the
 * run; what an option changes is listed in `exploratory`.
 * Errors: InputError for a design that the ledger does not have. What is not estimable is `null` with a `problem`.
 *
 * @category attribution
 */
export const attributionsFromLedger = (
  ledger: Ledger,
  options: LedgerAttributionOptions = {}
): ReadonlyArray<DesignAttribution> => {
  const { design } = ledger.start
  const designs = design.designs ?? []
  const ids = options.design === undefined ? designs.map(({ id }) => id) : [options.design]
  if (ids.length === 0) return []
  const unit = options.unit ?? matchedUnit(design)
  const estimates = options.estimates ?? estimatesFromLedger(ledger, unit)
  return ids.flatMap((id) => attributionsOf(ledger, id, { ...options, unit, estimates }))
}

const attributionsOf = (
  ledger: Ledger,
  id: string,
  options: LedgerAttributionOptions & { readonly unit: Unit; readonly estimates: ReadonlyArray<Estimate> }
): ReadonlyArray<DesignAttribution> => {
  const { analysis } = ledger.start.design
  const { unit, estimates, basis = "gamma" } = options
  const read = cellsFromLedger(ledger, id, { unit, basis, estimates })
  const strata = read.map((cells) => {
    const contrast = options.contrast ?? cells.design.contrast
    const scale = options.scale ?? cells.design.scale
    const { level, relevance } = analysis
    return { cells, result: cells.data === null ? null : attribute(cells.data, { contrast, scale, level, relevance }) }
  })
  const seen = new Set<string>()
  return strata.map(({ cells, result }): DesignAttribution => {
    const { design, task } = cells
    const contrast = options.contrast ?? design.contrast
    const first = !seen.has(task)
    seen.add(task)
    return {
      design: design.id,
      task,
      family: cells.family,
      stratum: cells.stratum,
      base: design.base,
      factors: design.factors.map(({ version, kind, claim, source, ...factor }) => ({
        id: factor.id,
        version,
        kind,
        claim,
        source,
        levels: factor.levels,
        nullLevel: factor.nullLevel,
        onLevel: factor.onLevel,
        ...(factor.block === true ? { block: true } : {})
      })),
      plan: planOf(design, new Set(cells.slots).size),
      cells: cells.cells,
      dimension: unit.name,
      basis,
      declared: { contrast: design.contrast, scale: design.scale },
      exploratory: departures(ledger, design, { ...options, basis }),
      missing: cells.missing,
      missingFrom: cells.missingFrom,
      result: result === null ? null : withoutNuisances(result, design),
      ...(cells.problem === undefined ? {} : { problem: cells.problem }),
      contexts: first
        ? contextEffects(
            strata.filter((one) => one.cells.task === task),
            { level: analysis.level, contrast }
          )
        : [],
      notes: notesOf(ledger, cells)
    }
  })
}

/** A nuisance such as the wording has an effect, but no class: it is nothing that one would keep or take out for its gain. */
const withoutNuisances = (result: Attribution, design: FactorDesign): Attribution => {
  const nuisances = design.factors.filter(({ block }) => block === true).map(({ id }) => id)
  return {
    ...result,
    factors: result.factors.map((factor) =>
      nuisances.includes(factor.factor)
        ? {
            ...factor,
            class: "unclassified" as const,
            reason: `${factor.factor} is a nuisance: how much it moves the score is reported, no claim rests on it.`
          }
        : factor
    )
  }
}

const planOf = (design: FactorDesign, systems: number): DesignAttribution["plan"] => {
  const { rows, resolution, model, aliases, biases, clear, notes } = design.table
  return {
    spec: design.plan,
    text: planText({ ...design.table, kind: design.plan.kind, factors: design.factors }),
    runs: rows.length,
    systems,
    resolution,
    model,
    aliases,
    biases,
    clear,
    notes
  }
}

const departures = (ledger: Ledger, design: FactorDesign, options: LedgerAttributionOptions): ReadonlyArray<string> => {
  const { contrast, scale, basis, unit } = options
  const declared = matchedUnit(ledger.start.design).name
  return [
    ...(contrast === undefined || contrast === design.contrast
      ? []
      : [`classes by ${contrast}; declared before the run: ${design.contrast}`]),
    ...(scale === undefined || scale === design.scale
      ? []
      : [`effects on the ${scale} scale; declared before the run: ${design.scale}`]),
    ...(basis === "score" ? ["effects on scores alone, whatever they cost; declared before the run: on Γ"] : []),
    ...(unit === undefined || unit.name === declared
      ? []
      : [`budgets matched in ${unit.name}; declared before the run: ${declared}`])
  ]
}

const notesOf = (ledger: Ledger, cells: ReturnType<typeof cellsFromLedger>[number]): ReadonlyArray<string> => {
  const systems = new Set(cells.slots).size
  const shared = cells.data?.cells.every(({ baseline }) => baseline === undefined)
  return [
    ...(systems < cells.slots.length
      ? [
          `${cells.slots.length} configurations come to ${systems} different systems; equal ones were run once, so that between them there is no difference at all`
        ]
      : []),
    ...(shared && cells.baselines.length > 0
      ? ["all cells cost the same: the single agent cancels from every effect"]
      : []),
    ...(Object.keys(cells.stratum).length > 0
      ? ["items differ between strata: effects are within this one, strata are compared as independent samples"]
      : []),
    ...(cells.missing > 0 ? [`${cells.missing} items were left out, since some arm has no score for them`] : []),
    ...(ledger.complete ? [] : ["the run has not ended: this is what it shows so far"])
  ]
}
