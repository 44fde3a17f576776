import { describe, expect, it } from "vitest"
import { mean } from "../../src/stats/mean.js"
import { sampleCovariance } from "../../src/stats/sampleCovariance.js"
import { sampleVariance } from "../../src/stats/sampleVariance.js"

describe("moments", () => {
  it("have known values, with divisor n − 1", () => {
    expect(mean([0.1, 0.2, 0.3])).toBeCloseTo(0.2, 16)
    expect(sampleVariance([1, 2, 3, 4])).toBeCloseTo(5 / 3, 15)
    expect(sampleCovariance([1, 2, 3], [2, 4, 6])).toBe(2)
  })
  it("keep the small terms of a sum", () => {
    expect(mean([1e16, 1, -1e16, 1])).toBe(0.5)
    expect(sampleVariance([1e9 + 1, 1e9 + 2, 1e9 + 3])).toBe(1)
  })
  it("refuse too few values", () => {
    expect(() => mean([])).toThrow(RangeError)
    expect(() => sampleVariance([1])).toThrow(RangeError)
    expect(() => sampleCovariance([1, 2], [1])).toThrow(RangeError)
  })
})
