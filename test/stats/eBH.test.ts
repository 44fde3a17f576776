import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { eBH } from "../../src/stats/eBH.js"

// Definition, by trying every k.
const byDefinition = (values: ReadonlyArray<number>, alpha: number): Array<boolean> => {
  const falling = [...values].sort((a, b) => b - a)
  let threshold = Number.POSITIVE_INFINITY
  falling.forEach((value, index) => {
    if (value >= values.length / (alpha * (index + 1))) threshold = value
  })
  return values.map((value) => value >= threshold)
}

describe("e-BH", () => {
  it("rejects the k largest for the largest k that qualifies", () => {
    // Of 4 at 5 %: thresholds 80, 40, 26.67, 20.
    expect(eBH([50, 1, 80, 0.2], 0.05)).toEqual([true, false, true, false])
    expect(eBH([39, 1, 79, 0.2], 0.05)).toEqual([false, false, false, false])
    // The third qualifies and lifts the two before it.
    expect(eBH([30, 27, 39, 0], 0.05)).toEqual([true, true, true, false])
    expect(eBH([20], 0.05)).toEqual([true])
    expect(eBH([Number.POSITIVE_INFINITY, null], 0.05)).toEqual([true, false])
    expect(eBH([], 0.05)).toEqual([])
  })

  it("equals its definition, and a hypothesis without an e-value does not count", () => {
    const eValue = fc.oneof(fc.double({ min: 0, max: 300, noNaN: true }), fc.constantFrom(0, 20, 40, 80))
    fc.assert(
      fc.property(fc.array(eValue, { maxLength: 8 }), (values) => {
        expect(eBH(values, 0.05)).toEqual(byDefinition(values, 0.05))
        expect(eBH([null, ...values], 0.05).slice(1)).toEqual(byDefinition(values, 0.05))
      }),
      { seed: 5, numRuns: 300 }
    )
  })

  it("refuses what is no e-value", () => {
    expect(() => eBH([-1], 0.05)).toThrow(RangeError)
    expect(() => eBH([Number.NaN], 0.05)).toThrow(RangeError)
    expect(() => eBH([1], 0)).toThrow(RangeError)
  })
})
