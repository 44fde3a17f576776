import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { benjaminiHochberg } from "../../src/stats/benjaminiHochberg.js"
import { createStream } from "../../src/stats/createStream.js"
import { deriveSeed } from "../../src/stats/deriveSeed.js"
import { holm } from "../../src/stats/holm.js"
import { resampledStatistics } from "../../src/stats/resampledStatistics.js"
import { romanoWolf, stepDown } from "../../src/stats/romanoWolf.js"
import { studentCdf } from "../../src/stats/studentCdf.js"
import { readFixture } from "../fixtures/readFixture.js"
import { relativeError } from "../fixtures/relativeError.js"

type Numbers = ReadonlyArray<number>

// R: p.adjust, the step-down procedure written from its definition, multcomp; see multiplicity.R.
const reference = readFixture<{
  readonly adjust: ReadonlyArray<{ readonly p: Numbers; readonly holm: Numbers; readonly bh: Numbers }>
  readonly maxT: ReadonlyArray<{
    readonly estimate: Numbers
    readonly contributions: ReadonlyArray<Numbers>
    readonly level: number
    readonly signs: ReadonlyArray<string>
    readonly se: Numbers
    readonly adjusted: Numbers
    readonly critical: number
  }>
  readonly normal: {
    readonly contributions: ReadonlyArray<Numbers>
    readonly estimate: Numbers
    readonly adjusted: Numbers
    readonly critical: number
  }
}>("multiplicity.json")

const agree = (values: ReadonlyArray<number | null>, expected: Numbers, tolerance: number): void => {
  expect(values.length).toBe(expected.length)
  values.forEach((value, index) => {
    expect(relativeError(value as number, expected[index] as number)).toBeLessThan(tolerance)
  })
}

describe("agree with R", () => {
  it("p.adjust", () => {
    for (const { p, holm: strict, bh } of reference.adjust) {
      agree(holm(p), strict, 1e-13)
      agree(benjaminiHochberg(p), bh, 1e-13)
    }
  })
  it("the step-down procedure with the same signs", () => {
    for (const { estimate, contributions, level, signs, se, adjusted, critical } of reference.maxT) {
      const groups = contributions[0]?.length as number
      const centred = contributions.map((list) => {
        const mean = list.reduce((sum, value) => sum + value, 0) / groups
        return list.map((value) => value - mean)
      })
      const statistics = signs.flatMap((row) =>
        centred.map((list) => {
          const flipped = list.map((value, group) => (row[group] === "+" ? value : -value))
          const mean = flipped.reduce((sum, value) => sum + value, 0) / groups
          const variance = flipped.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (groups - 1)
          return mean / Math.sqrt(variance / groups)
        })
      )
      const { errors } = resampledStatistics({ contributions, resamples: 1, seed: 1 })
      agree(errors, se, 1e-12)
      const result = stepDown({ estimates: estimate, errors, statistics: Float64Array.from(statistics), level })
      agree(result.adjusted, adjusted, 1e-12)
      expect(relativeError(result.critical, critical)).toBeLessThan(1e-12)
      result.intervals.forEach((interval, index) => {
        const width = 2 * critical * (se[index] as number)
        expect(relativeError((interval?.upper as number) - (interval?.lower as number), width)).toBeLessThan(1e-11)
      })
    }
  })
  it.each(["sign-flip", "bootstrap"] as const)(
    "multcomp's free step-down p-values and critical value: %s",
    (resampling) => {
      const { contributions, estimate, adjusted, critical } = reference.normal
      const result = romanoWolf({ estimates: estimate, contributions, seed: 3, resamples: 10_000, resampling })
      // Monte Carlo: 10,000 draws of a p-value have a standard error of up to .005; the quantile .03.
      result.adjusted.forEach((p, index) => {
        expect(Math.abs((p as number) - (adjusted[index] as number))).toBeLessThan(0.02)
      })
      expect(Math.abs(result.critical - critical)).toBeLessThan(0.1)
    }
  )
})

const family = fc
  .record({ groups: fc.integer({ min: 6, max: 25 }), tests: fc.integer({ min: 1, max: 6 }), seed: fc.nat() })
  .map(({ groups, tests, seed }) => {
    const stream = createStream(deriveSeed(seed, "family"))
    const shared = Array.from({ length: groups }, () => stream.normal())
    const contributions = Array.from({ length: tests }, () => shared.map((value) => value + stream.normal()))
    return { contributions, estimates: contributions.map(() => stream.normal()), seed: deriveSeed(seed, "signs") }
  })
const runs = { seed: 20, numRuns: 60 }

describe("laws of max-T", () => {
  it("an interval that excludes 0 has p ≤ α; the largest estimate has p ≤ α only then", () => {
    fc.assert(
      fc.property(family, (given) => {
        const { adjusted, intervals } = romanoWolf({ ...given, level: 0.9, resamples: 499 })
        const { errors } = resampledStatistics({ ...given, resamples: 1 })
        const sizes = given.estimates.map((estimate, index) => Math.abs(estimate) / (errors[index] as number))
        const excluded = intervals.map((interval) => (interval?.lower as number) > 0 || (interval?.upper as number) < 0)
        excluded.forEach((out, index) => {
          if (out) expect(adjusted[index] as number).toBeLessThanOrEqual(0.1)
        })
        const first = sizes.indexOf(Math.max(...sizes))
        expect(excluded[first]).toBe((adjusted[first] as number) <= 0.1)
      }),
      runs
    )
  })
  it("does not depend on the order of hypotheses or on their units", () => {
    fc.assert(
      fc.property(family, ({ estimates, contributions, seed }) => {
        const given = romanoWolf({ estimates, contributions, seed, resamples: 199 })
        const turned = romanoWolf({
          estimates: estimates.map((value) => value * 8).reverse(),
          contributions: contributions.map((list) => list.map((value) => value * 8 + 3)).reverse(),
          seed,
          resamples: 199
        })
        turned.adjusted.toReversed().forEach((p, index) => {
          expect(p).toBe(given.adjusted[index])
        })
        expect(turned.critical).toBeCloseTo(given.critical, 9)
      }),
      runs
    )
  })
  it("copies of one hypothesis cost nothing", () => {
    fc.assert(
      fc.property(family, ({ estimates, contributions, seed }) => {
        const one = { estimates: estimates.slice(0, 1), contributions: contributions.slice(0, 1), seed, resamples: 199 }
        const many = romanoWolf({
          ...one,
          estimates: Array(4).fill(one.estimates[0]),
          contributions: Array(4).fill(one.contributions[0])
        })
        const alone = romanoWolf(one)
        expect(many.adjusted).toEqual(Array(4).fill(alone.adjusted[0]))
        expect(many.critical).toBe(alone.critical)
      }),
      runs
    )
  })
  it("a single hypothesis has nearly the p-value of the t test", () => {
    const stream = createStream(9)
    const list = Array.from({ length: 40 }, () => stream.normal())
    const { errors } = resampledStatistics({ contributions: [list], resamples: 1, seed: 1 })
    const estimate = 2.2 * (errors[0] as number)
    const { adjusted } = romanoWolf({ estimates: [estimate], contributions: [list], seed: 4 })
    expect(adjusted[0]).toBeCloseTo(2 * studentCdf(-2.2, 39), 2)
  })
})

describe("ends", () => {
  it("what does not vary is not tested", () => {
    const result = romanoWolf({
      estimates: [1, 0.7],
      contributions: [
        [0.1, 0.1, 0.1, 0.1],
        [1, 2, 3, -1]
      ],
      seed: 1,
      level: 0.9,
      resamples: 99
    })
    expect(result.adjusted[0]).toBeNull()
    expect(result.intervals[0]).toBeNull()
    expect(result.adjusted[1]).toBeGreaterThan(0)
    const none = { adjusted: [], intervals: [], critical: 0 }
    expect(romanoWolf({ estimates: [], contributions: [], seed: 1 })).toEqual(none)
  })
  it("refuses what does not fit together", () => {
    expect(() => romanoWolf({ estimates: [1], contributions: [], seed: 1 })).toThrow(RangeError)
    expect(() => romanoWolf({ estimates: [1], contributions: [[1]], seed: 1 })).toThrow(RangeError)
    expect(() => romanoWolf({ estimates: [1, 2], contributions: [[1, 2], [1]], seed: 1 })).toThrow(RangeError)
    expect(() => romanoWolf({ estimates: [1], contributions: [[1, 2]], seed: 1, resamples: 5 })).toThrow(/at least 19/u)
  })
  it("same seed, same result; another seed, another", () => {
    const given = { estimates: [0.4], contributions: [Array.from({ length: 30 }, (_, group) => (group * 17) % 11)] }
    expect(romanoWolf({ ...given, seed: 5 })).toEqual(romanoWolf({ ...given, seed: 5 }))
    expect(romanoWolf({ ...given, seed: 5 }).critical).not.toBe(romanoWolf({ ...given, seed: 6 }).critical)
  })
})
