import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { holm } from "../../src/stats/holm.js"

const probabilities = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 })

describe("Holm's adjustment", () => {
  it("has known values", () => {
    expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06])
    // R: p.adjust(c(.001, .2, .011, .02, .9), "holm")
    const expected = [0.005, 0.4, 0.044, 0.06, 0.9]
    holm([0.001, 0.2, 0.011, 0.02, 0.9]).forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index] as number, 14)
    })
    expect(holm([])).toEqual([])
  })
  it("rejects as the step-down procedure does, never below the raw value", () => {
    fc.assert(
      fc.property(probabilities, fc.double({ min: 0.001, max: 0.5, noNaN: true }), (values, alpha) => {
        const adjusted = holm(values) as Array<number>
        const sorted = [...values].sort((a, b) => a - b)
        const stop = sorted.findIndex((p, rank) => p * (sorted.length - rank) > alpha)
        const rejected = stop < 0 ? sorted.length : stop
        expect(adjusted.filter((p) => p <= alpha).length).toBe(rejected)
        adjusted.forEach((p, index) => {
          expect(p).toBeGreaterThanOrEqual(values[index] as number)
          expect(p).toBeLessThanOrEqual(1)
        })
      }),
      { seed: 5, numRuns: 300 }
    )
  })
  it("passes over what could not be tested", () => {
    expect(holm([null, 0.02, null, 0.5])).toEqual([null, 0.04, null, 0.5])
  })
  it("refuses what is no probability", () => {
    expect(() => holm([1.5])).toThrow(RangeError)
    expect(() => holm([Number.NaN])).toThrow(RangeError)
  })
})
