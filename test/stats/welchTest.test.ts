import { describe, expect, it } from "vitest"
import { studentCdf } from "../../src/stats/studentCdf.js"
import { welchTest } from "../../src/stats/welchTest.js"
import { readFixture } from "../fixtures/readFixture.js"

interface Case {
  readonly families: ReadonlyArray<{ readonly gamma: number; readonly standardError: number; readonly degrees: number }>
  readonly f: number
  readonly above: number
  readonly below: number
  readonly p: number
  readonly q: number
}

// statsmodels; see heterogeneity.py.
const cases = readFixture<ReadonlyArray<Case>>("heterogeneity.json")

describe("Welch's test", () => {
  it.each(cases)("agrees with statsmodels on $families.length estimates", ({ families, f, above, below, p, q }) => {
    const found = welchTest(families.map(({ gamma, ...rest }) => ({ value: Math.log(gamma), ...rest })))
    expect(found.f).toBeCloseTo(f, 10)
    expect(found.degrees.above).toBe(above)
    expect(found.degrees.below).toBeCloseTo(below, 8)
    expect(found.p).toBeCloseTo(p, 11)
    expect(found.q).toBeCloseTo(q, 10)
  })

  it("is Welch's t test for two, and takes another statistic for correlated estimates", () => {
    const two = [
      { value: 1, standardError: 0.5, degrees: 9 },
      { value: 2, standardError: 0.5, degrees: 9 }
    ]
    expect(welchTest(two).p).toBeCloseTo(2 * studentCdf(-Math.SQRT2, 18), 13)
    expect(welchTest(two, 9).f).toBe(9)
  })

  it("refuses what has no uncertainty", () => {
    const one = { value: 1, standardError: 1, degrees: 3 }
    expect(() => welchTest([one])).toThrow(RangeError)
    expect(() => welchTest([one, { ...one, standardError: 0 }])).toThrow(RangeError)
    expect(() => welchTest([one, { ...one, degrees: 0 }])).toThrow(RangeError)
  })
})
