import { describe, expect, it } from "vitest"
import { budgetShift } from "../../src/gain/budgetShift.js"
import { affordable, candidatesAt } from "../../src/gain/candidatesAt.js"
import { checkGainInput } from "../../src/gain/checkGainInput.js"
import { curveOn } from "../../src/gain/curveOn.js"
import { estimateGain } from "../../src/gain/estimateGain.js"
import { pairMoments } from "../../src/gain/pairMoments.js"
import { policyCurves } from "../../src/gain/policyCurves.js"
import { meanCost, samplesOf } from "../../src/gain/samplesOf.js"
import { createStream } from "../../src/stats/createStream.js"
import { ledgerOf } from "../fixtures/ledgerOf.js"

const n = 300
/** The longer an item, the harder and the dearer for both; the team spends about 2.5 runs. */
const length = (id: string) => createStream(Number(id.slice(1)) + 7).next()
const ledger = ledgerOf({
  seed: 3,
  items: n,
  arms: [
    {
      id: "team",
      role: "team",
      seeds: 1,
      agents: [{}, {}],
      outcome: (item, _, stream) => ({
        answer: stream.next() < 0.9 - 0.4 * length(item.id) ? "right" : "wrong",
        cost: Math.round((150 + 300 * length(item.id) ** 2) * (0.5 + stream.next()))
      })
    },
    {
      id: "pool",
      seeds: 7,
      outcome: (item, _, stream) => ({
        answer: stream.next() < 0.85 - 0.3 * length(item.id) ? "right" : `wrong ${stream.int(6)}`,
        cost: 60 + Math.round(80 * length(item.id) * stream.next())
      })
    }
  ]
})
const [team, pool] = samplesOf(ledger) as [ReturnType<typeof samplesOf>[number], ReturnType<typeof samplesOf>[number]]
const [curve] = policyCurves(pool, 1) as [ReturnType<typeof policyCurves>[number]]
const all = Array.from({ length: n }, (_, item) => item)
const spentOn = (item: number) => meanCost(team.samples[item] ?? []) ?? 0
const scoreOn = (item: number) => team.samples[item]?.[0]?.score ?? 0
const average = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length

/** The vote that spends B̄ in the mean, read anew on some of the items: mean scores of both arms. */
const readOn = (items: ReadonlyArray<number>) => {
  const budget = average(items.map(spentOn))
  const means = curveOn(curve, items)
  const last = means.costs.findLastIndex((cost) => affordable(cost, budget))
  const candidate = candidatesAt([means], budget).find(
    (one) => one.slopes.length > 0 && one.name === `self-consistency of ${last + 1} or ${last + 2} (pool)`
  )
  if (candidate === undefined) throw new Error("the mixture is not there")
  return { candidate, phiM: average(items.map(scoreOn)), phiS: candidate.score }
}

describe("budgetShift", () => {
  const { candidate } = readOn(all)
  const shift = budgetShift({ candidate, items: all, spent: all.map(spentOn), team: all.map(scoreOn) }) ?? []

  it("has mean 0, and none belongs to a policy of fixed size", () => {
    expect(average(shift)).toBeCloseTo(0, 12)
    const fixed = candidatesAt([curveOn(curve, all)], average(all.map(spentOn))).filter(
      (one) => one.slopes.length === 0
    )
    expect(fixed.length).toBeGreaterThan(1)
    for (const one of fixed) {
      expect(budgetShift({ candidate: one, items: all, spent: all.map(spentOn), team: all.map(scoreOn) })).toBeNull()
    }
  })

  it("gives the variance of log Γ that leaving out one item at a time gives, budget and curve read anew each time", () => {
    const moments = (shifts: ReadonlyArray<number> | null) => {
      const checked = checkGainInput({
        team: all.map((item) => [scoreOn(item)]),
        singles: [all.map((item) => [candidate.scoreOf(item) ?? 0])],
        budgetShifts: [shifts]
      })
      const [single] = checked.singles
      if (single === undefined) throw new Error("no policy")
      const { phiM, phiS, varianceM, varianceS, covariance } = pairMoments({ ...checked, single })
      return varianceM / phiM ** 2 + varianceS / phiS ** 2 - (2 * covariance) / (phiM * phiS)
    }
    const left = all.map((out) => {
      const { phiM, phiS } = readOn(all.filter((item) => item !== out))
      return Math.log(phiM / phiS)
    })
    const centre = average(left)
    const jackknife = ((n - 1) / n) * left.reduce((sum, value) => sum + (value - centre) ** 2, 0)
    const [corrected, plain] = [moments(shift), moments(null)]
    // The jackknife differs from the linear formula in the second order, some parts in n.
    expect(Math.abs(corrected / jackknife - 1)).toBeLessThan(0.02)
    expect(Math.abs(plain / jackknife - 1)).toBeGreaterThan(2 * Math.abs(corrected / jackknife - 1))
  })

  it("moves limits and p-values, never means", () => {
    const input = {
      team: all.map((item) => [scoreOn(item)]),
      singles: [all.map((item) => [candidate.scoreOf(item) ?? 0])]
    }
    const [plain, shifted] = [estimateGain(input), estimateGain({ ...input, budgetShifts: [shift] })]
    expect(shifted).toMatchObject({ gamma: plain.gamma, phiM: plain.phiM, phiS: plain.phiS })
    expect(shifted.interval.lower).not.toBe(plain.interval.lower)
    expect(estimateGain({ ...input, budgetShifts: [null] })).toEqual(plain)
  })

  it("takes the more uncertain side next to a bend, and only next to it", () => {
    const taken = (slopes: typeof candidate.slopes) =>
      budgetShift({ candidate: { ...candidate, slopes }, items: all, spent: all.map(spentOn), team: all.map(scoreOn) })
    const steep = taken([{ slope: 1, away: 0 }])
    expect(
      taken([
        { slope: 0, away: 0 },
        { slope: 1, away: 1e-9 }
      ])
    ).toEqual(steep)
    expect(
      taken([
        { slope: 1, away: 0 },
        { slope: 0, away: 1e-9 }
      ])
    ).toEqual(steep)
    expect(
      taken([
        { slope: 0, away: 0 },
        { slope: 1, away: 1e9 }
      ])?.every((value) => value === 0)
    ).toBe(true)
  })

  it.each([
    ["a resampling method", { method: "bca" as const, budgetShifts: [shift] }],
    ["too few lists", { budgetShifts: [] }],
    ["too few items", { budgetShifts: [[0]] }],
    ["a number that is none", { budgetShifts: [all.map(() => Number.NaN)] }]
  ])("refuses %s", (_, wrong) => {
    const arms = { team: all.map(() => [1]), singles: [all.map(() => [0])] }
    expect(() => estimateGain({ ...arms, ...wrong })).toThrow(/udget shifts/u)
  })
})
