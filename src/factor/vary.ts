import type { Blueprint } from "../blueprint/Blueprint.js"
import { InputError } from "../errors/InputError.js"
import { composeWith } from "./composeWith.js"
import type { BlueprintFactor } from "./Factor.js"

/**
 * One system at several levels of one factor, everything else held fixed: what to hand to a study as `teams`.
 *
 * Shape: one blueprint a level, in the order of `levels`; absent: all levels of the factor.
 * Assumes: `blueprint` absent means the factor's own base, which every level fits.
 * Errors: throws InputError when a level does not fit the blueprint, with the reason and the levels that do.
 *
 * @example
 * ```ts
 * import { vary } from "collaboration-gain"
 * import { debate, message } from "collaboration-gain/factors"
 *
 * const teams = vary(message, debate, ["conclusion", "full"])
 * console.log(teams.map(({ id }) => id)) // ["debate+message=conclusion","debate+message=full"]
 * ```
 *
 * @category factors
 */
export const vary = <Level extends string, Team extends Level>(
  factor: BlueprintFactor<string, Level, Team>,
  blueprint?: Blueprint,
  levels?: readonly [NoInfer<Level>, ...ReadonlyArray<NoInfer<Level>>]
): readonly [Blueprint, ...ReadonlyArray<Blueprint>] => {
  const base = blueprint ?? factor.base
  if (base === undefined) {
    throw new InputError({
      what: `Factor ${factor.id}`,
      value: "no system to vary it on",
      limit: "it declares no base of its own",
      advice: "Name a blueprint."
    })
  }
  const plain: BlueprintFactor = factor
  const compose = composeWith([plain])
  const at = (level: string): Blueprint | InputError => {
    try {
      return compose(base, { [factor.id]: level })
    } catch (error) {
      if (error instanceof InputError) return error
      throw error
    }
  }
  const made = (level: Level): Blueprint => {
    const one = at(level)
    if (!(one instanceof InputError)) return one
    const fitting = factor.levels.filter((other) => !(at(other) instanceof InputError))
    throw new InputError({
      what: one.what,
      value: one.value,
      limit: one.limit,
      advice: `Levels that fit ${base.id}: ${fitting.join(", ") || "none"}.`
    })
  }
  const [first, ...rest]: readonly [Level, ...ReadonlyArray<Level>] = levels ?? factor.levels
  return [made(first), ...rest.map(made)]
}
