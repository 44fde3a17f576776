import { describe, expect, it } from "vitest"
import { accelerationOf, bcaFrom } from "../../src/gain/bcaIntervals.js"
import { checkGainInput } from "../../src/gain/checkGainInput.js"
import { estimateGain } from "../../src/gain/estimateGain.js"
import type { GainInput, GainMethod, Scores } from "../../src/gain/GainInput.js"
import { pairMoments } from "../../src/gain/pairMoments.js"
import { ratioOfSums } from "../../src/gain/resampleRows.js"
import { normalQuantile } from "../../src/stats/normalQuantile.js"
import { studentQuantile } from "../../src/stats/studentQuantile.js"
import { readFixture } from "../fixtures/readFixture.js"
import { relativeError } from "../fixtures/relativeError.js"

interface Found {
  readonly lower: number
  readonly upper: number | null
  readonly p: number
}

interface Case {
  readonly name: string
  readonly team: Scores
  readonly single: Scores
  readonly clusters: ReadonlyArray<string> | null
  readonly level: number
  readonly range: "unit" | "unbounded"
  readonly guess: number | null
  readonly ratio: number | null
  readonly deltaLog: (Found & { readonly se: number }) | null
  readonly fieller: Found | null
  readonly smoothed?: Found
  readonly errors?: Found | null
  readonly corrected?: { readonly smoothed: Found; readonly fieller: Found }
}

// R: sandwich, clubSandwich, survey, boot and lm; see gainMethods.R.
const reference = readFixture<{
  readonly cases: ReadonlyArray<Case>
  readonly benchmark: ReadonlyArray<{
    readonly name: string
    readonly team: Scores
    readonly single: Scores
    readonly ratio: number
    readonly se: number
    readonly degrees: number
    readonly seM: number
    readonly seS: number
  }>
  readonly bca: ReadonlyArray<{
    readonly name: string
    readonly above: ReadonlyArray<number>
    readonly below: ReadonlyArray<number>
    readonly indices: ReadonlyArray<ReadonlyArray<number>>
    readonly acceleration: number
    readonly jackknife: number
    readonly levels: ReadonlyArray<number>
    readonly limits: ReadonlyArray<readonly [number, number]>
  }>
  readonly posterior: ReadonlyArray<{
    readonly counts: readonly [number, number, number, number]
    readonly lower: number
    readonly upper: number
    readonly above: number
    readonly within: number
  }>
}>("gainMethods.json")

const inputOf = (one: Case, method: GainMethod): GainInput => ({
  team: one.team,
  single: one.single,
  level: one.level,
  method,
  ...(one.clusters === null ? {} : { clusters: one.clusters }),
  ...(one.range === "unbounded" ? { range: one.range } : {}),
  ...(one.guess === null ? {} : { guessRate: one.guess })
})

const agree = (value: number | null | undefined, expected: number | null, tolerance = 1e-10): void => {
  if (expected === null || value === null || value === undefined) expect(value).toBe(expected)
  else expect(relativeError(value, expected, 1e-6)).toBeLessThan(tolerance)
}

const compare = (one: Case, method: GainMethod, expected: Found | null, tolerance = 1e-10): void => {
  const { gamma, interval, p, reason, verdict } = estimateGain(inputOf(one, method))
  agree(gamma, one.ratio)
  if (expected === null) {
    expect([interval.lower, interval.upper, p]).toEqual([null, null, null])
    expect(verdict).toBe("not-estimable")
    expect(reason).toMatch(/has no interval/u)
    return
  }
  agree(interval.lower, expected.lower, tolerance)
  agree(interval.upper, expected.upper, tolerance)
  agree(p, expected.p, tolerance * 100)
}

describe("agree with R to ten digits", () => {
  it.each(reference.cases)("delta-log: $name", (one) => compare(one, "delta-log", one.deltaLog))
  it.each(reference.cases)("Fieller: $name", (one) => compare(one, "fieller", one.fieller))
  it.each(reference.cases.filter(({ range }) => range === "unit"))("smoothed: $name", (one) =>
    compare(one, "smoothed", one.smoothed ?? null)
  )
  it("known answers for the cities", () => {
    const city = reference.cases.find(({ name }) => name === "city") as Case
    const { gamma, interval } = estimateGain(inputOf(city, "fieller"))
    expect(gamma).toBeCloseTo(1.5203125, 14)
    agree(interval.lower, 1.19595644445646)
    agree(interval.upper, 2.46137515484951)
    const { phiS, varianceS, degrees } = momentsOf(inputOf(city, "fieller"))
    agree((studentQuantile(0.975, degrees) ** 2 * varianceS) / phiS ** 2, 0.39482370806338)
    const big = reference.cases.find(({ name }) => name === "bigcity") as Case
    agree(estimateGain(inputOf(big, "fieller")).gamma, 1.2390185991294)
  })
  it("error ratio near the ceiling: the delta method on 1 − score, arms exchanged", () => {
    const one = reference.cases.find(({ name }) => name === "near the ceiling") as Case
    const { errorRatio, phiM, phiS } = estimateGain(inputOf(one, "delta-log"))
    agree(errorRatio?.value, (1 - (phiS as number)) / (1 - (phiM as number)))
    agree(errorRatio?.lower, one.errors?.lower as number)
    agree(errorRatio?.upper, one.errors?.upper as number)
    const far = reference.cases.find(({ name }) => name === "multiple choice") as Case
    expect(estimateGain(inputOf(far, "delta-log")).errorRatio).toBeUndefined()
  })
  it("chance-corrected: the same methods on scores less the guess rate", () => {
    const one = reference.cases.find(({ guess }) => guess !== null) as Case
    for (const method of ["smoothed", "fieller"] as const) {
      const { chanceCorrected, phiM, phiS } = estimateGain(inputOf(one, method))
      agree(chanceCorrected?.gamma, ((phiM as number) - 0.25) / ((phiS as number) - 0.25))
      agree(chanceCorrected?.phiM, ((phiM as number) - 0.25) / 0.75)
      agree(chanceCorrected?.lower, one.corrected?.[method].lower as number)
      agree(chanceCorrected?.upper, one.corrected?.[method].upper as number)
    }
  })
})

const momentsOf = (input: GainInput) => {
  const { team, singles, groups, population } = checkGainInput(input)
  return pairMoments({ team, single: singles[0] as (typeof singles)[number], groups, population })
}

describe("a fixed benchmark agrees with survey's stratified sample", () => {
  it.each(reference.benchmark)("$name", ({ team, single, ratio, se, degrees, seM, seS }) => {
    const input = { team, single, population: "benchmark" } as const
    const moments = momentsOf(input)
    expect(moments.degrees).toBe(degrees)
    agree(Math.sqrt(moments.varianceM), seM)
    agree(Math.sqrt(moments.varianceS), seS)
    const { gamma, interval, population } = estimateGain({ ...input, method: "delta-log" })
    expect(population).toBe("benchmark")
    agree(gamma, ratio)
    const width = studentQuantile(0.975, degrees) * se
    agree(interval.lower, ratio * Math.exp(-width))
    agree(interval.upper, ratio * Math.exp(width))
  })
})

describe("BCa agrees with boot.ci on the same resamples", () => {
  it.each(reference.bca)("$name", ({ above, below, indices, acceleration, jackknife, levels, limits, name }) => {
    const sum = (values: ReadonlyArray<number>): number => values.reduce((total, value) => total + value, 0)
    const rows = { above: Float64Array.from(above), below: Float64Array.from(below) }
    const ratio = sum(above) / sum(below)
    agree(accelerationOf(rows), acceleration)
    const intervals = bcaFrom({
      ratio,
      draws: Float64Array.from(indices, (drawn) =>
        ratioOfSums(
          sum(drawn.map((row) => above[row - 1] as number)),
          sum(drawn.map((row) => below[row - 1] as number))
        )
      ),
      acceleration: accelerationOf(rows)
    })
    levels.forEach((level, index) => {
      const { lower, upper } = intervals.limits(normalQuantile((1 + level) / 2))
      agree(lower, limits[index]?.[0] as number)
      agree(upper, limits[index]?.[1] as number)
    })
    const influences = above.map((value, row) => (value - ratio * (below[row] as number)) / (sum(below) / below.length))
    const error = Math.sqrt(sum(influences.map((value) => value ** 2))) / above.length
    agree(error, jackknife)
    if (name === "city") {
      // Published figures that were differentiated numerically.
      agree(error, 0.180241543327115, 1e-4)
      agree(acceleration, 0.00222908368651785, 0.01)
    }
  })
  it("draws as boot does: limits from other resamples agree within their noise", () => {
    const { above, below, limits } = reference.bca.find(
      ({ name }) => name === "graded"
    ) as (typeof reference.bca)[number]
    const { interval } = estimateGain({
      team: above.map((score) => [score]),
      single: below.map((score) => [score]),
      method: "bca"
    })
    // 999 resamples: the 2.5 % quantile of a log ratio with SE .12 has a standard error of about .013.
    expect(Math.abs(Math.log((interval.lower as number) / (limits[1]?.[0] as number)))).toBeLessThan(0.05)
    expect(Math.abs(Math.log((interval.upper as number) / (limits[1]?.[1] as number)))).toBeLessThan(0.05)
  })
})

describe("the Bayesian bootstrap is the posterior of four outcomes", () => {
  it.each(reference.posterior)("counts $counts", ({ counts, lower, upper, above, within }) => {
    const rows = (m: number, s: number, count: number) => Array.from({ length: count }, () => [m, s] as const)
    const items = [
      ...rows(1, 1, counts[0]),
      ...rows(1, 0, counts[1]),
      ...rows(0, 1, counts[2]),
      ...rows(0, 0, counts[3])
    ]
    const { interval, posterior } = estimateGain({
      team: items.map(([m]) => [m]),
      single: items.map(([, s]) => [s]),
      method: "bayes-bootstrap",
      relevance: 1.2,
      resamples: 40_000,
      seed: 11
    })
    // 40,000 draws: probabilities have a standard error of up to .0025; limits about 1 % of the width of the log interval.
    const noise = 0.04 * Math.log(upper / lower)
    expect(Math.abs(Math.log((interval.lower as number) / lower))).toBeLessThan(noise)
    expect(Math.abs(Math.log((interval.upper as number) / upper))).toBeLessThan(noise)
    expect(Math.abs((posterior?.above as number) - above)).toBeLessThan(0.01)
    expect(Math.abs((posterior?.within as number) - within)).toBeLessThan(0.01)
  })
})
