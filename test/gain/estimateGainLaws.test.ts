import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { estimateGain } from "../../src/gain/estimateGain.js"
import type { GainResult } from "../../src/gain/GainInput.js"
import { intervalPValue } from "../../src/gain/intervalPValue.js"
import { moverLimits } from "../../src/gain/moverLimits.js"
import { createStream } from "../../src/stats/createStream.js"
import { studentQuantile } from "../../src/stats/studentQuantile.js"

const binaryScore = fc.constantFrom(0, 1)
const gradedScore = fc.nat({ max: 1000 }).map((thousandths) => thousandths / 1000)

/** Two arms over 2 to 25 items with 1 to 3 seeds each. */
const pairsOf = (score: fc.Arbitrary<number>) => {
  const row = fc.array(score, { minLength: 1, maxLength: 3 })
  return fc.array(fc.tuple(row, row), { minLength: 2, maxLength: 25 }).map((rows) => ({
    team: rows.map(([team]) => team),
    single: rows.map(([, single]) => single)
  }))
}
const pairs = fc.constantFrom(binaryScore, gradedScore).chain(pairsOf)
const runs = { seed: 20260205, numRuns: 400 }

const upperOf = ({ interval }: GainResult): number => interval.upper ?? Number.POSITIVE_INFINITY
const lowerOf = ({ interval }: GainResult): number => interval.lower ?? Number.NaN
const near = (value: number, expected: number, tolerance = 1e-9): void => {
  if (value === expected) return
  expect(Math.abs(value - expected) / Math.max(1e-6, Math.abs(expected))).toBeLessThan(tolerance)
}

describe("laws of the interval", () => {
  it("contains the estimate", () => {
    fc.assert(
      fc.property(pairs, (arms) => {
        const result = estimateGain(arms)
        const gamma = result.gamma ?? (result.phiM === 0 ? 0 : Number.POSITIVE_INFINITY)
        expect(lowerOf(result)).toBeLessThanOrEqual(gamma * (1 + 1e-9))
        expect(upperOf(result)).toBeGreaterThanOrEqual(gamma * (1 - 1e-9))
      }),
      runs
    )
  })
  it("grows with the level", () => {
    const levels = [0.6, 0.8, 0.9, 0.95, 0.99, 0.999]
    fc.assert(
      fc.property(pairs, (arms) => {
        const all = levels.map((level) => estimateGain({ ...arms, level }))
        all.slice(1).forEach((wide, index) => {
          const narrow = all[index] as GainResult
          expect(lowerOf(wide)).toBeLessThanOrEqual(lowerOf(narrow) * (1 + 1e-9))
          expect(upperOf(wide)).toBeGreaterThanOrEqual(upperOf(narrow) * (1 - 1e-9))
        })
      }),
      runs
    )
  })
  it("turns over when the arms are swapped", () => {
    fc.assert(
      fc.property(pairs, ({ team, single }) => {
        const given = estimateGain({ team, single })
        const swapped = estimateGain({ team: single, single: team })
        if (given.gamma !== null && given.gamma > 0) near(swapped.gamma as number, 1 / given.gamma)
        near(upperOf(swapped), 1 / lowerOf(given))
        near(lowerOf(swapped), 1 / upperOf(given))
        near(swapped.p as number, given.p as number)
      }),
      runs
    )
  })
  it("is exactly 1 for identical arms, and never without width", () => {
    fc.assert(
      fc.property(pairs, ({ team }) => {
        const result = estimateGain({ team, single: team })
        if (result.phiM === 0) {
          expect(result.status).toBe("uninformative")
          return
        }
        expect(result.gamma).toBe(1)
        expect(lowerOf(result)).toBeLessThan(0.999)
        expect(upperOf(result)).toBeGreaterThan(1.001)
        near(lowerOf(result) * upperOf(result), 1)
        expect(result.p).toBe(1)
      }),
      runs
    )
  })
  it("does not depend on the order of items or of seeds", () => {
    fc.assert(
      fc.property(pairs, fc.nat(), ({ team, single }, seed) => {
        const stream = createStream(seed % 2 ** 32)
        const order = stream.shuffle(team.map((_, item) => item))
        const moved = (scores: ReadonlyArray<ReadonlyArray<number>>) =>
          order.map((item) => stream.shuffle(scores[item] as ReadonlyArray<number>))
        const given = estimateGain({ team, single })
        const other = estimateGain({ team: moved(team), single: moved(single) })
        near(other.gamma ?? -1, given.gamma ?? -1)
        near(lowerOf(other), lowerOf(given))
        near(upperOf(other), upperOf(given))
        expect(other.status).toBe(given.status)
      }),
      runs
    )
  })
  it("is the same for scores in another declared range", () => {
    fc.assert(
      fc.property(pairs, ({ team, single }) => {
        const scaled = (scores: ReadonlyArray<ReadonlyArray<number>>) =>
          scores.map((row) => row.map((score) => 4 * score - 2))
        const given = estimateGain({ team, single })
        const other = estimateGain({ team: scaled(team), single: scaled(single), range: [-2, 2] })
        near(other.gamma ?? -1, given.gamma ?? -1, 1e-6)
        near(lowerOf(other), lowerOf(given), 1e-6)
      }),
      runs
    )
  })
  it("one cluster an item is no clustering, and copies of an item in its cluster add nothing", () => {
    // Graded scores: there the number of trials does not enter.
    fc.assert(
      fc.property(pairsOf(gradedScore), ({ team, single }) => {
        fc.pre(
          team
            .flat()
            .concat(single.flat())
            .some((score) => score > 0 && score < 1)
        )
        const labels = team.map((_, item) => `item ${item}`)
        const given = estimateGain({ team, single })
        near(lowerOf(estimateGain({ team, single, clusters: labels })), lowerOf(given))
        const thrice = <A>(rows: ReadonlyArray<A>): Array<A> => [...rows, ...rows, ...rows]
        const copied = estimateGain({ team: thrice(team), single: thrice(single), clusters: thrice(labels) })
        near(copied.gamma ?? -1, given.gamma ?? -1)
        near(lowerOf(copied), lowerOf(given))
        near(upperOf(copied), upperOf(given))
      }),
      runs
    )
  })
})

describe("the p-value", () => {
  it("is below α exactly when the interval excludes 1", () => {
    let excluded = 0
    fc.assert(
      fc.property(pairs, fc.double({ min: 0.55, max: 0.995, noNaN: true }), (arms, level) => {
        const result = estimateGain({ ...arms, level })
        const excludes = lowerOf(result) > 1 || upperOf(result) < 1
        if (excludes) excluded += 1
        expect((result.p as number) < 1 - level).toBe(excludes)
      }),
      runs
    )
    expect(excluded).toBeGreaterThan(20)
  })
  it("hardly depends on the level at which the interval is printed", () => {
    fc.assert(
      fc.property(pairs, (arms) => {
        const [one, other] = [0.9, 0.99].map((level) => estimateGain({ ...arms, level }).p as number) as [
          number,
          number
        ]
        near(one, other, 1e-8)
      }),
      runs
    )
  })
  it("tests any other ratio too: at a limit it is α", () => {
    const moments = {
      phiM: 0.6,
      phiS: 0.5,
      varianceM: 0.003,
      varianceS: 0.003,
      covariance: 0.001,
      correlation: 1 / 3,
      sizeM: 80,
      sizeS: 83,
      degrees: 39
    }
    const limits = (quantile: number) => moverLimits(moments, quantile)
    const { lower, upper } = limits(studentQuantile(0.975, 39))
    for (const ratio of [lower, upper]) {
      expect(intervalPValue({ limits, degrees: 39, level: 0.9, ratio })).toBeCloseTo(0.05, 10)
    }
    expect(intervalPValue({ limits, degrees: 39, level: 0.95, ratio: 1.2 })).toBe(1)
  })
})
