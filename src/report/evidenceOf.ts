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
  /**
   * For every other part of the report that holds numbers, as a JSON pointer into report.json, the slots whose lines it is
   * computed from. `/overall` is computed from the estimates of its tasks.
   */
  readonly parts: ReadonlyArray<{ readonly at: string; readonly slots: ReadonlyArray<number> }>
  /** For every task that a model judged, the lines of the judge's replies; absent without a judge. */
  readonly judgements?: ReadonlyArray<{ readonly task: string; readonly lines: Lines }>
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
  const singlesOf = ({ system, task, comparison }: Row): ReadonlyArray<number> => {
    const role = comparison === "access" ? "access" : "single"
    const team = teamOf(task, system)
    return design.arms
      .filter((arm) => arm.role === role && team !== undefined && competes(team, arm))
      .map(({ slot }) => slot)
  }
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
    estimates: report.estimates.map((row) => ({
      system: row.system,
      task: row.task,
      comparison: row.comparison,
      team: teamOf(row.task, row.system)?.slot ?? -1,
      singles: singlesOf(row)
    })),
    parts: partsOf(report, (row) => {
      const team = teamOf(row.task, row.system)
      return team === undefined ? [] : [team.slot, ...singlesOf(row)]
    }),
    ...judgementsOf(ledger)
  }
}

const judgementsOf = ({ judgements = [] }: Ledger): Pick<Evidence, "judgements"> => {
  const tasks = [...new Set(judgements.map(({ task }) => task))]
  const linesOf = (task: string) => judgements.filter((one) => one.task === task).map(({ line }) => line)
  return tasks.length === 0 ? {} : { judgements: tasks.map((task) => ({ task, lines: ranges(linesOf(task)) })) }
}

/** What names a row: a team on a task, against one kind of single agent. */
interface Row {
  readonly system: string
  readonly task: string
  readonly comparison: "parity" | "access"
}

const partsOf = (report: Report, slotsOf: (row: Row) => ReadonlyArray<number>): Evidence["parts"] => {
  const inOrder = (all: ReadonlyArray<number>): ReadonlyArray<number> => [...new Set(all)].sort((a, b) => a - b)
  const rows = (name: string, list: ReadonlyArray<Row>): Evidence["parts"] =>
    list.map((row, i) => ({ at: `/${name}/${i}`, slots: inOrder(slotsOf(row)) }))
  return [
    ...report.attribution.map(({ cells }, i) => ({
      at: `/attribution/${i}`,
      slots: inOrder(cells.flatMap(({ system, task }) => slotsOf({ system, task, comparison: "parity" })))
    })),
    ...rows("gainCurves", report.gainCurves),
    ...rows("units", report.units),
    ...report.overall.map(({ system, comparison, tasks }, i) => ({
      at: `/overall/${i}`,
      slots: inOrder(tasks.flatMap(({ task }) => slotsOf({ system, task, comparison })))
    })),
    ...rows("traits", report.traits),
    ...(report.promptVariants ?? []).map(({ system, task, comparison, variants }, i) => ({
      at: `/promptVariants/${i}`,
      slots: inOrder(variants.flatMap(({ wording }) => slotsOf({ system: `${system}/v${wording}`, task, comparison })))
    })),
    ...(report.judges ?? []).flatMap(({ task, rows: corrected }, i) =>
      corrected.map(({ system, comparison }, j) => ({
        at: `/judges/${i}/rows/${j}`,
        slots: inOrder(slotsOf({ system, task, comparison }))
      }))
    ),
    ...report.dynamics.arms.map(({ slot, system, task }, i) => ({
      at: `/dynamics/arms/${i}`,
      slots: inOrder([slot, ...slotsOf({ system, task, comparison: "parity" })])
    }))
  ]
}
