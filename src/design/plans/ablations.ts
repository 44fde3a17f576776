import { allLevels, twoLevels } from "./checkFactors.js"
import type { PlanFactor } from "./PlanFactor.js"
import type { RunTable } from "./RunTable.js"
import { type PlanOptions, tableOf } from "./tableOf.js"

const fromOneEnd = (
  kind: "leave-one-out" | "add-one-in",
  factors: ReadonlyArray<PlanFactor>,
  { forbidden }: PlanOptions,
  note: string
): RunTable => {
  const used = twoLevels(factors)
  const end = kind === "leave-one-out" ? 1 : 0
  const first = used.map(() => end)
  return tableOf({
    kind,
    factors,
    used,
    codes: [
      first,
      ...used.map((_, changed) => first.map((code, position) => (position === changed ? 1 - code : code)))
    ],
    notes: [note],
    forbidden
  })
}

/**
 * Plans an ablation study: the full system, and the full system without each factor in turn.
 *
 * Shape: k + 1 rows; the full system first.
 * Assumes: nothing to read effects *from full*; to read them as main effects, no interactions. Of two redundant factors
 * neither shows an effect here.
 * Errors: InputError for malformed factors, a factor of more than two levels without `onLevel`, a forbidden combination.
 *
 * @category design
 */
export const leaveOneOut = (factors: ReadonlyArray<PlanFactor>, options: PlanOptions = {}): RunTable =>
  fromOneEnd(
    "leave-one-out",
    factors,
    options,
    "Each effect is read with all other factors on: interactions are part of it."
  )

/**
 * Plans the opposite of an ablation study: the base system, and the base with each factor in turn.
 *
 * Shape: k + 1 rows; the base first.
 * Assumes: nothing to read effects *from base*; to read them as main effects, no interactions. Of two factors that work only
 * together neither shows an effect here.
 * Errors: InputError for malformed factors, a factor of more than two levels without `onLevel`, a forbidden combination.
 *
 * @category design
 */
export const addOneIn = (factors: ReadonlyArray<PlanFactor>, options: PlanOptions = {}): RunTable =>
  fromOneEnd(
    "add-one-in",
    factors,
    options,
    "Each effect is read with all other factors off: interactions are part of it."
  )

/**
 * Plans the base system and every other level of every factor, one at a time.
 *
 * Shape: 1 + Σ(levels − 1) rows; the base first, then factor by factor.
 * Assumes: as `addOneIn`.
 * Errors: InputError for malformed factors, a forbidden combination.
 *
 * @category design
 */
export const oneAtATime = (factors: ReadonlyArray<PlanFactor>, options: PlanOptions = {}): RunTable => {
  const used = allLevels(factors)
  const base = used.map(() => 0)
  return tableOf({
    kind: "one-at-a-time",
    factors,
    used,
    codes: [
      base,
      ...used.flatMap(({ levels }, changed) =>
        levels.slice(1).map((_, index) => base.map((code, position) => (position === changed ? index + 1 : code)))
      )
    ],
    notes: ["Each effect is read with all other factors at their null level: interactions are part of it."],
    forbidden: options.forbidden
  })
}
