import { InputError } from "../../errors/InputError.js"
import { twoLevels } from "./checkFactors.js"
import type { PlanFactor } from "./PlanFactor.js"
import type { RunTable } from "./RunTable.js"
import { type PlanOptions, tableOf } from "./tableOf.js"

/** A regular fraction: `generators` are bit masks over the base factors, one for each further factor. */
interface Fraction {
  readonly factors: number
  readonly runs: number
  readonly generators: ReadonlyArray<number>
  readonly resolution: number
}

const fraction = (factors: number, runs: number, generators: ReadonlyArray<number>, resolution: number): Fraction => ({
  factors,
  runs,
  generators,
  resolution
})

/** By factors, then runs. Generators by Yates column number: bit 0 is the first base factor, so that 7 is the product of three. */
const fractions: ReadonlyArray<Fraction> = [
  fraction(3, 4, [3], 3),
  fraction(4, 8, [7], 4),
  fraction(5, 8, [3, 5], 3),
  fraction(5, 16, [15], 5),
  fraction(6, 8, [3, 5, 6], 3),
  fraction(6, 16, [7, 11], 4),
  fraction(6, 32, [31], 6),
  fraction(7, 8, [3, 5, 6, 7], 3),
  fraction(7, 16, [7, 11, 13], 4),
  fraction(7, 32, [7, 27], 4),
  fraction(7, 64, [63], 7),
  fraction(8, 16, [7, 11, 13, 14], 4),
  fraction(8, 32, [7, 11, 29], 4),
  fraction(8, 64, [15, 51], 5),
  fraction(9, 16, [3, 5, 9, 14, 15], 3),
  fraction(9, 32, [7, 11, 19, 29], 4),
  fraction(9, 64, [7, 27, 45], 4),
  fraction(10, 16, [3, 5, 6, 9, 14, 15], 3),
  fraction(10, 32, [7, 11, 19, 29, 30], 4),
  fraction(10, 64, [7, 27, 43, 53], 4),
  fraction(11, 16, [3, 5, 6, 9, 10, 13, 14], 3),
  fraction(11, 32, [7, 11, 13, 19, 21, 25], 4),
  fraction(11, 64, [7, 11, 29, 45, 51], 4),
  fraction(12, 16, [3, 5, 6, 9, 10, 13, 14, 15], 3),
  fraction(12, 32, [7, 11, 13, 14, 19, 21, 25], 4),
  fraction(12, 64, [7, 11, 29, 45, 51, 62], 4)
]

/** Which fraction: by its number of runs, by the least resolution, or both. */
export type FractionChoice =
  | { readonly runs: number; readonly resolution?: number }
  | { readonly runs?: undefined; readonly resolution: number }

const choose = (count: number, { runs, resolution }: FractionChoice): Fraction => {
  const known = fractions.filter(({ factors }) => factors === count)
  const found = known.find(
    (one) => (runs === undefined || one.runs === runs) && (resolution === undefined || one.resolution >= resolution)
  )
  if (found !== undefined) return found
  const wanted = [
    ...(runs === undefined ? [] : [`${runs} runs`]),
    ...(resolution === undefined ? [] : [`resolution ${resolution}`])
  ]
  const choices = known.map((one) => `${one.runs} runs (resolution ${one.resolution})`).join(", ")
  throw new InputError({
    what: `Regular fraction of ${count} factors`,
    value: wanted.join(" and ") || "neither runs nor a resolution",
    limit: known.length === 0 ? "known for 3 to 12 factors" : `must be one of ${choices}`,
    advice: count <= 12 ? "Choose one of these, or the full factorial." : "Use a Plackett–Burman or d-optimal plan."
  })
}

/**
 * Plans a regular fraction 2^(k − p) of the combinations *off* and *on*, whose aliases are known exactly.
 *
 * The first factors form a full factorial; each further one is set to a product of their ±1 columns (`generators`). Which
 * interactions are sacrificed depends on the order of the factors: put those that may interact first.
 *
 * Shape: 4 to 64 runs for 3 to 12 factors, in standard order: the first factor changes fastest.
 * Assumes: interactions of three and more factors are absent or small.
 * Errors: InputError for malformed factors, a factor of more than two levels without `onLevel`, a number of runs or a
 * resolution for which no fraction is known, a forbidden combination.
 * Source: minimum aberration fractions of Chen, Sun and Wu (1993), Int. Statist. Rev. 61, and of Box, Hunter and Hunter.
 *
 * @category design
 */
export const fractionalFactorial = (
  factors: ReadonlyArray<PlanFactor>,
  options: FractionChoice & PlanOptions
): RunTable => {
  const used = twoLevels(factors)
  const { runs, generators } = choose(factors.length, options)
  const base = Math.log2(runs)
  const columns = [...Array.from({ length: base }, (_, bit) => 1 << bit), ...generators]
  // A product of ±1 is +1 exactly when an even number of its members is off.
  const on = (column: number, run: number): number => {
    let sign = 1
    for (let bit = 0; bit < base; bit++) if ((column & (1 << bit)) !== 0 && (run & (1 << bit)) === 0) sign = -sign
    return sign === 1 ? 1 : 0
  }
  const ids = factors.map(({ id }) => id)
  return tableOf({
    kind: "fractional",
    factors,
    used,
    codes: Array.from({ length: runs }, (_, run) => columns.map((column) => on(column, run))),
    generators: generators.map((generator, index) => ({
      factor: ids[base + index] as string,
      product: ids.filter((_, position) => position < base && (generator & (1 << position)) !== 0)
    })),
    forbidden: options.forbidden
  })
}
