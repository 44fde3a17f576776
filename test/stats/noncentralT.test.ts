import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { noncentralT } from "../../src/stats/noncentralT.js"
import { normalCdf } from "../../src/stats/normalCdf.js"
import { studentCdf } from "../../src/stats/studentCdf.js"
import { readFixture } from "../fixtures/readFixture.js"
import { relativeError } from "../fixtures/relativeError.js"

// 40-digit integrals, checked against scipy.stats.nct; see noncentralT.py.
const { tails } = readFixture<{ readonly tails: ReadonlyArray<[number, number, number, number, number]> }>(
  "noncentralT.json"
)

describe("the noncentral t distribution", () => {
  it("agrees with 40-digit integrals of another formula", () => {
    expect(tails.length).toBeGreaterThan(250)
    const errors = tails.map(([t, degrees, shift, below, above]) => {
      const found = noncentralT({ t, degrees, shift })
      return Math.max(Math.abs(found.below - below), Math.abs(found.above - above))
    })
    expect(Math.max(...errors)).toBeLessThan(1e-12)
  })

  it("keeps both tails to 1e-11 of themselves where t and the shift have the same sign", () => {
    const same = tails.filter(([t, , shift]) => t * shift > 0)
    const errors = same.flatMap(([t, degrees, shift, below, above]) => {
      const found = noncentralT({ t, degrees, shift })
      return [relativeError(found.below, below), relativeError(found.above, above)]
    })
    expect(Math.max(...errors)).toBeLessThan(1e-11)
  })

  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })

  it("is Student's without a shift, nearly normal with many degrees, and Φ(−shift) at 0", () => {
    expect(noncentralT({ t: 1.3, degrees: 7, shift: 0 }).below).toBe(studentCdf(1.3, 7))
    expect(noncentralT({ t: 2, degrees: 1e7, shift: 1 }).above).toBeCloseTo(normalCdf(-1), 6)
    expect(noncentralT({ t: 0, degrees: 5, shift: 1.2 }).below).toBeCloseTo(normalCdf(-1.2), 15)
    expect(noncentralT({ t: 2, degrees: 10, shift: 1.5 }).above).toBeCloseTo(0.3408, 4)
  })

  it("has tails that sum to 1, mirrors itself, and falls in the shift", () => {
    fc.assert(
      fc.property(number(-8, 8), number(1, 300), number(-6, 6), (t, degrees, shift) => {
        const one = noncentralT({ t, degrees, shift })
        const mirrored = noncentralT({ t: -t, degrees, shift: -shift })
        expect(one.below + one.above).toBeCloseTo(1, 12)
        expect(mirrored.above).toBeCloseTo(one.below, 14)
        expect(noncentralT({ t, degrees, shift: shift + 0.1 }).below).toBeLessThanOrEqual(one.below + 1e-13)
      }),
      { seed: 11, numRuns: 150 }
    )
  })

  it.each([
    { t: 1, degrees: 0, shift: 1 },
    { t: Number.NaN, degrees: 3, shift: 1 },
    { t: 1, degrees: Number.POSITIVE_INFINITY, shift: 1 }
  ])("refuses $t, $degrees, $shift", (of) => {
    expect(() => noncentralT(of)).toThrow(RangeError)
  })
})
