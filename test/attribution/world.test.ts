import { describe, expect, it } from "vitest"
import type { EffectEstimate } from "../../src/attribution/Attribution.js"
import { attribute } from "../../src/attribution/attribute.js"
import { allSubsets, factorialWorld } from "../fixtures/factorialWorld.js"

// log Φ = log .3 + Σ β_i + Σ β_ij over the factors that are on.
const own = [0.25, 0.12, -0.15, 0.2]
const both: ReadonlyArray<readonly [number, number, number]> = [
  [0, 1, -0.12],
  [1, 3, 0.1]
]
const has = (subset: number, factor: number) => (subset >> factor) & 1
const log = (subset: number) =>
  Math.log(0.3) +
  own.reduce((sum, effect, factor) => sum + effect * has(subset, factor), 0) +
  both.reduce((sum, [one, other, effect]) => sum + effect * has(subset, one) * has(subset, other), 0)
const share = (factor: number) =>
  own.map(
    (effect, index) => effect + both.reduce((sum, [a, b, e]) => sum + (a === index || b === index ? e / 2 : 0), 0)
  )[factor] as number

const within = (effect: EffectEstimate | undefined, truth: number) => {
  const { estimate, error } = effect ?? {}
  expect(error).toBeGreaterThan(0)
  expect(Math.abs((estimate as number) - truth)).toBeLessThan(4 * (error as number))
  // Sharp enough to fail: the errors are small beside the effects.
  expect(error).toBeLessThan(0.06)
}

describe("the multiplicative world", () => {
  it("gives back its log effects and Shapley values from all cells", () => {
    const data = factorialWorld({ seed: 41, count: 4, items: 1500, phi: (subset) => Math.exp(log(subset)) })
    const { factors, interactions, efficiency } = attribute(data)
    factors.forEach(({ fromBase, fromFull, main, shapley }, factor) => {
      const paired = both.filter(([a, b]) => a === factor || b === factor).reduce((sum, [, , e]) => sum + e, 0)
      within(fromBase, own[factor] as number)
      within(fromFull, (own[factor] as number) + paired)
      within(main, share(factor))
      within(shapley, share(factor))
    })
    for (const { factors: names, effect } of interactions) {
      const [a, b] = names.map((name) => name.charCodeAt(0) - 65)
      within(effect, both.find(([x, y]) => x === a && y === b)?.[2] ?? 0)
    }
    expect(efficiency.holds).toBe(true)
    expect(Math.abs(efficiency.difference as number)).toBeLessThan(1e-12)
  })

  it("gives them back from a fraction of resolution V", () => {
    // Five factors in 16 cells: the fifth does nothing and is on where an even number of the others is.
    const subsets = allSubsets(4).map((subset) => {
      const odd = has(subset, 0) ^ has(subset, 1) ^ has(subset, 2) ^ has(subset, 3)
      return subset + (odd === 0 ? 16 : 0)
    })
    const data = factorialWorld({
      seed: 42,
      count: 5,
      items: 1500,
      subsets,
      phi: (subset) => Math.exp(log(subset & 15))
    })
    const { factors, complete, resolution } = attribute(data)
    expect([complete, resolution]).toEqual([false, "V or higher"])
    factors.forEach(({ main, shapley }, factor) => {
      within(main, factor === 4 ? 0 : share(factor))
      within(shapley, factor === 4 ? 0 : share(factor))
    })
  })

  it("has Sobol indices that leave noise out", () => {
    // Only A does anything; on the draw below neither B nor the interaction is as large as its standard error.
    const data = factorialWorld({ seed: 46, count: 2, items: 300, phi: (subset) => (subset & 1 ? 0.6 : 0.4) })
    const { factors, interactions } = attribute(data)
    const small = ({ estimate, error }: EffectEstimate) => Math.abs((estimate as number) / (error as number)) < 1
    expect([factors[1]?.main, interactions[0]?.effect].map((effect) => effect && small(effect))).toEqual([true, true])
    expect(factors[0]?.sobol).toEqual({ first: 1, total: 1, shapley: 1 })
    expect(factors[1]?.sobol).toEqual({ first: 0, total: 0, shapley: 0 })
  })

  it("covers the truth about as often as the level says", () => {
    let covered = 0
    let below = 0
    const repeats = 150
    for (let seed = 0; seed < repeats; seed++) {
      const data = factorialWorld({
        seed: 500 + seed,
        count: 3,
        items: 120,
        seeds: 2,
        phi: (subset) => Math.exp(log(subset))
      })
      const { shapley } = attribute(data).factors[0] ?? {}
      // The fourth factor is never on here.
      const truth = (own[0] as number) - 0.12 / 2
      if ((shapley?.lower as number) <= truth && truth <= (shapley?.upper as number)) covered++
      if ((shapley?.estimate as number) < truth) below++
    }
    expect(covered / repeats).toBeGreaterThan(0.9)
    expect(covered / repeats).toBeLessThan(0.99)
    expect(below / repeats).toBeGreaterThan(0.35)
    expect(below / repeats).toBeLessThan(0.65)
  })
})
