import { describe, expect, it } from "vitest"
import { InputError } from "../../src/errors/InputError.js"
import { pilotOf, pilotsFromLedger } from "../../src/gain/pilotOf.js"
import { ledgerOf } from "../fixtures/ledgerOf.js"
import { twoLevelWorld } from "../fixtures/twoLevelWorld.js"

describe("pilotOf", () => {
  it("computes the analysis of variance by hand", () => {
    // Means .5, 1, 0, 1 around .625: MSB = 11/24, MSW = 1/8, ρ = (11/24 − 3/24)/(11/24 + 3/24) = 4/7 in both arms.
    const team = [
      [1, 0],
      [1, 1],
      [0, 0],
      [1, 1]
    ]
    const [first, second, third, fourth] = team as [number[], number[], number[], number[]]
    const pilot = pilotOf({ team, single: [first, second, fourth, third] })
    expect(pilot.withinIcc).toBeCloseTo(4 / 7, 14)
    expect(pilot.phiM).toBe(0.625)
    // Covariance −5/48 of (.5, 1, 0, 1) and (.5, 1, 1, 0) over the variance 11/48, over the reliability 8/11.
    expect(pilot.crossCorrelation).toBeCloseTo(-5 / 8, 14)
  })

  it("finds the correlations of a world that has them", () => {
    const rho = 0.45
    const r = 0.6
    const scores = twoLevelWorld({ seed: 2, items: 4000, seeds: 3, phiM: 0.6, phiS: 0.5, rho, r })
    const pilot = pilotOf(scores)
    expect(pilot.withinIcc).toBeCloseTo(rho, 1)
    expect(Math.abs((pilot.withinIcc as number) - rho)).toBeLessThan(0.03)
    expect(Math.abs((pilot.crossCorrelation as number) - r)).toBeLessThan(0.06)
    expect(pilot.notes).toEqual([])
    // The team with one seed only: its correlation is taken from the single agent.
    const lone = pilotOf({ team: scores.team.map((row) => row.slice(0, 1)), single: scores.single })
    expect(Math.abs((lone.withinIcc as number) - rho)).toBeLessThan(0.03)
    expect(Math.abs((lone.crossCorrelation as number) - r)).toBeLessThan(0.08)
    expect(lone.notes).toEqual(["the within-arm correlation is that of the single agent alone"])
  })

  it("does not depend on the range of the scores, and knows unequal seeds", () => {
    const team = [
      [0.2, 0.4, 0.3],
      [0.9, 0.7],
      [0.1, 0.2],
      [0.6, 0.5]
    ]
    const single = [
      [0.1, 0.3],
      [0.8, 0.6],
      [0.3, 0.2, 0.1],
      [0.7, 0.5]
    ]
    const one = pilotOf({ team, single })
    const scaled = (rows: typeof team) => rows.map((row) => row.map((score) => 10 * score - 5))
    const other = pilotOf({ team: scaled(team), single: scaled(single), range: [-5, 5] })
    expect(other.withinIcc).toBeCloseTo(one.withinIcc as number, 12)
    expect(other.crossCorrelation).toBeCloseTo(one.crossCorrelation as number, 12)
    expect(one.crossCorrelation).toBeLessThanOrEqual(1)
  })

  it("says what it cannot know", () => {
    const lone = pilotOf({ team: [[1], [0], [1]], single: [[0], [1], [1]] })
    expect(lone).toMatchObject({ withinIcc: null, crossCorrelation: null })
    expect(lone.notes[0]).toContain("no arm has 2 seeds a task")
    const flat = pilotOf({
      team: [
        [1, 1],
        [1, 1]
      ],
      single: [
        [0, 1],
        [0, 1]
      ]
    })
    expect(flat.crossCorrelation).toBeNull()
    expect(() => pilotOf({ team: [[1, 0]], single: [[1, 0]] })).toThrow(InputError)
  })
})

describe("pilotsFromLedger", () => {
  it("reads a pilot for every team from the raw samples of the best strategy", () => {
    const ledger = ledgerOf({
      items: 300,
      seed: 9,
      arms: [
        {
          id: "team",
          role: "team",
          seeds: 2,
          agents: [{}, {}],
          outcome: (item, _, stream) => ({
            answer: stream.next() < (Number(item.id.slice(1)) % 2 ? 0.9 : 0.3) ? "right" : "wrong",
            cost: 250
          })
        },
        {
          id: "pool",
          seeds: 4,
          outcome: (item, _, stream) => ({
            answer: stream.next() < (Number(item.id.slice(1)) % 2 ? 0.8 : 0.2) ? "right" : "wrong",
            cost: 100
          })
        },
        { id: "poor", seeds: 3, outcome: () => ({ answer: "wrong", cost: 50 }) }
      ]
    })
    const pilots = pilotsFromLedger(ledger)
    expect(pilots).toHaveLength(1)
    const [pilot] = pilots
    expect(pilot).toMatchObject({ system: "team", task: "task", single: "pool", costPerTrial: 250, strategies: 2 })
    // Chances .9/.3 and .8/.2: ρ = .375 and .36, arms of one mind.
    expect(Math.abs((pilot?.withinIcc as number) - 0.3675)).toBeLessThan(0.08)
    expect(pilot?.crossCorrelation).toBeGreaterThan(0.85)
    expect(pilot?.phiS).toBeGreaterThan(0.45)
  })

  it("leaves out teams without a single agent or without complete items", () => {
    const arms = [{ id: "team", role: "team" as const, seeds: 1, outcome: () => ({ answer: "right", cost: 1 }) }]
    expect(pilotsFromLedger(ledgerOf({ items: 3, arms }))).toEqual([])
    const gone = { id: "pool", seeds: 2, outcome: () => "missing" as const }
    expect(pilotsFromLedger(ledgerOf({ items: 3, arms: [...arms, gone] }))).toEqual([])
  })
})
