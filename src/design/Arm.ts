import * as Schema from "effect/Schema"
import { Blueprint } from "../blueprint/Blueprint.js"
import { ArmCell } from "./FactorDesign.js"

/**
 * One blueprint in an experiment, on one task.
 *
 * A `team` arm is what is judged. A `single` arm is one strategy of the saturated single agent at information parity; an
 * `access` arm is a single agent that has only one agent's share of the information, for the *access gain* row.
 */
export const Arm = Schema.Struct({
  /** Position among all arms of the design: enters stream and trial id, so that no two arms share dice. */
  slot: Schema.Int,
  role: Schema.Literals(["team", "single", "access"]),
  task: Schema.NonEmptyString,
  blueprint: Blueprint,
  /** Trials an item: the seeds of a team; the first wave of a single agent's pool of samples. */
  seeds: Schema.Int.check(Schema.isGreaterThan(0)),
  /** Most trials an item that the pool may grow to; equals `seeds` for teams and for deterministic strategies. */
  mostSeeds: Schema.Int.check(Schema.isGreaterThan(0)),
  /** The configurations of factor designs that this team is; several where they come to the same system. Absent: none. */
  cells: Schema.optionalKey(Schema.NonEmptyArray(ArmCell)),
  /** Where the study crosses all arms with wordings: the system's own name, and the wording of this copy. Absent: no crossing. */
  variant: Schema.optionalKey(Schema.Struct({ of: Schema.NonEmptyString, wording: Schema.Literals([0, 1, 2]) }))
})
export type Arm = typeof Arm.Type
