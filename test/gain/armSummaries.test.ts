import { describe, expect, it } from "vitest"
import { parityRows, taskCurves } from "../../src/gain/armSummaries.js"
import { estimatesFromLedger } from "../../src/gain/estimatesFromLedger.js"
import { ledgerOf } from "../fixtures/ledgerOf.js"

const position = (item: { readonly id: string }): number => Number(item.id.slice(1))

const ledger = ledgerOf({
  items: 20,
  arms: [
    {
      id: "relay",
      role: "team",
      seeds: 2,
      agents: [
        { role: "reader", information: "own-window", model: "small" },
        { role: "reader", information: "own-window", model: "big" },
        { role: "reader", information: "own-window", model: "small" }
      ],
      protocol: { kind: "relay" },
      outcome: (item, seed) => ({
        answer: position(item) < 15 ? "right" : null,
        cost: 200 + 100 * seed,
        cutOff: seed === 0
      })
    },
    {
      id: "pool",
      seeds: 4,
      agents: [{ model: "small" }],
      outcome: (_, seed) => ({ answer: seed < 3 ? "right" : "wrong", cost: 100 })
    },
    {
      id: "cheap",
      seeds: 3,
      agents: [{ style: "direct", memory: "own", model: "big" }],
      outcome: (_, seed) => ({ answer: seed < 1 ? "right" : "wrong", cost: 30 })
    },
    {
      id: "window",
      role: "access",
      seeds: 2,
      agents: [{ model: "small" }],
      outcome: (item, seed) => (position(item) === 0 && seed === 1 ? "missing" : { answer: "wrong", cost: 50 })
    }
  ]
})

describe("parityRows", () => {
  it("says who had what and what came of it", () => {
    const rows = parityRows(ledger)
    expect(rows.map(({ system }) => system)).toEqual(["relay", "pool", "cheap", "window"])
    expect(rows[0]).toEqual({
      system: "relay",
      role: "team",
      task: "task",
      agents: 3,
      models: ["small", "big"],
      information: ["own-window"],
      memory: ["none"],
      tools: [],
      singleAgent: false,
      trials: 40,
      meanCost: 250,
      meanCalls: 2,
      meanScore: 0.75,
      parseRate: (30 * 2 + 10) / 80,
      cutOffRate: 0.5
    })
    expect(rows[2]).toMatchObject({ singleAgent: true, memory: ["own"], meanCost: 30, trials: 60 })
    expect(rows[2]?.meanScore).toBeCloseTo(1 / 3, 12)
    expect(rows[3]).toMatchObject({ role: "access", trials: 39 })
  })

  it("keeps what is not known unknown", () => {
    const [unknown, none] = parityRows(
      ledgerOf({
        items: 2,
        arms: [
          { id: "a", seeds: 2, outcome: (_, seed) => ({ answer: "right", cost: seed === 0 ? 10 : null }) },
          { id: "b", seeds: 1, outcome: () => "missing" }
        ]
      })
    )
    expect(unknown).toMatchObject({ meanCost: null, meanScore: 1 })
    expect(none).toMatchObject({
      trials: 0,
      meanCost: null,
      meanScore: null,
      meanCalls: null,
      parseRate: null,
      cutOffRate: null
    })
  })
})

describe("taskCurves", () => {
  const [parity, access] = taskCurves(ledger)

  it("holds one entry a comparison with every policy, and the teams", () => {
    expect(parity?.comparison).toBe("parity")
    expect(parity?.strategies.map(({ name }) => name)).toEqual(["pool", "cheap"])
    expect(parity?.strategies[0]?.points).toEqual([
      { cost: 100, score: 0.75 },
      { cost: 200, score: 0.75 },
      { cost: 300, score: 1 },
      { cost: 400, score: 1 }
    ])
    expect(parity?.teams).toEqual([{ system: "relay", point: { cost: 250, score: 0.75 } }])
    expect(access?.strategies.map(({ name }) => name)).toEqual(["window"])
    // Item 0 is incomplete for the window arm: the team's point leaves it out as well.
    expect(access?.teams[0]?.point.score).toBeCloseTo(14 / 19, 12)
  })

  it("draws an envelope that never falls and agrees with the estimate at the team's cost", () => {
    const points = parity?.envelope ?? []
    expect(points[0]).toMatchObject({ cost: 30 })
    expect(points.at(-1)).toEqual({ cost: 400, score: 1 })
    for (const [index, point] of points.entries()) {
      expect(point.score).toBeGreaterThanOrEqual(points[index - 1]?.score ?? 0)
    }
    const [row] = estimatesFromLedger(ledger)
    const after = points.findIndex(({ cost }) => cost >= 250)
    const [left, right] = [points[after - 1], points[after]]
    if (left === undefined || right === undefined) throw new Error("no stretch around the team's cost")
    const share = (250 - left.cost) / (right.cost - left.cost)
    expect(left.score + share * (right.score - left.score)).toBeCloseTo(row?.phiSInSample ?? 0, 9)
  })

  it("bends where one strategy overtakes another", () => {
    // A flat .9 from cost 10, and one vote or three, .75 at 50 and 1 at 150: they overtake at 110.
    const [curves] = taskCurves(
      ledgerOf({
        items: 10,
        arms: [
          {
            id: "greedy",
            seeds: 1,
            agents: [{ temperature: 0 }],
            outcome: (item) => ({ answer: position(item) < 9 ? "right" : "wrong", cost: 10 })
          },
          { id: "vote", seeds: 4, outcome: (_, seed) => ({ answer: seed < 3 ? "right" : "wrong", cost: 50 }) }
        ]
      })
    )
    const at = (cost: number): number => {
      const points = curves?.envelope ?? []
      const after = points.findIndex((point) => point.cost >= cost)
      const [left, right] = [points[after - 1], points[after]]
      if (left === undefined || right === undefined) throw new Error(`${cost} lies outside the curve`)
      return left.score + ((cost - left.cost) / (right.cost - left.cost)) * (right.score - left.score)
    }
    expect(at(40)).toBeCloseTo(0.9, 9)
    expect(at(105)).toBeCloseTo(0.9, 9)
    expect(at(125)).toBeCloseTo(0.9375, 9)
    expect(at(140)).toBeCloseTo(0.975, 9)
    expect(at(180)).toBeCloseTo(1, 9)
  })

  it("has no points where costs are not known", () => {
    const [curves] = taskCurves(
      ledgerOf({ items: 3, arms: [{ id: "a", seeds: 2, outcome: () => ({ answer: "right", cost: null }) }] })
    )
    expect(curves).toEqual({ task: "task", comparison: "parity", strategies: [], envelope: [], teams: [] })
  })
})
