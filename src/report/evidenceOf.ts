import { competes } from "../design/competes.js"
import type { Ledger } from "../ledger/Ledger.js"
import type { Report } from "./Report.js"

/** Lines of the ledger as closed ranges, e.g. `[[3, 9], [12, 12]]`. */
export type Lines = ReadonlyArray<readonly [number, number]>

/** Where the numbers of a report come from: for every arm the ledger lines of its scores and of its calls. */
export interface Evidence {
  readonly designHash: string
  /** Line of the design. */
  readonly design: number
  readonly arms: ReadonlyArray<{
    readonly slot: number
    readonly system: string
    readonly role: string
    readonly task: string
    readonly trials: Lines
    readonly calls: Lines
  }>
  /** For every estimate, in the report's order, the slots whose lines it is computed from. */
  readonly estimates: ReadonlyArray<{
    readonly system: string
    readonly task: string
    readonly comparison: string
    readonly team: number
    readonly singles: ReadonlyArray<number>
  }>
}

const ranges = (lines: ReadonlyArray<number>): Lines => {
  const merged: Array<[number, number]> = []
  for (const line of [...lines].sort((a, b) => a - b)) {
    const last = merged.at(-1)
    if (last !== undefined && line === last[1] + 1) last[1] = line
    else merged.push([line, line])
  }
  return merged
}

/** Pointers from a report into the ledger file that it was built from. */
export const evidenceOf = (ledger: Ledger, report: Report): Evidence => {
  const { design, designHash, line } = ledger.start
  const trials = new Map<number, Array<number>>()
  const calls = new Map<number, Array<number>>()
  const add = (into: Map<number, Array<number>>, slot: number, at: number) => {
    const lines = into.get(slot)
    if (lines === undefined) into.set(slot, [at])
    else lines.push(at)
  }
  for (const trial of ledger.trials) add(trials, trial.slot, trial.line)
  for (const call of ledger.calls) add(calls, call.slot, call.line)
  const teamOf = (task: string, system: string) =>
    design.arms.find((arm) => arm.role === "team" && arm.task === task && arm.blueprint.id === system)
  return {
    designHash,
    design: line,
    arms: design.arms.map((arm) => ({
      slot: arm.slot,
      system: arm.blueprint.id,
      role: arm.role,
      task: arm.task,
      trials: ranges(trials.get(arm.slot) ?? []),
      calls: ranges(calls.get(arm.slot) ?? [])
    })),
    estimates: report.estimates.map(({ system, task, comparison }) => {
      const team = teamOf(task, system)
      const role = comparison === "access" ? "access" : "single"
      const singles = design.arms.filter((arm) => arm.role === role && team !== undefined && competes(team, arm))
      return { system, task, comparison, team: team?.slot ?? -1, singles: singles.map((arm) => arm.slot) }
    })
  }
}
