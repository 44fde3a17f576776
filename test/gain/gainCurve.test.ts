import { describe, expect, it } from "vitest"
import { estimateGain } from "../../src/gain/estimateGain.js"
import { type CurveInput, gainCurve } from "../../src/gain/gainCurve.js"
import { ratioTerm } from "../../src/gain/ratioTerm.js"
import { createStream } from "../../src/stats/createStream.js"
import { latentWorld } from "../fixtures/latentWorld.js"

const rows = (scores: ReadonlyArray<number>) => scores.map((score) => [score])

const world = (seed: number, budget: number, phiM = 0.6): CurveInput => {
  const { team, singles } = latentWorld({ seed, items: 120, seeds: 1, phiM, phiS: [0.5] })
  return { budget, team, singles }
}

describe("gainCurve", () => {
  it("is estimateGain at every budget, with a band no narrower", () => {
    const points = [world(1, 4), world(2, 1), world(3, 2)]
    const curve = gainCurve({ points })
    expect(curve.points.map((point) => point.budget)).toEqual([1, 2, 4])
    for (const [index, one] of [points[1], points[2], points[0]].entries()) {
      const alone = estimateGain(one as CurveInput)
      const wider = estimateGain({ ...(one as CurveInput), level: curve.bandLevel })
      expect(curve.points[index]).toMatchObject({
        gamma: alone.gamma,
        lower: alone.interval.lower,
        upper: alone.interval.upper,
        band: { lower: wider.interval.lower, upper: wider.interval.upper },
        verdict: alone.verdict
      })
      expect(curve.points[index]?.band.lower).toBeLessThan(alone.interval.lower as number)
    }
    expect(gainCurve({ points })).toEqual(curve)
  })

  it("takes independent budgets at Šidák's level, and equal ones at their own", () => {
    const half = (at: number, of: number): CurveInput => {
      const stream = createStream(9)
      const team = Array.from({ length: 500 }, (_, item) => (item % of === at ? Math.floor(2 * stream.next()) : 0.5))
      return { budget: at + 1, team: rows(team), singles: [rows(team.map(() => 0.5))] }
    }
    const level = (points: ReadonlyArray<CurveInput>) => gainCurve({ points, draws: 40_000 }).bandLevel
    expect(Math.abs(level([half(0, 2), half(1, 2)]) - Math.sqrt(0.95))).toBeLessThan(0.002)
    expect(Math.abs(level([0, 1, 2, 3, 4].map((at) => half(at, 5))) - 0.95 ** 0.2)).toBeLessThan(0.0015)
    const one = world(4, 1)
    expect(level([one])).toBe(0.95)
    expect(level([one, { ...one, budget: 2 }, { ...one, budget: 3 }])).toBeLessThan(0.953)
    // Budgets at which nothing varies count as independent of the others.
    const flat = { budget: 5, team: rows(new Array(120).fill(1)), singles: [rows(new Array(120).fill(0.5))] }
    expect(Math.abs(level([one, flat]) - Math.sqrt(0.95))).toBeLessThan(0.002)
  })

  it("holds at all budgets at once as often as it says", () => {
    const repeats = 400
    const gammas = [1, 1.1, 1.25]
    let band = 0
    let single = 0
    for (let repeat = 0; repeat < repeats; repeat++) {
      // One world of arms that share the difficulty of items; policy k is the single agent of budget k.
      const { team, singles } = latentWorld({
        seed: 1000 + repeat,
        items: 80,
        seeds: 1,
        phiM: 0.6,
        phiS: gammas.map((gamma) => 0.6 / gamma)
      })
      const curve = gainCurve({
        points: singles.map((policy, index) => ({ budget: index + 1, team, singles: [policy] })),
        draws: 1000
      })
      const holds = (limits: (index: number) => { readonly lower: number | null; readonly upper: number | null }) =>
        gammas.every((gamma, index) => {
          const { lower, upper } = limits(index)
          return (lower ?? 0) <= gamma && gamma <= (upper ?? Number.POSITIVE_INFINITY)
        })
      if (holds((index) => (curve.points[index] as (typeof curve.points)[number]).band)) band++
      if (holds((index) => curve.points[index] as (typeof curve.points)[number])) single++
    }
    // Nominal .95 for the band; three standard errors of 400 repeats are 3.3 points.
    expect(band / repeats).toBeGreaterThan(0.917)
    expect(single).toBeLessThan(band)
  })

  it("calls dominance only what is above 1 everywhere at once", () => {
    const strong = [world(5, 1, 0.85), world(6, 2, 0.85)]
    expect(gainCurve({ points: strong }).dominance).toBe(true)
    expect(gainCurve({ points: [...strong, world(7, 3, 0.5)] }).dominance).toBe(false)
    expect(gainCurve({ points: [] })).toMatchObject({ dominance: false, points: [] })
  })

  it("summarises by the trapezoidal rule over the logarithm of the budget", () => {
    const points = [world(11, 1), world(12, 2), world(13, 8)]
    const { summary, points: found } = gainCurve({ points })
    const logs = found.map((point) => Math.log(point.gamma as number)) as [number, number, number]
    // ∫ over log 8: stretches log 2 and log 4, so weights 1/6, 1/2, 1/3.
    expect(Math.log(summary.gamma as number)).toBeCloseTo(logs[0] / 6 + logs[1] / 2 + logs[2] / 3, 12)
    expect(summary).toMatchObject({ from: 1, to: 8 })
    // Equal budgets' data: the summary is the delta-log-t interval of any of them, clusters and all.
    const same = world(14, 1)
    const clusters = same.team.map((_, item) => `c${item % 40}`)
    const flat = gainCurve({ points: [same, { ...same, budget: 3 }], clusters }).summary
    const flatten = (scores: ReadonlyArray<ReadonlyArray<number>> | undefined) =>
      (scores ?? []).map(([score]) => score as number)
    const term = ratioTerm({
      name: "interaction",
      over: flatten(same.team),
      under: flatten(same.singles[0]),
      clusters,
      level: 0.95
    })
    expect(flat.gamma).toBeCloseTo(term.ratio as number, 12)
    expect(flat.lower).toBeCloseTo(term.lower as number, 12)
    expect(flat.upper).toBeCloseTo(term.upper as number, 12)
  })

  it("says why there is no summary or no lower limit", () => {
    const one = world(15, 1)
    expect(gainCurve({ points: [one] }).summary.reason).toBe("requires two different budgets")
    const short = gainCurve({ points: [one, { ...world(16, 2), unmatched: "the curve ends at 1" }] })
    expect(short.points[1]).toMatchObject({ lower: null, band: { lower: null }, reason: "the curve ends at 1" })
    expect(short.dominance).toBe(false)
    expect(short.summary.reason).toContain("at 2 there is no lower limit")
    const zero = { budget: 2, team: one.team.map(() => [0]), singles: one.singles }
    expect(gainCurve({ points: [one, zero] }).summary.reason).toContain("log Γ at 2 is not estimable")
  })
})
