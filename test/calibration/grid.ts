import { checkGainInput } from "../../src/gain/checkGainInput.js"
import { estimateGain } from "../../src/gain/estimateGain.js"
import type { GainMethod } from "../../src/gain/GainInput.js"
import { intervalsOf } from "../../src/gain/intervalsOf.js"
import { pairMoments } from "../../src/gain/pairMoments.js"
import { deriveSeed } from "../../src/stats/deriveSeed.js"
import { studentQuantile } from "../../src/stats/studentQuantile.js"
import { latentWorld } from "../fixtures/latentWorld.js"

/** One kind of world: right-or-wrong scores, items of unlike difficulty. */
export interface Cell {
  readonly items: number
  readonly seeds: number
  /** Correlation of an item's seeds, on the latent scale. */
  readonly icc: number
  readonly phiS: number
  readonly gamma: number
}

/** How often the 95 % intervals of one method missed the true Γ. Unit: runs. */
export interface Misses {
  /** Lower limit above Γ; at Γ = 1 the verdict is then *positive*. */
  readonly above: number
  /** Upper limit below Γ. */
  readonly below: number
  /** No interval; counts as a miss. */
  readonly none: number
  /** No upper limit. */
  readonly unbounded: number
}

export interface Measured {
  readonly cell: Cell
  readonly repeats: number
  readonly misses: ReadonlyMap<GainMethod, Misses>
}

/** Every combination of the lists in which the team's mean stays below .97. */
export const cellsOf = (lists: {
  readonly items: ReadonlyArray<number>
  readonly seeds: ReadonlyArray<number>
  readonly icc: ReadonlyArray<number>
  readonly phiS: ReadonlyArray<number>
  readonly gamma: ReadonlyArray<number>
}): ReadonlyArray<Cell> =>
  lists.items.flatMap((items) =>
    lists.seeds.flatMap((seeds) =>
      lists.icc.flatMap((icc) =>
        lists.phiS.flatMap((phiS) =>
          lists.gamma
            .filter((gamma) => gamma * phiS <= 0.97 + 1e-9)
            .map((gamma) => ({ items, seeds, icc, phiS, gamma }))
        )
      )
    )
  )

export const fullGrid = cellsOf({
  items: [30, 100, 300],
  seeds: [1, 3, 5],
  icc: [0.3, 0.6, 0.9],
  phiS: [0.1, 0.3, 0.5, 0.7, 0.9],
  gamma: [0.8, 1, 1.2, 1.5]
})

/** Draws a world so many times and counts the misses of each method. */
export const measureCell = (
  cell: Cell,
  of: {
    readonly repeats: number
    readonly seed: number
    readonly methods: ReadonlyArray<GainMethod>
    readonly resamples?: number
  }
): Measured => {
  const { items, seeds, icc, phiS, gamma } = cell
  const { repeats, methods, resamples = 1000 } = of
  const counts = new Map(methods.map((method) => [method, { above: 0, below: 0, none: 0, unbounded: 0 }]))
  for (let repeat = 0; repeat < repeats; repeat++) {
    const seed = deriveSeed(of.seed, items, seeds, icc, phiS, gamma, repeat)
    const drawn = latentWorld({ seed, items, seeds, within: icc, phiM: phiS * gamma, phiS: [phiS] })
    const { team, singles, groups } = checkGainInput(drawn)
    const [single] = singles
    if (single === undefined) continue
    const pair = { team, single, groups, moments: pairMoments({ team, single, groups }) }
    for (const [method, count] of counts) {
      const { limits, degrees, reason } = intervalsOf(pair, { method, seed, resamples, floor: 0 })
      if (reason !== undefined) {
        count.none++
        continue
      }
      const { lower, upper } = limits(studentQuantile(0.975, degrees))
      if (lower > gamma) count.above++
      if (upper < gamma) count.below++
      if (upper === Number.POSITIVE_INFINITY) count.unbounded++
    }
  }
  return { cell, repeats, misses: counts }
}

export const coverageOf = ({ misses, repeats }: Measured, method: GainMethod): number => {
  const { above = 0, below = 0, none = 0 } = misses.get(method) ?? {}
  return 1 - (above + below + none) / repeats
}

/** Several single-agent policies that compete; the best one scores .6. */
export const contests: ReadonlyArray<readonly [name: string, phiS: ReadonlyArray<number>]> = [
  ["three, gaps of .1", [0.6, 0.5, 0.4]],
  ["six, gaps of .02", [0.6, 0.58, 0.56, 0.54, 0.52, 0.5]],
  ["five equal", Array<number>(5).fill(0.6)],
  ["eight equal", Array<number>(8).fill(0.6)]
]

/** How often the envelope's interval covers and errs. Unit: shares of runs; `upper` is the mean of log(U/Γ). */
export const measureContest = (of: {
  readonly name: string
  readonly phiS: ReadonlyArray<number>
  readonly items: number
  readonly seeds: number
  readonly gamma: number
  readonly repeats: number
  readonly seed: number
}) => {
  const { name, phiS, items, seeds, gamma, repeats } = of
  let above = 0
  let below = 0
  let upperSum = 0
  for (let repeat = 0; repeat < repeats; repeat++) {
    const seed = deriveSeed(of.seed, name, items, seeds, gamma, repeat)
    const { interval } = estimateGain(latentWorld({ seed, items, seeds, phiM: 0.6 * gamma, phiS }))
    const upper = interval.upper ?? Number.POSITIVE_INFINITY
    if ((interval.lower as number) > gamma) above++
    if (upper < gamma) below++
    upperSum += Math.log(upper / gamma)
  }
  return {
    coverage: 1 - (above + below) / repeats,
    above: above / repeats,
    below: below / repeats,
    upper: upperSum / repeats
  }
}
