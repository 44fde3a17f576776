import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { estimateGain } from "../../src/gain/estimateGain.js"
import { type GainMethod, type GainResult, gainMethods } from "../../src/gain/GainInput.js"
import { createStream } from "../../src/stats/createStream.js"

const binaryScore = fc.constantFrom(0, 1)
const gradedScore = fc.nat({ max: 1000 }).map((thousandths) => thousandths / 1000)

/** Two arms over 2 to 25 items with 1 to 3 seeds each, some of them in clusters. */
const pairs = fc.constantFrom(binaryScore, gradedScore).chain((score) => {
  const row = fc.array(score, { minLength: 1, maxLength: 3 })
  return fc.array(fc.tuple(row, row, fc.nat({ max: 8 })), { minLength: 2, maxLength: 25 }).chain((rows) =>
    fc.boolean().map((clustered) => ({
      team: rows.map(([team]) => team),
      single: rows.map(([, single]) => single),
      ...(clustered
        ? { clusters: rows.map(([, , label], item) => (item < 2 ? `item ${item}` : `group ${label}`)) }
        : {})
    }))
  )
})
const runs = { seed: 20260206, numRuns: 150 }
const resamples = 400

const upperOf = ({ interval }: GainResult): number => interval.upper ?? Number.POSITIVE_INFINITY
const lowerOf = ({ interval }: GainResult): number => interval.lower ?? Number.NaN
const hasInterval = (result: GainResult): boolean => result.p !== null
const near = (value: number, expected: number, tolerance = 1e-8): void => {
  if (value === expected) return
  expect(Math.abs(value - expected) / Math.max(1e-6, Math.abs(expected))).toBeLessThan(tolerance)
}

describe.each(gainMethods)("%s", (method) => {
  const estimate = (input: Parameters<typeof estimateGain>[0]) => estimateGain({ ...input, method, resamples, seed: 3 })

  it("has p below α exactly when the interval excludes 1", () => {
    let excluded = 0
    fc.assert(
      fc.property(pairs, fc.double({ min: 0.55, max: 0.98, noNaN: true }), (arms, level) => {
        const result = estimate({ ...arms, level })
        if (!hasInterval(result)) return
        const excludes = lowerOf(result) > 1 || upperOf(result) < 1
        if (excludes) excluded += 1
        expect((result.p as number) < 1 - level).toBe(excludes)
        expect(result.verdicts.includes("positive")).toBe(lowerOf(result) > 1)
      }),
      runs
    )
    expect(excluded).toBeGreaterThan(10)
  })
  it("grows with the level", () => {
    fc.assert(
      fc.property(pairs, (arms) => {
        const all = [0.6, 0.8, 0.95, 0.99].map((level) => estimate({ ...arms, level }))
        all.slice(1).forEach((wide, index) => {
          const narrow = all[index] as GainResult
          expect(hasInterval(wide)).toBe(hasInterval(narrow))
          if (!hasInterval(wide)) return
          expect(lowerOf(wide)).toBeLessThanOrEqual(lowerOf(narrow) * (1 + 1e-9))
          expect(upperOf(wide)).toBeGreaterThanOrEqual(upperOf(narrow) * (1 - 1e-9))
        })
      }),
      runs
    )
  })
  it("does not depend on the order of items or seeds", () => {
    fc.assert(
      fc.property(pairs, fc.nat(), ({ team, single, clusters }, seed) => {
        const stream = createStream(seed % 2 ** 32)
        const order = stream.shuffle(team.map((_, item) => item))
        const moved = (scores: ReadonlyArray<ReadonlyArray<number>>) =>
          order.map((item) => stream.shuffle(scores[item] as ReadonlyArray<number>))
        const labels = (of: ReadonlyArray<string> | undefined) =>
          of === undefined ? {} : { clusters: order.map((item) => of[item] as string) }
        const given = estimate({ team, single, ...(clusters === undefined ? {} : { clusters }) })
        const other = estimate({ team: moved(team), single: moved(single), ...labels(clusters) })
        expect(hasInterval(other)).toBe(hasInterval(given))
        if (!hasInterval(given)) return
        near(lowerOf(other), lowerOf(given))
        near(upperOf(other), upperOf(given))
        near(other.p as number, given.p as number)
      }),
      runs
    )
  })
  it("gives the same result for the same seed, and never NaN or Infinity", () => {
    fc.assert(
      fc.property(pairs, (arms) => {
        const result = estimate({ ...arms, guessRate: 0.1 })
        expect(estimate({ ...arms, guessRate: 0.1 })).toEqual(result)
        expect(JSON.parse(JSON.stringify(result))).toEqual(result)
      }),
      runs
    )
  })
  it("obeys the envelope: the smallest lower limit, and p below α exactly when 1 is excluded", () => {
    fc.assert(
      fc.property(pairs, pairs, (one, two) => {
        const items = Math.min(one.team.length, two.team.length)
        const team = one.team.slice(0, items)
        const singles = [one.single, two.team, two.single].map((scores) => scores.slice(0, items))
        const result = estimate({ team, singles })
        const each = singles.map((single) => estimate({ team, single }))
        expect(hasInterval(result)).toBe(each.every(hasInterval))
        if (!hasInterval(result)) return
        expect(lowerOf(result)).toBe(Math.min(...each.map(lowerOf)))
        // Against the best policy there is nothing to lose: no limit below the estimate, none below a single comparison's.
        expect(upperOf(result)).toBeGreaterThanOrEqual(Math.min(...each.map(upperOf)) * (1 - 1e-9))
        expect(upperOf(result)).toBeGreaterThanOrEqual(result.gamma ?? Number.POSITIVE_INFINITY)
        const excludes = lowerOf(result) > 1 || upperOf(result) < 1
        expect((result.p as number) < 0.05).toBe(excludes)
      }),
      { ...runs, numRuns: 80 }
    )
  })
})

describe("swapped arms turn the interval over", () => {
  it.each(["mover-wilson", "delta-log", "smoothed", "fieller"] as const)("%s", (method) => {
    let counted = 0
    fc.assert(
      fc.property(pairs, ({ team, single, clusters }) => {
        const labels = clusters === undefined ? {} : { clusters }
        const given = estimateGain({ team, single, ...labels, method })
        const swapped = estimateGain({ team: single, single: team, ...labels, method })
        expect(hasInterval(swapped)).toBe(hasInterval(given))
        if (!hasInterval(given)) return
        counted += 1
        near(upperOf(swapped), 1 / lowerOf(given), 1e-6)
        near(lowerOf(swapped), 1 / upperOf(given), 1e-6)
        near(swapped.p as number, given.p as number, 1e-6)
      }),
      runs
    )
    expect(counted).toBeGreaterThan(100)
  })
})

describe("another unit of the score changes nothing but the means", () => {
  it.each(["delta-log", "fieller", "bca"] as const)("%s", (method) => {
    fc.assert(
      fc.property(pairs, fc.double({ min: 0.001, max: 1e6, noNaN: true }), ({ team, single }, unit) => {
        const scaled = (scores: ReadonlyArray<ReadonlyArray<number>>) =>
          scores.map((row) => row.map((score) => score * unit))
        const of = { method, range: "unbounded", resamples, seed: 2 } as const
        const given = estimateGain({ team, single, ...of })
        const other = estimateGain({ team: scaled(team), single: scaled(single), ...of })
        expect(hasInterval(other)).toBe(hasInterval(given))
        if (!hasInterval(given)) return
        near(other.gamma as number, given.gamma as number)
        near(lowerOf(other), lowerOf(given), 1e-6)
        near(upperOf(other), upperOf(given), 1e-6)
        // Draws that are exactly 1 in one unit are 1 ± rounding in another, on either side of the ratio under test.
        if (method !== "bca") near(other.p as number, given.p as number, 1e-6)
      }),
      runs
    )
  })
  it("a method that needs no range gives the same with one", () => {
    fc.assert(
      fc.property(pairs, fc.constantFrom<GainMethod>("delta-log", "fieller", "bca"), (arms, method) => {
        const of = { ...arms, method, resamples }
        const { interval, p } = estimateGain(of)
        expect(estimateGain({ ...of, range: "unbounded" })).toMatchObject({ interval, p })
      }),
      runs
    )
  })
})

describe("data that say little", () => {
  const column = (scores: ReadonlyArray<number>) => scores.map((score) => [score])
  const half = column([1, 0, 1, 1, 0, 0, 1, 0, 1, 1])
  const zeros = column(Array(10).fill(0))
  it.each<[string, ReadonlyArray<GainMethod>]>([
    ["gives an interval to identical arms", ["mover-wilson", "smoothed", "bayes-bootstrap"]],
    ["has none for identical arms", ["delta-log", "fieller", "bca"]]
  ])("%s", (what, methods) => {
    for (const method of methods) {
      const result = estimateGain({ team: half, single: half, method })
      expect(result.gamma).toBe(1)
      if (what.startsWith("has none")) {
        expect(result).toMatchObject({ p: null, verdict: "not-estimable", status: "ok" })
        expect(result.reason?.length).toBeGreaterThan(20)
      } else {
        expect(lowerOf(result)).toBeLessThan(0.9)
        expect(upperOf(result)).toBeGreaterThan(1.1)
        expect(result.p).toBeGreaterThan(0.9)
      }
    }
  })
  it("a mean of 0 leaves a limit to those that have one, and a reason to the others", () => {
    for (const method of gainMethods) {
      const result = estimateGain({ team: half, single: zeros, method })
      expect(result).toMatchObject({ gamma: null, status: "unbounded" })
      if (["delta-log", "fieller", "bca"].includes(method)) expect(result.p).toBeNull()
      else expect(lowerOf(result)).toBeGreaterThan(0.5)
    }
  })
})
