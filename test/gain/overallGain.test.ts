import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { InputError } from "../../src/errors/InputError.js"
import type { Estimate } from "../../src/gain/Estimate.js"
import { estimatesFromLedger } from "../../src/gain/estimatesFromLedger.js"
import { type FamilyGain, familyGain, familyGainOf, overallGain } from "../../src/gain/overallGain.js"
import { ratioTerm } from "../../src/gain/ratioTerm.js"
import { createStream } from "../../src/stats/createStream.js"
import { studentQuantile } from "../../src/stats/studentQuantile.js"
import { latentWorld } from "../fixtures/latentWorld.js"
import { ledgerOf } from "../fixtures/ledgerOf.js"
import { readFixture } from "../fixtures/readFixture.js"

interface Case {
  readonly families: ReadonlyArray<Omit<FamilyGain, "family">>
  readonly p: number
  readonly iSquared: number
  readonly tau: number
  readonly gamma: number
  readonly interval: [number, number]
  readonly prediction: [number, number] | null
}

// statsmodels, PyMARE and scipy; see heterogeneity.py.
const cases = readFixture<ReadonlyArray<Case>>("heterogeneity.json")
const named = (families: Case["families"]): ReadonlyArray<FamilyGain> =>
  families.map((one, index) => ({ family: `f${index}`, ...one }))

describe("overallGain", () => {
  it.each(cases)("of $families.length families agrees with statsmodels, PyMARE and scipy", (one) => {
    const found = overallGain(named(one.families))
    expect(found.gamma).toBeCloseTo(one.gamma, 12)
    expect(found.lower).toBeCloseTo(one.interval[0], 10)
    expect(found.upper).toBeCloseTo(one.interval[1], 10)
    expect(found.heterogeneity?.test.p).toBeCloseTo(one.p, 11)
    expect(found.heterogeneity?.iSquared).toBeCloseTo(one.iSquared, 10)
    expect(found.heterogeneity?.tau).toBeCloseTo(one.tau, 9)
    if (one.prediction === null) expect(found.prediction).toBeNull()
    else {
      expect(found.prediction?.lower).toBeCloseTo(one.prediction[0], 8)
      expect(found.prediction?.upper).toBeCloseTo(one.prediction[1], 8)
    }
  })

  it("of one family is that family, and the order does not matter", () => {
    const one = { family: "a", gamma: 1.3, standardError: 0.1, degrees: 20 }
    const alone = overallGain([one])
    const half = studentQuantile(0.975, 20) * 0.1
    expect(alone.gamma).toBeCloseTo(1.3, 14)
    expect(alone.lower).toBeCloseTo(1.3 * Math.exp(-half), 12)
    expect(alone).toMatchObject({ heterogeneity: null, prediction: null })
    const some = named((cases[2] as Case).families)
    const [turned, straight] = [overallGain([...some].reverse()), overallGain(some)]
    expect(turned.lower).toBeCloseTo(straight.lower as number, 13)
    expect(turned.prediction?.upper).toBeCloseTo(straight.prediction?.upper as number, 13)
  })

  it("counts families alike, whatever their precision", () => {
    const gamma = fc.double({ min: 0.5, max: 2, noNaN: true })
    const error = fc.double({ min: 0.01, max: 0.5, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(gamma, error), { minLength: 2, maxLength: 5 }), (some) => {
        const found = overallGain(named(some.map(([g, standardError]) => ({ gamma: g, standardError, degrees: 40 }))))
        const mean = some.reduce((sum, [g]) => sum + Math.log(g), 0) / some.length
        expect(Math.log(found.gamma as number)).toBeCloseTo(mean, 12)
      }),
      { seed: 2, numRuns: 50 }
    )
  })

  it("leaves no family out silently", () => {
    const gone = overallGain([
      { family: "a", gamma: 1.2, standardError: 0.1, degrees: 9 },
      { family: "b", gamma: null, standardError: null, degrees: 9, reason: "log Γ is not estimable: an arm scores 0" }
    ])
    expect(gone.gamma).toBeNull()
    expect(gone.reason).toBe("no log Γ of b (log Γ is not estimable: an arm scores 0)")
    expect(() => overallGain([])).toThrow(InputError)
    expect(() => overallGain([{ family: "a", gamma: 1, standardError: 1, degrees: 1 }], 1)).toThrow(InputError)
  })

  it("covers the mean of the families' log Γ as often as it says", () => {
    const truths = [1, 1.2, 1.4]
    const mean = truths.reduce((sum, gamma) => sum + Math.log(gamma), 0) / 3
    const repeats = 400
    let covered = 0
    for (let repeat = 0; repeat < repeats; repeat++) {
      const found = overallGain(
        truths.map((gamma, index) => {
          const of = { seed: 3 * repeat + index, items: 60, seeds: 1, phiM: 0.5 * gamma, phiS: [0.5] }
          const { team, singles } = latentWorld(of)
          return familyGain({ family: String(gamma), team, single: singles[0] ?? [] })
        })
      )
      if (Math.log(found.lower as number) <= mean && mean <= Math.log(found.upper as number)) covered++
    }
    // Three standard errors of 400 repeats are 3.3 points.
    expect(covered / repeats).toBeGreaterThan(0.917)
    expect(covered / repeats).toBeLessThan(0.983)
  })
})

describe("familyGain", () => {
  it("has the interval of the delta method, clusters and ranges included", () => {
    const { team, singles } = latentWorld({ seed: 5, items: 80, seeds: 2, phiM: 0.6, phiS: [0.5] })
    const single = singles[0] ?? []
    const clusters = team.map((_, item) => `c${item % 25}`)
    const means = (rows: ReadonlyArray<ReadonlyArray<number>>) => rows.map(([a = 0, b = 0]) => (a + b) / 2)
    const term = ratioTerm({ name: "interaction", over: means(team), under: means(single), clusters, level: 0.9 })
    const scaled = (rows: ReadonlyArray<ReadonlyArray<number>>) => rows.map((row) => row.map((score) => 3 + 4 * score))
    const one = familyGain({ family: "f", team: scaled(team), single: scaled(single), clusters, range: [3, 7] })
    const half = studentQuantile(0.95, 24) * (one.standardError as number)
    expect((one.gamma as number) * Math.exp(half)).toBeCloseTo(term.upper as number, 12)
    expect(one.degrees).toBe(24)
  })

  it("says why a family has no log Γ", () => {
    const ones = [[1], [1], [1]]
    expect(familyGain({ family: "f", team: ones, single: ones }).reason).toContain("no item deviates")
    expect(familyGain({ family: "f", team: ones, single: [[0], [0], [0]] }).reason).toContain("an arm scores 0")
    expect(familyGain({ family: "f", team: [[1]], single: [[1]] }).reason).toContain("at least 2")
  })

  it("is read from a report's row on the log scale", () => {
    const stream = createStream(3)
    const [row] = estimatesFromLedger(
      ledgerOf({
        items: 80,
        arms: [
          {
            id: "team",
            role: "team",
            seeds: 1,
            outcome: () => ({ answer: stream.next() < 0.7 ? "right" : "no", cost: 100 })
          },
          { id: "pool", seeds: 2, outcome: () => ({ answer: stream.next() < 0.5 ? "right" : "no", cost: 100 }) }
        ]
      })
    )
    const estimate = row as Estimate
    const one = familyGainOf(estimate)
    expect(one).toMatchObject({ family: "task-family", gamma: estimate.gamma, degrees: 79 })
    const width = 2 * studentQuantile(0.975, 79) * (one.standardError as number)
    expect(width).toBeCloseTo(Math.log((estimate.interval.upper as number) / (estimate.interval.lower as number)), 12)
    expect(familyGainOf({ ...estimate, gamma: null, reason: "none" })).toMatchObject({ gamma: null, reason: "none" })
    expect(familyGainOf({ ...estimate, verdict: "unmatched" }).gamma).toBeNull()
    expect(familyGainOf({ ...estimate, interval: { ...estimate.interval, lower: 0 } }).gamma).toBeNull()
  })
})
