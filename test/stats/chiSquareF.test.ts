import { describe, expect, it } from "vitest"
import { chiSquareCdf, chiSquareQuantile } from "../../src/stats/chiSquare.js"
import { betaQuantile, fCdf, fQuantile } from "../../src/stats/fDistribution.js"
import { incompleteBeta } from "../../src/stats/incompleteBeta.js"
import { incompleteGamma } from "../../src/stats/incompleteGamma.js"
import { studentCdf } from "../../src/stats/studentCdf.js"
import { readFixture } from "../fixtures/readFixture.js"
import { relativeError } from "../fixtures/relativeError.js"

type Rows = ReadonlyArray<ReadonlyArray<number>>

// Values of mpmath with 60 digits; see chiSquareF.py.
const reference =
  readFixture<
    Record<
      "chiLower" | "chiUpper" | "fLower" | "fUpper" | "chiQuantile" | "chiUpperQuantile" | "fQuantile" | "betaQuantile",
      Rows
    >
  >("chiSquareF.json")

const worst = (rows: Rows, compute: (...args: Array<number>) => number): number => {
  expect(rows.length).toBeGreaterThan(8)
  return Math.max(...rows.map((row) => relativeError(compute(...row.slice(0, -1)), row.at(-1) as number)))
}
const f = (above: number, below: number) => ({ above, below })

describe("agree with 60-digit references in both tails", () => {
  it("chi-square probabilities", () => {
    expect(worst(reference.chiLower, (x, df) => chiSquareCdf(x as number, df as number))).toBeLessThan(2e-12)
    expect(worst(reference.chiUpper, (x, df) => chiSquareCdf(x as number, df as number, "upper"))).toBeLessThan(2e-12)
  })
  it("chi-square quantiles", () => {
    expect(worst(reference.chiQuantile, (p, df) => chiSquareQuantile(p as number, df as number))).toBeLessThan(1e-13)
    expect(
      worst(reference.chiUpperQuantile, (p, df) => chiSquareQuantile(p as number, df as number, "upper"))
    ).toBeLessThan(1e-13)
  })
  it("F probabilities", () => {
    expect(worst(reference.fLower, (x, a, b) => fCdf(x as number, f(a as number, b as number)))).toBeLessThan(1e-12)
    expect(worst(reference.fUpper, (x, a, b) => fCdf(x as number, f(a as number, b as number), "upper"))).toBeLessThan(
      1e-12
    )
  })
  it("F and beta quantiles", () => {
    expect(worst(reference.fQuantile, (p, a, b) => fQuantile(p as number, f(a as number, b as number)))).toBeLessThan(
      1e-12
    )
    expect(
      worst(reference.betaQuantile, (p, a, b) => betaQuantile(p as number, { a: a as number, b: b as number }))
    ).toBeLessThan(1e-12)
  })
})

describe("known values", () => {
  it("of tables", () => {
    expect(chiSquareQuantile(0.95, 1)).toBeCloseTo(3.841458820694124, 13)
    expect(fQuantile(0.95, f(1, 10))).toBeCloseTo(4.964602743730711, 13)
  })
  it("in closed form", () => {
    // Two degrees of freedom are exponential; the square of a t variable has an F distribution.
    expect(relativeError(chiSquareCdf(60, 2, "upper"), Math.exp(-30))).toBeLessThan(1e-14)
    expect(incompleteGamma({ a: 1, x: 2, tail: "upper" })).toBeCloseTo(Math.exp(-2), 15)
    expect(fCdf(2.2 ** 2, f(1, 7), "upper")).toBeCloseTo(2 * studentCdf(-2.2, 7), 14)
    expect(betaQuantile(0.6875, { a: 2, b: 3 })).toBeCloseTo(0.5, 14)
  })
  it("at the ends", () => {
    expect(chiSquareCdf(0, 3)).toBe(0)
    expect(chiSquareCdf(-1, 3)).toBe(0)
    expect(chiSquareCdf(Number.POSITIVE_INFINITY, 3)).toBe(1)
    expect(chiSquareQuantile(0, 3)).toBe(0)
    expect(chiSquareQuantile(1, 3)).toBe(Number.POSITIVE_INFINITY)
    expect(chiSquareQuantile(0, 3, "upper")).toBe(Number.POSITIVE_INFINITY)
    expect(fCdf(0, f(2, 3))).toBe(0)
    expect(fCdf(Number.POSITIVE_INFINITY, f(2, 3), "upper")).toBe(0)
    expect(betaQuantile(1, { a: 2, b: 2 })).toBe(1)
    expect(betaQuantile(0, { a: 2, b: 2 })).toBe(0)
  })
})

describe("laws", () => {
  const ps = [1e-9, 0.01, 0.3, 0.5, 0.7, 0.99]
  it("a quantile undoes a probability", () => {
    for (const p of ps) {
      for (const df of [0.2, 1, 7.7, 3000]) {
        expect(relativeError(chiSquareCdf(chiSquareQuantile(p, df), df), p)).toBeLessThan(1e-10)
        expect(relativeError(chiSquareCdf(chiSquareQuantile(p, df, "upper"), df, "upper"), p)).toBeLessThan(1e-10)
        expect(relativeError(fCdf(fQuantile(p, f(df, 5)), f(df, 5)), p)).toBeLessThan(1e-10)
      }
      expect(relativeError(incompleteBeta({ x: betaQuantile(p, { a: 3, b: 4 }), a: 3, b: 4 }), p)).toBeLessThan(1e-12)
    }
  })
  it("the tails add up to 1, and turning an F ratio over swaps them", () => {
    for (const x of [0.1, 0.9, 3]) {
      expect(chiSquareCdf(x, 4) + chiSquareCdf(x, 4, "upper")).toBeCloseTo(1, 14)
      expect(fCdf(x, f(3, 8))).toBeCloseTo(fCdf(1 / x, f(8, 3), "upper"), 14)
    }
  })
})

describe("refuse what has no value", () => {
  it.each([
    () => chiSquareCdf(1, 0),
    () => chiSquareQuantile(1.2, 3),
    () => chiSquareQuantile(0.5, Number.POSITIVE_INFINITY),
    () => fCdf(1, f(0, 3)),
    () => fQuantile(-0.1, f(1, 3)),
    () => incompleteGamma({ a: -1, x: 1 }),
    () => incompleteGamma({ a: 1, x: Number.NaN })
  ])("%s", (call) => {
    expect(call).toThrow(RangeError)
  })
})
