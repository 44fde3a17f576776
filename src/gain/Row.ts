import type { Design } from "../design/Design.js"
import type { ArmRates } from "./armRates.js"
import type { Estimate } from "./Estimate.js"
import type { PolicyCurve } from "./PolicyCurve.js"
import type { Samples } from "./Samples.js"
import type { Unit } from "./Unit.js"

/** What one row of the report is made of. */
export interface Row {
  readonly design: Design
  readonly comparison: Estimate["comparison"]
  /** In which budgets are matched. */
  readonly unit: Unit
  readonly team: Samples
  /** The single-agent arms of the comparison, in the order of their slots. */
  readonly singles: ReadonlyArray<Samples>
  /** Their policies, in the same order. */
  readonly curves: ReadonlyArray<PolicyCurve>
  /** By slot. */
  readonly rates: ReadonlyMap<number, ArmRates>
  /** The run ended as planned. */
  readonly ended: boolean
}

/** The fields of a row that follow from the arms alone. */
export const rowHead = (
  row: Row
): Pick<Estimate, "system" | "family" | "task" | "comparison" | "seeds" | "parseRate" | "cutOffRate"> => {
  const { arm, task } = row.team
  const rates = row.rates.get(arm.slot)
  return {
    system: arm.blueprint.id,
    family: task.family,
    task: task.id,
    comparison: row.comparison,
    seeds: row.team.size,
    parseRate: rates?.parseRate ?? null,
    cutOffRate: rates?.cutOffRate ?? null
  }
}

/** Matched dimension and its cap a trial; `null` where no cap binds in it. */
export const rowBudget = ({ unit }: Row): Pick<Estimate["budget"], "dimension" | "cap"> => ({
  dimension: unit.name,
  cap: unit.cap
})

/** Label of the cluster that an item belongs to: its group, or itself. */
export const clusterOf = (samples: Samples, item: number): string => {
  const { id, group } = samples.items[item] ?? { id: String(item) }
  return group === undefined ? `item ${id}` : `group ${group}`
}

/** Remarks on what had to be left out. */
export const rowNotes = (row: Row): ReadonlyArray<string> => {
  const arms = [row.team, ...row.singles]
  const counted = (of: "overrun" | "uncosted"): string =>
    arms
      .filter((arm) => arm[of] > 0)
      .map((arm) => `${arm.arm.blueprint.id} ${arm[of]}`)
      .join(", ")
  const overrun = counted("overrun")
  const uncosted = counted("uncosted")
  return [
    ...(overrun === "" ? [] : [`trials that overran their cap and left Γ: ${overrun}`]),
    ...(uncosted === "" ? [] : [`trials without a known cost in ${row.unit.name}: ${uncosted}`]),
    ...(row.ended ? [] : ["the run has not ended: this is what it shows so far"])
  ]
}

/** A cost or a factor as it is printed inside a reason. */
export const figure = (value: number): string => String(Number(value.toPrecision(6)))
