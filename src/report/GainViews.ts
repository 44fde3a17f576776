import * as Schema from "effect/Schema"
import { Status, Verdict } from "../gain/Estimate.js"
import { unitNames } from "../gain/Unit.js"

const Bound = Schema.NullOr(Schema.Finite)
const Comparison = Schema.Literals(["parity", "access"])

/** Γ of one team at one budget. */
export const BudgetPoint = Schema.Struct({
  /** Mean cost a trial in the matched dimension. */
  budget: Schema.Finite,
  /** The team stopped after so many rounds; `null` between two of them. */
  rounds: Schema.NullOr(Schema.Int),
  phiM: Bound,
  phiS: Bound,
  gamma: Bound,
  /** Limits for this budget alone. */
  lower: Bound,
  upper: Bound,
  /** Limits that hold for all budgets at once. */
  band: Schema.Struct({ lower: Bound, upper: Bound }),
  status: Status,
  verdict: Verdict,
  reason: Schema.optionalKey(Schema.String),
  /** Strategies of which one run costs more: they compete on a share of the items only. */
  tooDear: Schema.Array(Schema.String),
  /** Budget at which the single agent scores as much, as a multiple of this one; `lambda` is `null` where it never does. */
  equivalent: Schema.NullOr(
    Schema.Struct({
      lambda: Bound,
      above: Schema.optionalKey(Schema.Finite),
      atMost: Schema.optionalKey(Schema.Literal(true))
    })
  )
})
export type BudgetPoint = typeof BudgetPoint.Type

/** Γ of one team as a function of its budget. */
export const BudgetGain = Schema.Struct({
  system: Schema.String,
  task: Schema.String,
  family: Schema.String,
  comparison: Comparison,
  dimension: Schema.String,
  /** `anytime`: the answers that the team held after each of its rounds. */
  source: Schema.Literal("anytime"),
  items: Schema.Int,
  level: Schema.Finite,
  /** Level at which each interval was taken so that all hold at once. */
  bandLevel: Schema.Finite,
  /** Shown above the single agent at every budget at once. */
  dominance: Schema.Boolean,
  points: Schema.Array(BudgetPoint),
  /** Mean of log Γ over the logarithm of the budget, as a ratio. */
  summary: Schema.Struct({
    from: Bound,
    to: Bound,
    gamma: Bound,
    lower: Bound,
    upper: Bound,
    reason: Schema.optionalKey(Schema.String)
  }),
  /** Why there are no points; absent when there are. */
  reason: Schema.optionalKey(Schema.String)
})
export type BudgetGain = typeof BudgetGain.Type

const Unit = Schema.Literals(unitNames)

/** Γ of one team with budgets matched in other units. */
export const UnitGain = Schema.Struct({
  system: Schema.String,
  task: Schema.String,
  comparison: Comparison,
  /** The verdict holds in every unit whose costs are known. */
  stable: Schema.Boolean,
  holds: Schema.Array(Unit),
  /** Units in which the opposite is shown. */
  flips: Schema.Array(Unit),
  /** Units in which neither is shown. */
  open: Schema.Array(Unit),
  /** Units in which an arm's cost is not known. */
  unknown: Schema.Array(Unit),
  rows: Schema.Array(
    Schema.Struct({
      dimension: Unit,
      gamma: Bound,
      lower: Bound,
      upper: Bound,
      status: Status,
      verdict: Verdict,
      /** Mean cost of the team's trials in the unit; `null` is unknown. */
      team: Bound,
      matched: Schema.Boolean,
      reason: Schema.optionalKey(Schema.String)
    })
  )
})
export type UnitGain = typeof UnitGain.Type

/** Γ of one system over several tasks, every task counting the same. */
export const OverallRow = Schema.Struct({
  system: Schema.String,
  comparison: Comparison,
  gamma: Bound,
  lower: Bound,
  upper: Bound,
  level: Schema.Finite,
  tasks: Schema.Array(Schema.Struct({ task: Schema.String, gamma: Bound, reason: Schema.optionalKey(Schema.String) })),
  heterogeneity: Schema.NullOr(Schema.Struct({ p: Bound, iSquared: Schema.Finite, tau: Schema.Finite })),
  /** Where Γ of a further task like these would lie; `null` with fewer than 3. */
  prediction: Schema.NullOr(Schema.Struct({ lower: Schema.Finite, upper: Schema.Finite })),
  reason: Schema.optionalKey(Schema.String)
})
export type OverallRow = typeof OverallRow.Type

/** Γ of one team by a trait of the items, with a test whether it differs. */
export const TraitRow = Schema.Struct({
  system: Schema.String,
  task: Schema.String,
  comparison: Comparison,
  trait: Schema.String,
  strata: Schema.Array(
    Schema.Struct({
      value: Schema.String,
      items: Schema.Int,
      gamma: Bound,
      lower: Bound,
      upper: Bound,
      status: Status,
      verdict: Verdict
    })
  ),
  /** Two-sided p-value that Γ is the same for all values. */
  p: Bound,
  reason: Schema.optionalKey(Schema.String)
})
export type TraitRow = typeof TraitRow.Type
