import { InputError } from "../../errors/InputError.js"
import { twoLevels } from "./checkFactors.js"
import type { PlanFactor } from "./PlanFactor.js"
import type { RunTable } from "./RunTable.js"
import { type PlanOptions, tableOf } from "./tableOf.js"

/** First rows; the others are their cyclic shifts to the right, and the last is all off. */
const firstRows: ReadonlyMap<number, string> = new Map([
  [12, "++-+++---+-"],
  [20, "++--++++-+-+----++-"],
  [24, "+++++-+-++--++--+-+----"]
])

/**
 * Plans a Plackett–Burman screening of main effects in 12, 20 or 24 runs.
 *
 * Main effects are uncorrelated with each other. Each is partially aliased with every two-factor interaction that does not
 * contain it (`biases` has the correlations): ±1/3 in 12 runs, ±.2 or ±.6 in 20, 0 or ±1/3 in 24.
 *
 * Shape: `runs` rows (absent: the fewest that hold the factors); at most runs − 1 factors.
 * Assumes: few factors matter, and interactions are small beside main effects. `foldover` clears main effects of
 * two-factor interactions.
 * Errors: InputError for malformed factors, a factor of more than two levels without `onLevel`, other numbers of runs, more
 * factors than fit, a forbidden combination.
 * Source: Plackett and Burman (1946), Biometrika 33.
 *
 * @category design
 */
export const plackettBurman = (
  factors: ReadonlyArray<PlanFactor>,
  options: PlanOptions & { readonly runs?: number | undefined } = {}
): RunTable => {
  const used = twoLevels(factors)
  const runs = options.runs ?? [...firstRows.keys()].find((count) => count > factors.length)
  const first = runs === undefined ? undefined : firstRows.get(runs)
  if (runs === undefined || first === undefined || factors.length >= runs) {
    throw new InputError({
      what: "Plackett–Burman plan",
      value: `${factors.length} factors${runs === undefined ? "" : ` in ${runs} runs`}`,
      limit: "requires 12, 20 or 24 runs and fewer factors than runs",
      advice: "Use another number of runs, fewer factors, or a d-optimal plan."
    })
  }
  const signs = [...first].map((sign) => (sign === "+" ? 1 : 0))
  const shifts = signs.map((_, shift) =>
    factors.map((_, position) => signs[(position - shift + signs.length) % signs.length] as number)
  )
  return tableOf({
    kind: "plackett-burman",
    factors,
    used,
    codes: [...shifts, factors.map(() => 0)],
    forbidden: options.forbidden
  })
}
