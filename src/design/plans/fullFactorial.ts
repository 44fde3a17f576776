import { InputError } from "../../errors/InputError.js"
import { allLevels, type LeveledFactor } from "./checkFactors.js"
import { effectName } from "./effectName.js"
import type { PlanFactor } from "./PlanFactor.js"
import type { LevelCodes } from "./planTerms.js"
import type { RunTable } from "./RunTable.js"
import { type PlanOptions, refuseForbidden, rowOf } from "./tableOf.js"

/** The most combinations that are listed. */
const mostCombinations = 65_536

/** Every combination of levels, the first factor changing fastest. Errors: InputError for more than 65,536. */
export const allCombinations = (factors: ReadonlyArray<LeveledFactor>): LevelCodes => {
  const count = factors.reduce((runs, { levels }) => runs * levels.length, 1)
  if (count > mostCombinations) {
    throw new InputError({
      what: "Combinations of levels",
      value: String(count),
      limit: `at most ${mostCombinations} are listed`,
      advice: "Use fewer factors or levels, or a fraction."
    })
  }
  return Array.from({ length: count }, (_, run) => {
    let rest = run
    return factors.map(({ levels }) => {
      const code = rest % levels.length
      rest = Math.floor(rest / levels.length)
      return code
    })
  })
}

/**
 * Plans every combination of levels: main effects and interactions of any order can be estimated.
 *
 * Shape: Π levels runs in standard order: the null levels first, the first factor changing fastest.
 * Errors: InputError for malformed factors, more than 65,536 combinations, a forbidden combination.
 *
 * @category design
 */
export const fullFactorial = (factors: ReadonlyArray<PlanFactor>, options: PlanOptions = {}): RunTable => {
  const used = allLevels(factors)
  const rows = allCombinations(used).map((codes) => rowOf(used, codes))
  refuseForbidden(rows, options.forbidden)
  const ids = factors.map(({ id }) => id)
  const clear = ids.flatMap((id, position) => ids.slice(position + 1).map((other) => effectName([id, other])))
  return {
    kind: "full-factorial",
    factors,
    rows,
    model: "main+2fi",
    resolution: null,
    aliases: [...ids, ...clear].map((effect) => ({ effect, aliasedWith: [] })),
    biases: [],
    clear,
    wordLengths: used.every(({ levels }) => levels.length === 2) ? [] : null,
    dEfficiency: 1,
    notes: ["Effects and interactions of every order can be estimated."]
  }
}
