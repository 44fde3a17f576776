import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { benjaminiHochberg } from "../../src/stats/benjaminiHochberg.js"
import { holm } from "../../src/stats/holm.js"

const probabilities = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 })

describe("Benjamini and Hochberg's adjustment", () => {
  it("has known values", () => {
    // R: p.adjust(c(.001, .2, .011, .02, .9), "BH")
    const expected = [0.005, 0.25, 0.0275, 1 / 30, 0.9]
    benjaminiHochberg([0.001, 0.2, 0.011, 0.02, 0.9]).forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index] as number, 14)
    })
    expect(benjaminiHochberg([])).toEqual([])
  })
  it("finds what the step-up procedure finds, between the raw p-value and Holm's", () => {
    fc.assert(
      fc.property(probabilities, fc.double({ min: 0.001, max: 0.5, noNaN: true }), (values, alpha) => {
        const adjusted = benjaminiHochberg(values) as Array<number>
        const sorted = [...values].sort((a, b) => a - b)
        const found = sorted.findLastIndex((p, rank) => Math.max(p, (p * sorted.length) / (rank + 1)) <= alpha) + 1
        expect(adjusted.filter((p) => p <= alpha).length).toBe(found)
        const strict = holm(values) as Array<number>
        adjusted.forEach((p, index) => {
          expect(p).toBeGreaterThanOrEqual(values[index] as number)
          expect(p).toBeLessThanOrEqual((strict[index] as number) * (1 + 1e-12))
        })
      }),
      { seed: 6, numRuns: 300 }
    )
  })
  it("passes over what could not be tested and refuses what is no probability", () => {
    expect(benjaminiHochberg([null, 0.02, null, 0.5])).toEqual([null, 0.04, null, 0.5])
    expect(() => benjaminiHochberg([-0.1])).toThrow(RangeError)
  })
})
