import { describe, expect, it } from "vitest"
import { incompleteBeta } from "../../src/stats/incompleteBeta.js"
import { logFactorial } from "../../src/stats/logFactorial.js"
import { logGamma } from "../../src/stats/logGamma.js"
import { normalCdf } from "../../src/stats/normalCdf.js"
import { normalQuantile } from "../../src/stats/normalQuantile.js"
import { stirlingError } from "../../src/stats/stirlingError.js"
import { studentCdf } from "../../src/stats/studentCdf.js"
import { studentQuantile } from "../../src/stats/studentQuantile.js"
import { readFixture } from "../fixtures/readFixture.js"
import { relativeError } from "../fixtures/relativeError.js"

type Rows = ReadonlyArray<ReadonlyArray<number>>

// Values of mpmath with 60 digits; see distributions.py.
const reference =
  readFixture<
    Record<"normalCdf" | "normalQuantile" | "studentCdf" | "studentQuantile" | "logGamma" | "incompleteBeta", Rows>
  >("distributions.json")

const worst = (rows: Rows, compute: (...args: Array<number>) => number, floor?: number): number => {
  expect(rows.length).toBeGreaterThan(10)
  return Math.max(...rows.map((row) => relativeError(compute(...row.slice(0, -1)), row.at(-1) as number, floor)))
}

describe("agree with 60-digit references, far into the tails", () => {
  it("normal probability", () => {
    expect(worst(reference.normalCdf, normalCdf)).toBeLessThan(5e-16)
  })
  it("normal quantile", () => {
    expect(worst(reference.normalQuantile, normalQuantile)).toBeLessThan(5e-16)
  })
  it("Student probability, whole and broken degrees of freedom", () => {
    expect(worst(reference.studentCdf, studentCdf)).toBeLessThan(3e-13)
  })
  it("Student quantile", () => {
    expect(worst(reference.studentQuantile, studentQuantile)).toBeLessThan(1e-13)
  })
  it("log gamma", () => {
    expect(worst(reference.logGamma, logGamma, 1)).toBeLessThan(1e-14)
  })
  it("incomplete beta", () => {
    expect(worst(reference.incompleteBeta, (x, a, b) => incompleteBeta({ x, a, b } as never))).toBeLessThan(2e-13)
  })
})

describe("known values", () => {
  it("of tables", () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14)
    expect(studentQuantile(0.975, 9)).toBeCloseTo(2.262157, 6)
    expect(normalCdf(1.959963984540054)).toBeCloseTo(0.975, 15)
    expect(logGamma(5)).toBeCloseTo(Math.log(24), 14)
    expect(logFactorial(5)).toBeCloseTo(Math.log(120), 14)
    expect(logFactorial(20_000)).toBeCloseTo(logGamma(20_001), 8)
    expect(stirlingError(20)).toBeCloseTo(
      Math.log(121_645_100_408_832_000) - 19.5 * Math.log(20) + 20 - 0.5 * Math.log(2 * Math.PI),
      12
    )
  })
  it("in closed form", () => {
    // Cauchy and two degrees of freedom; the beta of whole shapes is a binomial sum.
    expect(studentCdf(1, 1)).toBeCloseTo(0.75, 15)
    expect(studentQuantile(0.9, 2)).toBeCloseTo(0.8 / Math.sqrt(2 * 0.9 * 0.1), 13)
    expect(incompleteBeta({ x: 0.5, a: 2, b: 3 })).toBeCloseTo(0.6875, 15)
    expect(studentCdf(0.7, Number.POSITIVE_INFINITY)).toBe(normalCdf(0.7))
  })
  it("at the ends", () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(studentQuantile(1, 4)).toBe(Number.POSITIVE_INFINITY)
    expect(studentQuantile(0.5, 4)).toBe(0)
    expect(studentCdf(Number.POSITIVE_INFINITY, 3)).toBe(1)
    expect(studentCdf(0, 3)).toBe(0.5)
    expect(incompleteBeta({ x: 0, a: 1, b: 1 })).toBe(0)
    expect(incompleteBeta({ x: 1, a: 1, b: 1 })).toBe(1)
    expect(normalCdf(-50)).toBe(0)
  })
})

describe("laws", () => {
  const degrees = [0.7, 1, 2, 5.5, 29, 400]
  it("a quantile undoes a probability, on both sides alike", () => {
    for (const df of degrees) {
      for (const p of [1e-12, 1e-4, 0.02, 0.2, 0.3, 0.45, 0.4999]) {
        expect(relativeError(studentCdf(studentQuantile(p, df), df), p)).toBeLessThan(1e-12)
        expect(studentQuantile(1 - 0.25, df)).toBeCloseTo(-studentQuantile(0.25, df), 13)
      }
    }
  })
  it("many degrees of freedom are normal", () => {
    expect(studentQuantile(0.975, 1e9)).toBeCloseTo(normalQuantile(0.975), 8)
  })
})

describe("refuse what has no value", () => {
  it.each([
    () => normalQuantile(1.1),
    () => normalQuantile(Number.NaN),
    () => studentQuantile(0.5, 0),
    () => studentCdf(1, -1),
    () => logGamma(0),
    () => logFactorial(1.5),
    () => incompleteBeta({ x: 2, a: 1, b: 1 }),
    () => incompleteBeta({ x: 0.5, a: 0, b: 1 })
  ])("%s", (call) => {
    expect(call).toThrow(RangeError)
  })
})
