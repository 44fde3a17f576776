import { InputError } from "../../errors/InputError.js"
import { effectJoint } from "./effectName.js"
import type { PlanFactor } from "./PlanFactor.js"

/** A factor with the levels that a plan uses, the null level first. */
export interface LeveledFactor {
  readonly id: string
  readonly levels: readonly [string, string, ...Array<string>]
}

const refuse = (what: string, value: string, limit: string, advice: string): never => {
  throw new InputError({ what, value, limit, advice })
}

const check = (factors: ReadonlyArray<PlanFactor>): void => {
  if (factors.length === 0) refuse("Factors of a plan", "none", "requires at least 1", "Name the factors to be varied.")
  factors.forEach(({ id, levels, nullLevel, onLevel }, position) => {
    const what = `Factor ${id}`
    if (id === "" || id.includes(effectJoint)) {
      refuse(`Factor ${position + 1}`, JSON.stringify(id), `requires a name without "${effectJoint}"`, "Rename it.")
    }
    if (factors.findIndex((other) => other.id === id) !== position) {
      refuse(what, "named twice", "the factors of a plan need different names", "Rename or drop one of them.")
    }
    const twice = levels.find((level, index) => levels.indexOf(level) !== index)
    if (twice !== undefined) {
      refuse(what, `level ${twice} twice`, "levels must differ", "Drop the repeated level.")
    }
    if (levels.length < 2) {
      refuse(
        what,
        `${levels.length} level(s)`,
        "requires at least 2",
        "Add a level, or leave the factor out of the plan."
      )
    }
    if (!levels.includes(nullLevel)) {
      refuse(what, `null level ${nullLevel}`, `must be one of ${levels.join(", ")}`, "Correct `nullLevel`.")
    }
    if (onLevel !== undefined && (!levels.includes(onLevel) || onLevel === nullLevel)) {
      const others = levels.filter((level) => level !== nullLevel)
      refuse(what, `on level ${onLevel}`, `must be one of ${others.join(", ")}`, "Correct `onLevel`.")
    }
  })
}

/**
 * The factors of a plan that uses all their levels. Errors: InputError for no factor, repeated names or levels, fewer than
 * two levels, a null or on level that is none of the levels.
 */
export const allLevels = (factors: ReadonlyArray<PlanFactor>): ReadonlyArray<LeveledFactor> => {
  check(factors)
  return factors.map(({ id, levels, nullLevel }) => {
    const [first, ...rest] = levels.filter((level) => level !== nullLevel) as [string, ...Array<string>]
    return { id, levels: [nullLevel, first, ...rest] }
  })
}

/**
 * The factors of a plan that sets each off or on. Errors: InputError as for `allLevels`, and for a factor of more than two
 * levels that does not say which one is *on*.
 */
export const twoLevels = (factors: ReadonlyArray<PlanFactor>): ReadonlyArray<LeveledFactor> =>
  allLevels(factors).map(({ id, levels: [off, other, ...rest] }, position) => {
    const on = factors[position]?.onLevel
    if (on === undefined && rest.length > 0) {
      return refuse(
        `Factor ${id}`,
        `${rest.length + 2} levels and no \`onLevel\``,
        "a two-level plan needs to know which level is on",
        "Set `onLevel`, or use a full-factorial, one-at-a-time or d-optimal plan."
      )
    }
    return { id, levels: [off, on ?? other] }
  })
