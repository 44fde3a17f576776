import type { Ledger } from "../ledger/Ledger.js"
import type { Estimate, Status, Verdict } from "./Estimate.js"
import { estimatesFromLedger } from "./estimatesFromLedger.js"
import { type UnitName, unitNames, unitsOf } from "./Unit.js"

/** Γ of one team with budgets matched in one unit. */
export interface UnitRow {
  readonly dimension: UnitName
  readonly gamma: number | null
  readonly lower: number | null
  readonly upper: number | null
  readonly status: Status
  readonly verdict: Verdict
  /** Mean cost of the team's trials in the unit; `null` is unknown. */
  readonly team: number | null
  readonly matched: boolean
  /** Why there is no Γ, or only a limit of it; absent where there is nothing to say. */
  readonly reason?: string
}

/** One team's Γ in all units. */
export interface UnitStability {
  readonly system: string
  readonly task: string
  readonly comparison: Estimate["comparison"]
  /** In the order asked for; the unit that the design matches in comes first. */
  readonly rows: ReadonlyArray<UnitRow>
  /** The verdict of the first row holds in every other unit whose costs are known. */
  readonly stable: boolean
  /** Units in which the first row's verdict holds, its own among them. */
  readonly holds: ReadonlyArray<UnitName>
  /** Units in which the opposite is shown. */
  readonly flips: ReadonlyArray<UnitName>
  /** Units in which neither is shown. */
  readonly open: ReadonlyArray<UnitName>
  /** Units in which an arm's cost is not known. */
  readonly unknown: ReadonlyArray<UnitName>
}

/**
 * Recomputes Γ of every team with budgets matched in other units, to see whether the verdict hangs on the unit.
 *
 * Shape: one entry a row of `estimatesFromLedger`, in its order.
 * Unit: ratios; `dimension` names what was matched.
 * Assumes: as `estimatesFromLedger`; the cap of the run was set in the design's unit, so in another one the single agent's curve
 * may end below the team's cost, which leaves only an upper limit. Verdicts are those before the correction for several rows.
 * A vote can be drawn in parallel without end, so matched on the critical path a single agent that votes is never saturated.
 *
 * @category gain
 */
export const unitStability = (
  ledger: Ledger,
  names: ReadonlyArray<UnitName> = unitNames
): ReadonlyArray<UnitStability> => {
  const { dimension } = ledger.start.design.budget
  const ordered = [dimension, ...names.filter((name) => name !== dimension)]
  const columns = unitsOf(ledger, ordered).map((unit) => estimatesFromLedger(ledger, unit))
  const [first = []] = columns
  return first.map((head, index) => {
    const rows = ordered.map((name, column) => rowOf(name, columns[column]?.[index] ?? head))
    const [own] = rows as [UnitRow, ...Array<UnitRow>]
    const among = (holds: (row: UnitRow) => boolean): ReadonlyArray<UnitName> =>
      rows.filter((row) => row.team !== null && holds(row)).map((row) => row.dimension)
    const claim = claims[own.verdict]
    const holds = among((row) => claims[row.verdict] === claim)
    const flips = among((row) => claim !== "open" && claims[row.verdict] === opposite[claim])
    return {
      system: head.system,
      task: head.task,
      comparison: head.comparison,
      rows,
      stable: own.team !== null && among(() => true).every((name) => holds.includes(name)),
      holds,
      flips,
      open: among((row) => !holds.includes(row.dimension) && !flips.includes(row.dimension)),
      unknown: rows.filter((row) => row.team === null).map((row) => row.dimension)
    }
  })
}

/** What a verdict says of the sign of the gain. */
type Claim = "gain" | "loss" | "none" | "open"

const claims: Readonly<Record<Verdict, Claim>> = {
  positive: "gain",
  "positive-below-relevance": "gain",
  harmful: "loss",
  "no-relevant-gain": "none",
  "non-inferior": "open",
  inconclusive: "open",
  unmatched: "open",
  "not-estimable": "open"
}

const opposite: Readonly<Record<Exclude<Claim, "open">, Claim | "">> = { gain: "loss", loss: "gain", none: "" }

// Without costs there is only a ratio to one run of the single agent: no Γ.
const rowOf = (dimension: UnitName, estimate: Estimate): UnitRow => ({
  dimension,
  gamma: estimate.budget.team === null ? null : estimate.gamma,
  lower: estimate.budget.team === null ? null : estimate.interval.lower,
  upper: estimate.budget.team === null ? null : estimate.interval.upper,
  status: estimate.status,
  verdict: estimate.verdict,
  team: estimate.budget.team,
  matched: estimate.budget.matched,
  ...(estimate.reason === undefined ? {} : { reason: estimate.reason })
})
