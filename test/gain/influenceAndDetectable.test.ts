import { describe, expect, it } from "vitest"
import { checkGainInput } from "../../src/gain/checkGainInput.js"
import { estimateGain } from "../../src/gain/estimateGain.js"
import { logGainInfluence } from "../../src/gain/logGainInfluence.js"
import { minimumDetectable } from "../../src/gain/minimumDetectable.js"
import { pairMoments } from "../../src/gain/pairMoments.js"
import { deriveSeed } from "../../src/stats/deriveSeed.js"
import { normalQuantile } from "../../src/stats/normalQuantile.js"
import { latentWorld } from "../fixtures/latentWorld.js"

describe("influence on log Γ", () => {
  it("sums to 0 and is what leaving an item out changes, to first order", () => {
    const { team, singles } = latentWorld({ seed: 4, items: 400, seeds: 4, phiM: 0.6, phiS: [0.4] })
    const means = (scores: ReadonlyArray<ReadonlyArray<number>>) =>
      scores.map((row) => row.reduce((sum, score) => sum + score, 0) / row.length)
    const [m, s] = [means(team), means(singles[0] ?? [])]
    const influence = logGainInfluence(m, s) ?? []
    expect(Math.abs(influence.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-9)
    const total = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0)
    const log = Math.log(total(m) / total(s))
    influence.forEach((value, item) => {
      const left = Math.log((total(m) - (m[item] ?? 0)) / (total(s) - (s[item] ?? 0)))
      expect(399 * (log - left)).toBeCloseTo(value, 1)
    })
  })
  it("has known values, and none where a mean is 0", () => {
    expect(logGainInfluence([1, 0], [0.5, 0.5])).toEqual([1, -1])
    expect(logGainInfluence([0, 0], [1, 1])).toBeNull()
    expect(() => logGainInfluence([1], [1, 0])).toThrow(RangeError)
  })
})

const momentsOf = (input: Parameters<typeof checkGainInput>[0]) => {
  const { team, singles, groups } = checkGainInput(input)
  return pairMoments({ team, single: singles[0] as (typeof singles)[number], groups })
}

describe("smallest gain this run would have shown", () => {
  it("is near the fixed point of log Γ = (z + z)·σ(Γ)/√n when there are many items", () => {
    for (const phiS of [0.3, 0.5, 0.7]) {
      const { team, singles } = latentWorld({ seed: 9, items: 3000, seeds: 2, phiM: phiS, phiS: [phiS] })
      const [single = []] = singles
      const { phiS: observed, sizeM, sizeS, correlation } = momentsOf({ team, single })
      const z = normalQuantile(0.975) + normalQuantile(0.8)
      let gamma = 1.2
      for (let step = 0; step < 200; step++) {
        const phiM = gamma * observed
        const [a, b] = [Math.sqrt((1 - phiM) / (phiM * sizeM)), Math.sqrt((1 - observed) / (observed * sizeS))]
        gamma = Math.exp(z * Math.sqrt(a * a + b * b - 2 * correlation * a * b))
      }
      const found = estimateGain({ team, single }).minimumDetectable as number
      expect(Math.abs(Math.log(found) / Math.log(gamma) - 1)).toBeLessThan(0.02)
    }
  })
  it("gives 80 % power: 600 runs at the median of the gains that null runs name", () => {
    const world = { items: 100, seeds: 1, phiS: [0.4] }
    const named = Array.from({ length: 101 }, (_, run) => {
      const { team, singles } = latentWorld({ ...world, phiM: 0.4, seed: deriveSeed(10, "null", run) })
      return estimateGain({ team, singles }).minimumDetectable ?? Number.POSITIVE_INFINITY
    }).sort((a, b) => a - b)
    const gamma = named[50] as number
    const shown = Array.from({ length: 600 }, (_, run) => {
      const { team, singles } = latentWorld({ ...world, phiM: 0.4 * gamma, seed: deriveSeed(10, "gain", run) })
      return (estimateGain({ team, singles }).interval.lower as number) > 1
    }).filter(Boolean).length
    // Monte Carlo SE 1.6 points
    expect(shown / 600).toBeGreaterThan(0.74)
    expect(shown / 600).toBeLessThan(0.86)
  })
  it("is none when not even a perfect team would do, and falls with more items", () => {
    const rows = (right: number, items: number) => Array.from({ length: items }, (_, item) => [item < right ? 1 : 0])
    expect(estimateGain({ team: rows(9, 10), single: rows(8, 10) }).minimumDetectable).toBeNull()
    const few = estimateGain({ team: rows(40, 80), single: rows(40, 80) }).minimumDetectable as number
    const many = estimateGain({ team: rows(400, 800), single: rows(400, 800) }).minimumDetectable as number
    expect(few).toBeGreaterThan(many)
    expect(many).toBeGreaterThan(1)
    expect(few).toBeLessThanOrEqual(2)
  })
  it("asks for more when the team must be shown above several policies", () => {
    const { team, singles } = latentWorld({ seed: 3, items: 120, seeds: 1, phiM: 0.5, phiS: [0.4, 0.5, 0.5] })
    const needed = Math.max(
      ...singles.map((single) => minimumDetectable(momentsOf({ team, single }), 0.95) ?? Number.POSITIVE_INFINITY)
    )
    const { minimumDetectable: gamma, phiS } = estimateGain({ team, singles })
    expect((gamma as number) * (phiS as number)).toBeGreaterThanOrEqual(needed - 1e-9)
  })
})
