import { describe, expect, it } from "vitest"
import type { Estimate } from "../../src/gain/Estimate.js"
import { estimatesFromLedger } from "../../src/gain/estimatesFromLedger.js"
import { holm } from "../../src/stats/holm.js"
import type { Item } from "../../src/task/Item.js"
import { itemsOf, ledgerOf, type Outcome, type World, type WorldArm } from "../fixtures/ledgerOf.js"

const rowsOf = (world: World): ReadonlyArray<Estimate> => estimatesFromLedger(ledgerOf(world))

const onlyRow = (world: World): Estimate => {
  const rows = rowsOf(world)
  const [row] = rows
  if (row === undefined || rows.length !== 1) throw new Error(`${rows.length} rows; requires 1`)
  return row
}

const position = (item: Item): number => Number(item.id.slice(1))

/** The trial is right for the first `right` seeds of an item. */
const counted =
  (right: (item: number) => number, cost = 100) =>
  (item: Item, seed: number): Outcome => ({ answer: seed < right(position(item)) ? "right" : "wrong", cost })

const team = (outcome: WorldArm["outcome"], more: Partial<WorldArm> = {}): WorldArm => ({
  id: "team",
  role: "team",
  seeds: 1,
  agents: [{}, {}, {}],
  outcome,
  ...more
})

const pool = (right: (item: number) => number, more: Partial<WorldArm> = {}): WorldArm => ({
  id: "pool",
  seeds: 4,
  outcome: counted(right),
  ...more
})

/** Three quarters of the items have three right samples of four, the others one. */
const mostly = (item: number): number => (item % 4 === 3 ? 1 : 3)

describe("estimatesFromLedger", () => {
  it("matches on the team's mean cost, between two sizes of the vote", () => {
    // Costs 200 and 300, so B̄ = 250. Vote: .625, .625, .75, .75; at 250 three quarters of the way from 1 to 3.
    const row = onlyRow({
      items: 40,
      arms: [
        team((item) => ({
          answer: position(item) % 5 === 0 ? "wrong" : "right",
          cost: position(item) % 2 ? 200 : 300
        })),
        pool(mostly)
      ]
    })
    expect(row.budget).toEqual({ dimension: "tokens", cap: 1e6, team: 250, single: 250, matched: true })
    expect(row.phiM).toBeCloseTo(0.8, 12)
    expect(row.phiSInSample).toBeCloseTo(0.71875, 12)
    expect(row.gammaInSample).toBeCloseTo(0.8 / 0.71875, 12)
    expect(row.gamma).toBeCloseTo(0.8 / (row.phiS ?? 0), 12)
    expect(row.baseline.selected).toBe("self-consistency of 1 or 3 (pool)")
    expect(row.baseline.strategies).toEqual([
      { name: "pool", from: 100, to: 400, score: row.phiSInSample, samples: 4, parseRate: 1 }
    ])
    // 1.25 × 250 = 312.5: the vote of three.
    expect(row.baseline.slope).toBeCloseTo(0.75 - 0.71875, 12)
    expect(row.items).toBe(40)
    expect(row.missing).toBe(0)
    expect(row.missingBounds).toBeUndefined()
    expect(row.system).toBe("team")
    expect(row.family).toBe("task-family")
    expect(row.comparison).toBe("parity")
  })

  it("finds Γ of a Condorcet world within four standard errors of its closed form", () => {
    const p = 0.6
    const majorityOf3 = p ** 3 + 3 * p * p * (1 - p)
    const right = 0.8
    const n = 1500
    const row = onlyRow({
      items: n,
      seed: 5,
      arms: [
        team((_, __, stream) => ({ answer: stream.next() < right ? "right" : "wrong", cost: 300 })),
        {
          id: "pool",
          seeds: 4,
          outcome: (_, __, stream) => ({ answer: stream.next() < p ? "right" : "wrong", cost: 100 })
        }
      ]
    })
    const error =
      Math.sqrt((right * (1 - right)) / right ** 2 + (majorityOf3 * (1 - majorityOf3)) / majorityOf3 ** 2) /
      Math.sqrt(n)
    expect(Math.abs(Math.log((row.gamma ?? 0) / (right / majorityOf3)))).toBeLessThan(4 * error)
    expect(row.verdict).toBe("positive")
    expect(row.baseline.selected).toBe("self-consistency of 3 (pool)")
  })

  it("disposes freely of what does not help: a vote that falls is not the baseline", () => {
    // Mixed difficulty: .8 on half of the items, .3 on the others. The vote peaks at 3 and falls to one half.
    const exact = [0.8, 0.3].map((p) => p ** 3 + 3 * p * p * (1 - p)).reduce((sum, value) => sum + value / 2, 0)
    const row = onlyRow({
      items: 400,
      seed: 3,
      arms: [
        team(() => ({ answer: "right", cost: 2400 })),
        {
          id: "pool",
          seeds: 25,
          agents: [{ style: "direct" }],
          outcome: (item, _, stream) => ({
            answer: stream.next() < (position(item) % 2 ? 0.8 : 0.3) ? "right" : "wrong",
            cost: 100
          })
        }
      ]
    })
    expect(row.budget.single).toBeLessThan(1500)
    expect(row.phiSInSample).toBeGreaterThan(exact - 0.03)
    expect(row.baseline.strategies[0]?.score).toBeCloseTo(row.phiSInSample ?? 0, 12)
    expect(row.baseline.slope).toBe(0)
  })

  it("keeps a greedy strategy flat beyond its only point", () => {
    const row = onlyRow({
      items: 20,
      arms: [
        team((item) => ({ answer: position(item) < 15 ? "right" : "wrong", cost: 900 })),
        pool((item) => (item < 10 ? 1 : 0), { seeds: 1, agents: [{ temperature: 0 }] })
      ]
    })
    expect(row.budget).toMatchObject({ team: 900, single: 100, matched: true })
    expect(row.gamma).toBeCloseTo(1.5, 12)
    expect(row.verdict).toBe("positive")
    expect(row.baseline.selected).toBe("pool")
  })

  describe("budgets that are not matched", () => {
    const short = (right: number): World => ({
      items: 60,
      arms: [
        team((item) => ({ answer: position(item) < right ? "right" : "wrong", cost: 500 })),
        pool((item) => (item % 2 ? 4 : 0))
      ]
    })

    it("forbids a gain where the curve ends below the team's cost, and says which curve", () => {
      const row = onlyRow(short(58))
      expect(row.gamma).toBeGreaterThan(1.5)
      expect(row.verdict).toBe("unmatched")
      expect(row.verdicts).toEqual(["unmatched"])
      expect(row.interval.lower).toBeNull()
      expect(row.interval.upper).not.toBeNull()
      expect(row.p).toBe(1)
      expect(row.budget.matched).toBe(false)
      expect(row.budget.reason).toBe("the curve of pool ends at 400 tokens, below the team's 500")
      expect(row.reason).toContain("only an upper limit")
      expect(row.decomposition.every((term) => term.ratio === null && term.reason !== undefined)).toBe(true)
    })

    it("may still say harmful: a longer curve could only make it worse", () => {
      const row = onlyRow(short(5))
      expect(row.verdict).toBe("harmful")
      expect(row.verdicts).toEqual(["harmful", "unmatched"])
      expect(row.p).toBeLessThan(0.05)
      expect(row.budget.matched).toBe(false)
    })

    it("gives a ratio, not a gain, where an arm's cost is not known", () => {
      for (const unknown of ["team", "pool"]) {
        const cost = (arm: string, value: number) => (arm === unknown ? null : value)
        const row = onlyRow({
          items: 40,
          arms: [
            team((item) => ({ answer: position(item) < 36 ? "right" : "wrong", cost: cost("team", 300) })),
            {
              id: "pool",
              seeds: 4,
              outcome: (item, seed) => ({
                answer: seed < mostly(position(item)) ? "right" : "wrong",
                cost: cost("pool", 100)
              })
            }
          ]
        })
        expect(row.verdict).toBe("unmatched")
        expect(row.budget).toMatchObject({ team: null, single: null, matched: false })
        expect(row.budget.reason).toContain(`the cost of ${unknown} in tokens is not known`)
        expect(row.gamma).toBeCloseTo(0.9 / 0.625, 12)
        expect(row.p).toBeNull()
        expect(row.pHolm).toBeNull()
        expect(row.minimumDetectable).toBeNull()
      }
    })
  })

  describe("trials that are not there", () => {
    it("leaves incomplete items out, counts them and bounds what they could have done", () => {
      const row = onlyRow({
        items: 40,
        arms: [
          team(
            (item, seed) =>
              position(item) === 0 && seed === 1
                ? "missing"
                : { answer: position(item) < 30 ? "right" : "wrong", cost: 200 },
            { seeds: 2 }
          ),
          pool(() => 2, {
            outcome: (item, seed) =>
              position(item) === 39 && seed === 3 ? "missing" : { answer: seed < 2 ? "right" : "wrong", cost: 100 }
          })
        ]
      })
      expect(row.items).toBe(38)
      expect(row.missing).toBe(2)
      expect(row.budget.team).toBe(200)
      expect(row.seeds).toBe(2)
      expect(row.phiM).toBeCloseTo(29 / 38, 12)
      expect(row.phiS).toBeCloseTo(0.5, 12)
      // Item 0: the team has 1 and an unknown, the single agent .5. Item 39: the team has 0, the single agent is unknown.
      expect(row.missingBounds?.lower).toBeCloseTo((29 + 0.5 + 0) / (19 + 0.5 + 1), 12)
      expect(row.missingBounds?.upper).toBeCloseTo((29 + 1 + 0) / (19 + 0.5 + 0), 12)
    })

    it("takes overrun trials and unknown costs out of Γ and says so", () => {
      const row = onlyRow({
        items: 40,
        arms: [
          team((item) => ({ answer: "right", cost: position(item) === 3 ? null : 200, overrun: position(item) === 5 })),
          pool(() => 2, {
            outcome: (item, seed) => ({
              answer: seed < 2 ? "right" : "wrong",
              cost: 100,
              overrun: position(item) === 7 && seed < 2
            })
          })
        ]
      })
      expect(row.items).toBe(37)
      expect(row.missing).toBe(3)
      expect(row.notes).toContain("trials that overran their cap and left Γ: team 1, pool 2")
      expect(row.notes).toContain("trials without a known cost in tokens: team 1")
      // Item 3 has a score, only its cost is unknown; item 5 has none that counts; item 7's pool is unknown.
      expect(row.missingBounds?.lower).toBeCloseTo((37 + 1 + 0 + 1) / (18.5 + 0.5 + 0.5 + 1), 12)
      expect(row.missingBounds?.upper).toBeCloseTo((37 + 1 + 1 + 1) / (18.5 + 0.5 + 0.5 + 0), 12)
    })

    it("is not estimable without complete items, without a single agent, or below every single agent's cost", () => {
      const missing = onlyRow({ items: 10, arms: [team(() => "missing"), pool(() => 2)] })
      expect(missing).toMatchObject({
        status: "not-estimable",
        verdict: "not-estimable",
        gamma: null,
        items: 0,
        missing: 10
      })
      expect(missing.reason).toBe("no item has all its trials")
      expect(onlyRow({ items: 10, arms: [team(counted(() => 1))] }).reason).toBe("task task has no single-agent arm")
      const cheap = onlyRow({ items: 10, arms: [team(counted(() => 1, 50)), pool(() => 2)] })
      expect(cheap.reason).toBe("one run of any single-agent strategy costs more than the team's 50 tokens")
      expect(cheap.budget).toMatchObject({ team: 50, single: null, matched: false })
      const single = onlyRow({ items: 1, arms: [team(counted(() => 1, 200)), pool(() => 2)] })
      expect(single).toMatchObject({ status: "not-estimable", gamma: null, items: 1 })
      expect(single.reason).toContain("at least 2 items")
    })

    it("waits for the samples that a grown pool still lacks, and says that the run goes on", () => {
      const ledger = ledgerOf({
        items: 10,
        ended: false,
        arms: [team(counted(() => 1, 200)), pool(() => 2, { pool: 6 })]
      })
      const [row] = estimatesFromLedger({
        ...ledger,
        trials: ledger.trials.filter((trial) => trial.item < "i006" || trial.seed < 4)
      })
      expect(row).toMatchObject({ items: 6, missing: 4 })
      expect(row?.baseline.strategies[0]).toMatchObject({ samples: 6, to: 600 })
      expect(row?.notes).toContain("the run has not ended: this is what it shows so far")
    })
  })

  it("lets a strategy of which one run costs more than the team compete as often as the budget pays for it", () => {
    const against = (cost: number) =>
      onlyRow({
        items: 20,
        arms: [
          team(counted(() => 1, 250)),
          pool(() => 2),
          pool(() => 4, { id: "dear", outcome: counted(() => 4, cost) })
        ]
      })
    const row = against(300)
    expect(row.baseline.strategies.map(({ name }) => name)).toEqual(["pool", "dear"])
    expect(row.phiS).toBeCloseTo(250 / 300, 12)
    expect(row.gamma).toBeCloseTo(300 / 250, 12)
    expect(row.notes).toContain("one run costs more than the team spends, made on a share of the items only: dear")
    expect(row.budget.matched).toBe(true)
    // A team one token cheaper than an agent that is always right does not win against the weaker agents that are left.
    expect(against(251).gamma).toBeCloseTo(251 / 250, 12)
    expect(against(250).gamma).toBe(1)
  })

  describe("access", () => {
    const apart = [
      { role: "reader", information: "own-window" },
      { role: "reader", information: "own-window" }
    ] as const
    const world: World = {
      items: 40,
      arms: [
        team((item) => ({ answer: position(item) < 36 ? "right" : "wrong", cost: 200 }), {
          id: "relay",
          agents: apart,
          protocol: { kind: "relay" }
        }),
        team(
          counted(() => 1, 200),
          { id: "debate", protocol: { kind: "debate", rounds: 1 } }
        ),
        pool(() => 3, {
          id: "in-turn",
          agents: [{ role: "reader", information: "in-turn" }],
          protocol: { kind: "relay" }
        }),
        pool(() => 1, {
          id: "one-window",
          role: "access",
          agents: [{ role: "reader", information: "own-window", window: 0 }]
        })
      ]
    }

    it("is a row of its own, after parity, for teams that are deployed apart", () => {
      const rows = rowsOf(world)
      expect(rows.map(({ system, comparison }) => [system, comparison])).toEqual([
        ["relay", "parity"],
        ["relay", "access"],
        ["debate", "parity"]
      ])
      // Right three times in four: .75, and 1 for three votes; at two runs, one or three is better than two.
      expect(rows[0]?.gamma).toBeCloseTo(0.9 / 0.875, 12)
      expect(rows[1]?.gamma).toBeCloseTo(0.9 / 0.25, 12)
      expect(rows[0]?.baseline.strategies.map(({ name }) => name)).toEqual(["in-turn"])
      expect(rows[1]?.baseline.strategies.map(({ name }) => name)).toEqual(["one-window"])
      expect(rows[1]?.decomposition).toEqual([])
    })

    it("counts in the family of tests", () => {
      const rows = rowsOf(world)
      expect(rows.map(({ pHolm }) => pHolm)).toEqual(holm(rows.map(({ p }) => p)))
      expect(rows.every(({ p, pHolm }) => p !== null && pHolm !== null && pHolm >= p)).toBe(true)
    })
  })

  it("orders rows by task, then slot", () => {
    const arm = (id: string, task: string) =>
      team(
        counted(() => 1, 200),
        { id, task }
      )
    const rows = rowsOf({
      items: 5,
      tasks: ["sums", "lookup"],
      arms: [
        arm("b", "lookup"),
        arm("c", "sums"),
        pool(() => 2, { task: "lookup" }),
        arm("a", "sums"),
        pool(() => 2, { task: "sums" })
      ]
    })
    expect(rows.map(({ task, system }) => `${task} ${system}`)).toEqual(["sums c", "sums a", "lookup b"])
  })

  it("does not depend on the order of items", () => {
    const items = itemsOf(60)
    const shuffled = items.map((_, index) => items[(index * 37) % 60] as Item)
    const world = (order: ReadonlyArray<Item>): World => ({
      items: order,
      arms: [
        team((_, __, stream) => ({ answer: stream.next() < 0.6 ? "right" : "wrong", cost: 350 + stream.int(100) })),
        {
          id: "pool",
          seeds: 8,
          outcome: (_, __, stream) => ({
            answer: stream.next() < 0.5 ? "right" : `w${stream.int(3)}`,
            cost: 90 + stream.int(20)
          })
        },
        {
          id: "direct",
          seeds: 8,
          agents: [{ style: "direct" }],
          outcome: (_, __, stream) => ({ answer: stream.next() < 0.5 ? "right" : "wrong", cost: 60 })
        }
      ]
    })
    expect(rowsOf(world(shuffled))).toEqual(rowsOf(world(items)))
  })

  it("treats items of one group as one cluster", () => {
    const arms = [team((item) => ({ answer: position(item) % 4 < 3 ? "right" : "wrong", cost: 200 })), pool(() => 2)]
    const grouped = (size: number) =>
      onlyRow({ items: itemsOf(40).map((item, index) => ({ ...item, group: `g${Math.floor(index / size)}` })), arms })
    const own = onlyRow({ items: 40, arms })
    expect(grouped(1).interval).toEqual(own.interval)
    // Every group of four holds the same mix, so that groups hardly vary; in a group of ten the mix differs.
    expect(grouped(10).interval.lower).not.toBe(own.interval.lower)
    expect(grouped(40)).toMatchObject({ status: "not-estimable", gamma: null })
  })

  it("rescales scores to their range and reads graded scores of voted answers", () => {
    const row = onlyRow({
      items: 20,
      range: [0, 10],
      arms: [
        team(() => ({ answer: "good", score: 8, cost: 300 })),
        {
          id: "pool",
          seeds: 3,
          outcome: (_, seed) => ({ answer: seed < 2 ? "fair" : "poor", score: seed < 2 ? 6 : 1, cost: 100 })
        }
      ]
    })
    expect(row.phiM).toBeCloseTo(0.8, 12)
    // One run: (6 + 6 + 1)/30; the vote of three: fair, .6.
    expect(row.phiSInSample).toBeCloseTo(0.6, 12)
    expect(row.gammaInSample).toBeCloseTo(0.8 / 0.6, 12)
    expect(row.baseline.selected).toBe("self-consistency of 3 (pool)")
  })

  it("reports how well replies could be read and how often they were cut", () => {
    const row = onlyRow({
      items: 20,
      arms: [
        team((item) => ({ answer: position(item) < 15 ? "right" : null, cost: 200, cutOff: position(item) < 4 })),
        pool(() => 2)
      ]
    })
    // Two calls a trial; a trial without an answer has one that could not be read.
    expect(row.parseRate).toBe(35 / 40)
    expect(row.cutOffRate).toBe(4 / 20)
  })

  it("gives the same rows twice, and only finite numbers", () => {
    const world: World = {
      items: 30,
      arms: [
        team((_, __, stream) => ({ answer: stream.next() < 0.5 ? "right" : "wrong", cost: 700 })),
        pool(() => 2, { seeds: 10 })
      ]
    }
    const text = JSON.stringify(rowsOf(world), (_, value) => {
      if (typeof value === "number" && !Number.isFinite(value)) throw new Error(String(value))
      return value
    })
    expect(JSON.stringify(rowsOf(world))).toBe(text)
  })
})
