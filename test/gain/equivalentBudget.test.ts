import { describe, expect, it } from "vitest"
import type { Estimate } from "../../src/gain/Estimate.js"
import { estimatesFromLedger } from "../../src/gain/estimatesFromLedger.js"
import { ledgerOf } from "../fixtures/ledgerOf.js"
import { nullWorld } from "../fixtures/nullWorld.js"

/** Ten binary voters of chance p an item; the team scores `phiM` at the cost of `runs` runs. */
const voters = (of: { readonly seed: number; readonly phiM: number; readonly p: number; readonly runs: number }) =>
  ledgerOf({
    seed: of.seed,
    items: 200,
    arms: [
      {
        id: "team",
        role: "team",
        seeds: 1,
        agents: [{}, {}],
        outcome: (_, __, stream) => ({ answer: stream.next() < of.phiM ? "right" : "wrong", cost: 100 * of.runs })
      },
      {
        id: "pool",
        seeds: 13,
        agents: [{ style: "direct" }],
        outcome: (_, __, stream) => ({ answer: stream.next() < of.p ? "right" : "wrong", cost: 100 })
      }
    ]
  })

const rowOf = (of: Parameters<typeof voters>[0]): Estimate => {
  const [row] = estimatesFromLedger(voters(of))
  if (row === undefined) throw new Error("no row")
  return row
}
const rangeOf = (row: Estimate) => {
  const { lambda = null, lower = null, upper = null } = row.equivalentBudget ?? {}
  return { lambda, lower: lower ?? Number.NaN, upper: upper ?? Number.POSITIVE_INFINITY }
}

describe("equivalentBudget of a row", () => {
  it("holds the budget of the vote that scores as the team does, about as often as it says", () => {
    // A vote of 5 at p = .7 is right with .83692, in closed form; the team has that score at the cost of 3: λ = 5/3.
    const runs = 60
    const held = Array.from({ length: runs }, (_, seed) => {
      const { lambda, lower, upper } = rangeOf(rowOf({ seed, phiM: 0.83692, p: 0.7, runs: 3 }))
      if (lambda !== null) {
        expect(lower).toBeLessThanOrEqual(lambda)
        expect(upper).toBeGreaterThanOrEqual(lambda)
      }
      return lower <= 5 / 3 && upper >= 5 / 3
    }).filter(Boolean).length
    // Nominal .95: fewer than 51 of 60 have a chance of .002.
    expect(held).toBeGreaterThanOrEqual(51)
  })

  it("lies above 1 exactly where the team is shown above the single agent, and below 1 where it is shown below", () => {
    const rows = [0.55, 0.62, 0.7, 0.78, 0.86, 0.94].flatMap((phiM) =>
      [1, 2].map((seed) => rowOf({ seed, phiM, p: 0.65, runs: 3 }))
    )
    const seen = new Set(rows.map((row) => row.verdict))
    expect(seen).toContain("positive")
    expect(seen).toContain("harmful")
    for (const row of rows) {
      const { lower, upper } = rangeOf(row)
      expect(lower >= 1).toBe((row.interval.lower ?? 0) > 1)
      expect(upper <= 1).toBe((row.interval.upper ?? Number.POSITIVE_INFINITY) < 1)
    }
  })

  it("agrees with the verdict among many strategies whose costs vary", () => {
    for (let seed = 0; seed < 6; seed++) {
      const [row] = estimatesFromLedger(nullWorld({ seed, items: 60 }))
      if (row === undefined) throw new Error("no row")
      const { lower, upper } = rangeOf(row)
      expect(lower >= 1).toBe((row.interval.lower ?? 0) > 1)
      expect(upper <= 1).toBe((row.interval.upper ?? Number.POSITIVE_INFINITY) < 1)
    }
  })

  it("never goes beyond what was sampled", () => {
    const row = rowOf({ seed: 3, phiM: 1, p: 0.3, runs: 3 })
    expect(row.equivalentBudget).toMatchObject({ lambda: null, upper: null })
    // Thirteen samples at a third of the team's cost each.
    expect(row.equivalentBudget?.above).toBeCloseTo(13 / 3, 9)
    expect(rangeOf(row).lower).toBeCloseTo(13 / 3, 4)
  })

  it("has a reason where there is none", () => {
    expect(rowOf({ seed: 1, phiM: 0, p: 0, runs: 2 }).equivalentBudget).toMatchObject({
      lambda: null,
      reason: expect.stringMatching(/not estimable/u)
    })
  })
})
