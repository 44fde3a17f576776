import { describe, expect, it } from "vitest"
import type { AgentSpec } from "../../src/blueprint/AgentSpec.js"
import type { Estimate } from "../../src/gain/Estimate.js"
import { estimatesFromLedger } from "../../src/gain/estimatesFromLedger.js"
import { ratioTerm } from "../../src/gain/ratioTerm.js"
import { ledgerOf, type WorldArm } from "../fixtures/ledgerOf.js"

describe("ratioTerm", () => {
  const over = [1, 0, 1, 1, 0, 1]
  const under = [0.5, 0.5, 1, 0, 0.5, 0.5]
  const term = (clusters: ReadonlyArray<string>) =>
    ratioTerm({ name: "interaction", over, under, clusters, level: 0.95 })

  it("is the delta-log-t interval, over items or clusters", () => {
    // Worked out by hand with t = 2.5705818 (5 degrees) and 4.3026527 (2 degrees).
    expect(term([..."abcdef"]).ratio).toBeCloseTo(4 / 3, 14)
    expect(term([..."abcdef"]).lower).toBeCloseTo(0.4668470610054951, 12)
    expect(term([..."abcdef"]).upper).toBeCloseTo(3.808051771706135, 12)
    expect(term([..."aabbcc"]).lower).toBeCloseTo(0.4547619835472283, 12)
    expect(term([..."aabbcc"]).upper).toBeCloseTo(3.9092488864411647, 12)
    expect(term([..."aaaaaa"])).toEqual({
      name: "interaction",
      ratio: expect.closeTo(4 / 3, 12),
      lower: null,
      upper: null
    })
  })

  it("has a reason instead of a number where a mean is 0", () => {
    const zero = over.map(() => 0)
    const none = ratioTerm({ name: "interaction", over, under: zero, clusters: [..."abcdef"], level: 0.95 })
    expect(none).toMatchObject({
      ratio: null,
      lower: null,
      upper: null,
      reason: "the mean score in the denominator is 0"
    })
    expect(
      ratioTerm({ name: "interaction", over: zero, under: zero, clusters: [..."abcdef"], level: 0.95 }).reason
    ).toContain("numerator and the denominator")
  })
})

const pools: ReadonlyArray<WorldArm> = [
  {
    id: "direct",
    seeds: 12,
    agents: [{ style: "direct" }],
    outcome: (_, __, stream) => ({ answer: stream.next() < 0.45 ? "right" : "wrong", cost: 40 + stream.int(20) })
  },
  {
    id: "chain-of-thought",
    seeds: 10,
    outcome: (_, __, stream) => ({ answer: stream.next() < 0.55 ? "right" : "wrong", cost: 90 + stream.int(20) })
  }
]

const ledgerWith = (team: Partial<WorldArm>, singles = pools) =>
  ledgerOf({
    items: 120,
    seed: 8,
    arms: [
      {
        id: "team",
        role: "team",
        seeds: 2,
        agents: [{}, {}, {}],
        protocol: { kind: "debate", rounds: 1 },
        outcome: (_, __, stream) => ({ answer: stream.next() < 0.7 ? "right" : "wrong", cost: 400 + stream.int(50) }),
        ...team
      },
      ...singles
    ]
  })

const meanScoreOf = (id: string): number => {
  const { start, trials } = ledgerWith({})
  const slot = start.design.arms.find((arm) => arm.blueprint.id === id)?.slot
  const own = trials.filter((trial) => trial.slot === slot)
  return own.reduce((sum, { score }) => sum + score, 0) / own.length
}

const rowOf = (team: Partial<WorldArm>, singles = pools): Estimate => {
  const [row] = estimatesFromLedger(ledgerWith(team, singles))
  if (row === undefined) throw new Error("one team was given")
  return row
}

const ratios = (row: Estimate): ReadonlyArray<number> => row.decomposition.map(({ ratio }) => ratio ?? Number.NaN)

describe("the decomposition of a row", () => {
  it("has three terms for solvers of one kind; the last two multiply to Γ, all to the gain over one run", () => {
    const row = rowOf({})
    expect(row.decomposition.map(({ name }) => name)).toEqual([
      "resource-accumulation",
      "independent-ensemble",
      "interaction"
    ])
    const [accumulation = 0, ensemble = 0, interaction = 0] = ratios(row)
    expect(Math.abs(ensemble * interaction - (row.gamma ?? 0))).toBeLessThan(1e-12)
    // One ordinary run is one sample of the reasoning pool.
    expect(
      Math.abs(accumulation * ensemble * interaction - (row.phiM ?? 0) / meanScoreOf("chain-of-thought"))
    ).toBeLessThan(1e-12)
    expect(row.notes).toContain("one ordinary single-agent run: chain-of-thought")
    for (const term of row.decomposition) {
      expect(term.lower).toBeLessThan(term.ratio as number)
      expect(term.upper).toBeGreaterThan(term.ratio as number)
      expect(term.reason).toBeUndefined()
    }
  })

  it("reads an aggregator's solvers as the ensemble that a vote would have been", () => {
    const row = rowOf({ agents: [{}, {}, { role: "aggregator", style: "direct" }], protocol: { kind: "aggregate" } })
    const [, ensemble = 0, interaction = 0] = ratios(row)
    expect(Math.abs(ensemble * interaction - (row.gamma ?? 0))).toBeLessThan(1e-12)
  })

  const two = (reason: string, team: Partial<WorldArm>, singles = pools) => {
    const row = rowOf(team, singles)
    expect(row.decomposition.map(({ name }) => name)).toEqual([
      "resource-accumulation",
      "independent-ensemble",
      "team-over-single"
    ])
    const [accumulation, ensemble, over] = row.decomposition
    expect(ensemble).toMatchObject({ ratio: null, lower: null, upper: null })
    expect(ensemble?.reason).toContain(reason)
    expect(Math.abs((over?.ratio ?? 0) - (row.gamma ?? Number.NaN))).toBeLessThan(1e-12)
    expect(accumulation?.ratio).toBeGreaterThan(1)
  }

  it("has two terms where an agent cannot answer alone, the agents differ, or no pool matches them", () => {
    const solver: Partial<AgentSpec> = {}
    two("not every agent can answer alone", {
      agents: [solver, { role: "critic" }],
      protocol: { kind: "critique", rounds: 1 }
    })
    two("not every agent can answer alone", {
      agents: [{ role: "reader" }, { role: "reader" }],
      protocol: { kind: "relay" }
    })
    two("different shares of the information", { agents: [solver, { information: "own-window" }] })
    two("the agents differ", { agents: [solver, { temperature: 0.5 }] })
    two("no pool of single runs", { agents: [{ temperature: 0.3 }, { temperature: 0.3 }] })
  })

  it("has reasons instead of numbers where a cell is 0", () => {
    const row = rowOf({ outcome: () => ({ answer: "wrong", cost: 300 }) })
    expect(row.gamma).toBe(0)
    expect(row.decomposition[2]).toMatchObject({ ratio: null, reason: "the mean score in the numerator is 0" })
    expect(row.decomposition[0]?.ratio).toBeGreaterThan(1)
  })
})
