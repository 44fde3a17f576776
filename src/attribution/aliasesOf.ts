import { effectJoint, effectName } from "../design/plans/effectName.js"
import type { Alias } from "./Attribution.js"
import type { Grid } from "./Grid.js"
import { bitCount } from "./shapley.js"
import { walshTransform } from "./walshTransform.js"

const tolerance = 1e-9

/** Largest number of two-level factors of which all effects are looked through. */
export const mostSearched = 12

/**
 * The effects that a contrast picks up beside its own.
 *
 * An alias's weight says how much of that effect comes with one unit of the contrast's own, both as differences between the
 * means of its two halves: 1 or −1 when the cells cannot tell the two apart at all.
 *
 * Listed are all main effects and two-factor interactions; where none of these is aliased, those of the lowest order that is.
 * With a factor of three levels or more, or more than 12 factors, orders above two are not looked through.
 *
 * Shape: one weight a cell; `own` are the positions of the contrast's factors.
 *
 * @category attribution
 */
export const aliasesOf = (of: {
  readonly grid: Grid
  readonly weights: Float64Array
  readonly own: ReadonlyArray<number>
}): ReadonlyArray<Alias> => {
  const { grid, own } = of
  if (grid.complete) return []
  const name = (factors: ReadonlyArray<number>) => effectName(factors.map((factor) => grid.factors[factor]?.id ?? ""))
  if (!grid.twoLevel || grid.factors.length > mostSearched) {
    return upToPairs(grid.factors.length)
      .filter((factors) => factors.join() !== own.join())
      .flatMap((factors) => {
        const weight = pickedUp({ ...of, factors })
        return weight === 0 ? [] : [{ effect: name(factors), weight: grid.twoLevel ? weight : null }]
      })
  }
  const spread = new Float64Array(2 ** grid.factors.length)
  grid.cells.forEach(({ at }, cell) => {
    spread[at.reduce((subset, level, factor) => subset + level * 2 ** factor, 0)] = of.weights[cell] as number
  })
  walshTransform(spread)
  const self = own.reduce((subset, factor) => subset + 2 ** factor, 0)
  const scale = spread[self] as number
  const found = [...spread.keys()].filter(
    (subset) => subset !== 0 && subset !== self && Math.abs(spread[subset] as number) > tolerance * Math.abs(scale)
  )
  const lowest = found.reduce((least, subset) => Math.min(least, bitCount(subset)), Number.POSITIVE_INFINITY)
  return found
    .filter((subset) => bitCount(subset) <= Math.max(2, lowest))
    .map((subset) => ({
      effect: name([...grid.factors.keys()].filter((factor) => subset & (1 << factor))),
      weight: rounded((spread[subset] as number) / scale)
    }))
    .sort((one, other) => orderOf(one) - orderOf(other))
}

/** Order of an effect: the number of its factors. */
export const orderOf = (alias: Alias): number => alias.effect.split(effectJoint).length

const rounded = (weight: number): number => Number(weight.toPrecision(12))

const upToPairs = (factors: number): ReadonlyArray<ReadonlyArray<number>> => {
  const numbers = Array.from({ length: factors }, (_, factor) => factor)
  return [
    ...numbers.map((factor) => [factor]),
    ...numbers.flatMap((factor) => numbers.slice(factor + 1).map((other) => [factor, other]))
  ]
}

// Largest sum of the weights times centred indicators of the effect's levels; for two levels, relative to the own effect.
const pickedUp = (of: {
  readonly grid: Grid
  readonly weights: Float64Array
  readonly own: ReadonlyArray<number>
  readonly factors: ReadonlyArray<number>
}): number => {
  const { grid, weights, own, factors } = of
  const sums = (effect: ReadonlyArray<number>): ReadonlyArray<number> =>
    effect
      .reduce<ReadonlyArray<ReadonlyArray<number>>>(
        (combinations, factor) =>
          combinations.flatMap((levels) => (grid.factors[factor]?.present ?? []).map((level) => [...levels, level])),
        [[]]
      )
      .map((levels) =>
        grid.cells.reduce((sum, { at }, cell) => {
          const indicator = effect.reduce(
            (product, factor, position) =>
              product * ((at[factor] === levels[position] ? 1 : 0) - 1 / (grid.factors[factor]?.present.length ?? 1)),
            1
          )
          return sum + indicator * (weights[cell] as number)
        }, 0)
      )
  const largest = (values: ReadonlyArray<number>) =>
    values.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)
  const found = sums(factors)
  if (!(Math.abs(largest(found)) > tolerance)) return 0
  if (!grid.twoLevel) return largest(found)
  // Both effects with all their factors on; centred indicators are half of ±1.
  const all = (values: ReadonlyArray<number>) => values[values.length - 1] as number
  return rounded((all(found) * 2 ** factors.length) / (all(sums(own)) * 2 ** own.length))
}
