import type { LeveledFactor } from "./checkFactors.js"
import { effectName } from "./effectName.js"

/** Runs as positions in the lists of levels: runs × factors. */
export type LevelCodes = ReadonlyArray<ReadonlyArray<number>>

/** A main effect or two-factor interaction with its columns over the runs, one for each degree of freedom. */
export interface PlanTerm {
  readonly name: string
  readonly columns: ReadonlyArray<Float64Array>
}

/**
 * Helmert contrasts of n levels, scaled so that their squares average 1 over the levels: levels × (n − 1).
 * Two levels give −1 and +1.
 */
const contrasts = (levels: number): ReadonlyArray<ReadonlyArray<number>> =>
  Array.from({ length: levels }, (_, level) =>
    Array.from({ length: levels - 1 }, (_, index) => {
      const step = index + 1
      const scale = Math.sqrt(levels / (step * (step + 1)))
      return level < step ? -scale : level === step ? step * scale : 0
    })
  )

const product = (left: Float64Array, right: Float64Array): Float64Array =>
  left.map((value, run) => value * (right[run] as number))

/** The main effects of a plan, in the order of its factors. */
export const mainTerms = (factors: ReadonlyArray<LeveledFactor>, codes: LevelCodes): ReadonlyArray<PlanTerm> =>
  factors.map(({ id, levels }, position) => {
    const coding = contrasts(levels.length)
    return {
      name: effectName([id]),
      columns: levels
        .slice(1)
        .map((_, contrast) => Float64Array.from(codes, (row) => coding[row[position] as number]?.[contrast] as number))
    }
  })

/** The two-factor interactions of a plan: first with second, first with third, …, second with third, … */
export const pairTerms = (main: ReadonlyArray<PlanTerm>): ReadonlyArray<PlanTerm> =>
  main.flatMap((left, position) =>
    main.slice(position + 1).map((right) => ({
      name: effectName([left.name, right.name]),
      columns: left.columns.flatMap((column) => right.columns.map((other) => product(column, other)))
    }))
  )
