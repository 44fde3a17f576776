import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { normalQuantile } from "../../src/stats/normalQuantile.js"
import { ratioLimits } from "../../src/stats/ratioLimits.js"
import { wilsonLimits } from "../../src/stats/wilsonLimits.js"

const quantile = normalQuantile(0.975)

describe("Wilson limits", () => {
  it("of 81 in 263 are .2553 and .3662", () => {
    const { lower, upper } = wilsonLimits({ proportion: 81 / 263, size: 263, quantile })
    expect(lower).toBeCloseTo(0.2553, 4)
    expect(upper).toBeCloseTo(0.3662, 4)
  })
  it("are where the score test touches: (p − x)² = q²·x(1 − x)/n", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        (proportion, size) => {
          const limits = wilsonLimits({ proportion, size, quantile })
          for (const x of [limits.lower, limits.upper]) {
            const gap = (proportion - x) ** 2 - (quantile ** 2 * x * (1 - x)) / size
            expect(Math.abs(gap)).toBeLessThan(1e-13)
          }
          expect(limits.lower).toBeLessThanOrEqual(proportion)
          expect(limits.upper).toBeGreaterThanOrEqual(proportion)
        }
      ),
      { seed: 2, numRuns: 300 }
    )
  })
  it("end exactly at 0 and 1", () => {
    expect(wilsonLimits({ proportion: 0, size: 10, quantile: 2 }).lower).toBe(0)
    expect(wilsonLimits({ proportion: 0, size: 10, quantile: 2 }).upper).toBeCloseTo(4 / 14, 15)
    expect(wilsonLimits({ proportion: 1, size: 10, quantile: 2 }).upper).toBe(1)
    expect(wilsonLimits({ proportion: 1, size: 10, quantile: 2 }).lower).toBeCloseTo(10 / 14, 15)
  })
  it("refuse what is no proportion", () => {
    expect(() => wilsonLimits({ proportion: 1.01, size: 10, quantile })).toThrow(RangeError)
    expect(() => wilsonLimits({ proportion: 0.5, size: 0, quantile })).toThrow(RangeError)
    expect(() => wilsonLimits({ proportion: 0.5, size: 5, quantile: -1 })).toThrow(RangeError)
  })
})

const part = fc
  .tuple(...Array.from({ length: 3 }, () => fc.double({ min: 0, max: 1, noNaN: true })))
  .map((three) => three.sort((a, b) => a - b))
  .filter(([lower = 0]) => lower > 1e-3)
  .map(([lower = 0, value = 0, upper = 0]) => ({ lower, value, upper }))
const correlations = fc.double({ min: -1, max: 1, noNaN: true })

describe("MOVER ratio limits", () => {
  it("contain the ratio, and the swapped ratio has the reciprocal limits", () => {
    fc.assert(
      fc.property(part, part, correlations, (numerator, denominator, correlation) => {
        const limits = ratioLimits({ numerator, denominator, correlation })
        const swapped = ratioLimits({ numerator: denominator, denominator: numerator, correlation })
        const ratio = numerator.value / denominator.value
        expect(limits.lower).toBeLessThanOrEqual(ratio * (1 + 1e-9))
        expect(limits.upper).toBeGreaterThanOrEqual(ratio * (1 - 1e-9))
        expect(swapped.upper * limits.lower).toBeCloseTo(1, 9)
        if (Number.isFinite(limits.upper)) expect(swapped.lower * limits.upper).toBeCloseTo(1, 9)
      }),
      { seed: 3, numRuns: 500 }
    )
  })
  it("solve the variance equation they come from", () => {
    // At the lower limit L: (m − Ls)² = (m − l₁)² + L²(u₂ − s)² − 2rL(m − l₁)(u₂ − s).
    fc.assert(
      fc.property(part, part, correlations, (m, s, r) => {
        const { lower: L } = ratioLimits({ numerator: m, denominator: s, correlation: r })
        const left = m.value - m.lower
        const right = s.upper - s.value
        const square = left ** 2 + (L * right) ** 2 - 2 * r * L * left * right
        // No real root exists for some triples that no interval method gives; then the vertex stands in.
        if (L * s.value <= m.value && Math.abs(r) < 0.9) {
          const discriminant =
            (m.value * s.value - r * left * right) ** 2 -
            s.upper * (2 * s.value - s.upper) * m.lower * (2 * m.value - m.lower)
          if (discriminant > 1e-9) expect((m.value - L * s.value) ** 2 - square).toBeCloseTo(0, 8)
        }
      }),
      { seed: 4, numRuns: 500 }
    )
  })
  it("survive a denominator whose upper limit is more than twice its value, and one at 0", () => {
    const wide = { value: 0.02, lower: 0.004, upper: 0.1 }
    const zero = { value: 0, lower: 0, upper: 0.1 }
    const numerator = { value: 0.3, lower: 0.2, upper: 0.4 }
    for (const correlation of [-1, 0, 0.9, 1]) {
      const limits = ratioLimits({ numerator, denominator: wide, correlation })
      expect(limits.lower).toBeGreaterThan(0)
      expect(limits.lower).toBeLessThan(15)
      expect(limits.upper).toBeGreaterThan(15)
    }
    const unbounded = ratioLimits({ numerator, denominator: zero, correlation: 0 })
    expect(unbounded.upper).toBe(Number.POSITIVE_INFINITY)
    // L = √(l₁(2m − l₁))/u₂ where s = 0
    expect(unbounded.lower).toBeCloseTo(Math.sqrt(0.2 * 0.4) / 0.1, 12)
    expect(ratioLimits({ numerator: zero, denominator: zero, correlation: 0 })).toEqual({
      lower: 0,
      upper: Number.POSITIVE_INFINITY
    })
  })
  it("have a known value", () => {
    const { lower, upper } = ratioLimits({
      numerator: { value: 0.6, lower: 0.5, upper: 0.7 },
      denominator: { value: 0.5, lower: 0.4, upper: 0.6 },
      correlation: 0
    })
    // (.3 ± √(.09 − .24·.35))/.24, by hand
    expect(lower).toBeCloseTo((0.3 - Math.sqrt(0.09 - 0.24 * 0.35)) / 0.24, 12)
    expect(upper).toBeCloseTo((0.3 + Math.sqrt(0.09 - 0.24 * 0.35)) / 0.24, 12)
  })
})
