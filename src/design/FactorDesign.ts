import * as Schema from "effect/Schema"
import { PlanFactor } from "./plans/PlanFactor.js"
import { PlanSpec } from "./plans/PlanSpec.js"

const Count = Schema.Int.check(Schema.isGreaterThan(0))

/** How a factor's class is decided: see `attribute`. */
export const DeclaredContrast = Schema.Literals(["from-full", "from-base", "main", "shapley"])
export type DeclaredContrast = typeof DeclaredContrast.Type

/** A factor as it enters a design: what it is and what was claimed of it. Its code is not stored; its version stands for it. */
export const DesignFactor = Schema.Struct({
  ...PlanFactor.fields,
  onLevel: Schema.NonEmptyString,
  version: Schema.Int,
  kind: Schema.Literals(["control", "information", "context"]),
  claim: Schema.String,
  source: Schema.String,
  /** A nuisance: its variance is reported, its effect is never a claim. Absent: false. */
  block: Schema.optionalKey(Schema.Boolean),
  /** Factors that a group sets together; absent: the factor stands for itself. */
  members: Schema.optionalKey(
    Schema.NonEmptyArray(
      Schema.Struct({ id: Schema.NonEmptyString, version: Schema.Int, off: Schema.String, on: Schema.String })
    )
  )
})
export type DesignFactor = typeof DesignFactor.Type

const Signed = Schema.Literals([1, -1])

/** The table of runs of a plan as it is stored; see `RunTable`. */
export const StoredTable = Schema.Struct({
  rows: Schema.NonEmptyArray(Schema.Record(Schema.String, Schema.String)),
  model: Schema.Literals(["main", "main+2fi"]),
  resolution: Schema.NullOr(Schema.Int),
  aliases: Schema.Array(Schema.Struct({ effect: Schema.String, aliasedWith: Schema.Array(Schema.String) })),
  biases: Schema.Array(Schema.Struct({ effect: Schema.String, by: Schema.String, weight: Schema.Finite })),
  clear: Schema.Array(Schema.String),
  wordLengths: Schema.NullOr(Schema.Array(Schema.Finite)),
  definingWords: Schema.optionalKey(
    Schema.Array(Schema.Struct({ factors: Schema.Array(Schema.String), sign: Signed }))
  ),
  generators: Schema.optionalKey(
    Schema.Array(Schema.Struct({ factor: Schema.String, product: Schema.Array(Schema.String) }))
  ),
  dEfficiency: Schema.Finite,
  notes: Schema.Array(Schema.String)
})
export type StoredTable = typeof StoredTable.Type

/**
 * A plan over factors with nothing left open, as the design hash covers it: which factors in which version, at which levels,
 * which runs, what they cannot tell apart, and the contrast that decides the classes.
 */
export const FactorDesign = Schema.Struct({
  id: Schema.NonEmptyString,
  /** Name of the blueprint that the factors were applied to. */
  base: Schema.NonEmptyString,
  /** In the order of application. */
  factors: Schema.NonEmptyArray(DesignFactor),
  plan: PlanSpec,
  table: StoredTable,
  /** Ids of the study's tasks. */
  tasks: Schema.NonEmptyArray(Schema.NonEmptyString),
  contrast: DeclaredContrast,
  scale: Schema.Literals(["log", "linear"])
})
export type FactorDesign = typeof FactorDesign.Type

/** A configuration of a design that an arm is. */
export const ArmCell = Schema.Struct({
  design: Schema.NonEmptyString,
  /** Id of the study's task; the arm's own task may be derived from it by context factors. */
  task: Schema.NonEmptyString,
  levels: Schema.Record(Schema.String, Schema.String),
  /** How often the plan has this configuration; more often means more seeds. */
  repeats: Count
})
export type ArmCell = typeof ArmCell.Type
