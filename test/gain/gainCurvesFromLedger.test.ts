import { describe, expect, it } from "vitest"
import { estimateGain } from "../../src/gain/estimateGain.js"
import { estimatesFromLedger } from "../../src/gain/estimatesFromLedger.js"
import { gainCurvesFromLedger } from "../../src/gain/gainCurvesFromLedger.js"
import type { Ledger } from "../../src/ledger/Ledger.js"
import { ledgerOf, type World } from "../fixtures/ledgerOf.js"

const position = (id: string): number => Number(id.slice(1))
const n = 60

/** The team is right on 80 % at the end, at 300; the pool's vote of 1, 3, 5 is right on more and more items. */
const base: World = {
  items: n,
  arms: [
    {
      id: "team",
      role: "team",
      seeds: 1,
      agents: [{}, {}, {}],
      protocol: { kind: "debate", rounds: 2 },
      outcome: (item) => ({ answer: position(item.id) % 5 === 0 ? "wrong" : "right", cost: 300 })
    },
    {
      id: "pool",
      seeds: 6,
      outcome: (item, seed) => ({ answer: seed < (position(item.id) % 3 === 0 ? 2 : 5) ? "right" : "wrong", cost: 100 })
    }
  ]
}

/** Rounds of the team: what it held at 100 and at 200 tokens; items divisible by 4 stop after the first round. */
const withRounds = (ledger: Ledger, best = 1): Ledger => {
  const usage = (tokens: number) => ({
    promptTokens: tokens,
    sampledTokens: 0,
    evaluatedTokens: null,
    calls: 1,
    seconds: null,
    cost: null
  })
  const held = (score: number, tokens: number) => ({ answers: [], answer: null, score, usage: usage(tokens) })
  return {
    ...ledger,
    trials: ledger.trials.map((trial) => {
      if (trial.slot !== 0) return trial
      const item = position(trial.item)
      if (item % 4 === 0) return { ...trial, usage: usage(100), rounds: [held(trial.score, 100)] }
      return {
        ...trial,
        rounds: [held(best * (item % 2), 100), held(item % 3 === 0 ? 0 : best, 200), held(trial.score, 300)]
      }
    })
  }
}

const finalScore = (item: number) => (item % 5 === 0 ? 0 : 1)
const ids = Array.from({ length: n }, (_, item) => item)

describe("gainCurvesFromLedger", () => {
  const ledger = withRounds(ledgerOf(base))
  const [curve, ...rest] = gainCurvesFromLedger(ledger)

  it("reads what the team held after each round, trials that stopped early included", () => {
    expect(rest).toEqual([])
    expect(curve).toMatchObject({ system: "team", task: "task", comparison: "parity", source: "anytime", items: n })
    // A quarter of the items cost 100 throughout.
    expect(curve?.points.map((point) => point.budget)).toEqual([100, 175, 250].map((cost) => expect.closeTo(cost, 9)))
    expect(curve?.points.map((point) => point.rounds)).toEqual([1, 2, 3])
    const share = (score: (item: number) => number) =>
      ids.reduce((sum, item) => sum + (item % 4 === 0 ? finalScore(item) : score(item)), 0) / n
    const expected = [share((item) => item % 2), share((item) => (item % 3 === 0 ? 0 : 1)), share(finalScore)]
    curve?.points.forEach((point, index) => {
      expect(point.phiM).toBeCloseTo(expected[index] as number, 12)
    })
  })

  it("ends at the Γ of the report's row", () => {
    const [row] = estimatesFromLedger(ledger)
    expect(curve?.points.at(-1)).toMatchObject({
      gamma: row?.gamma,
      lower: row?.interval.lower,
      upper: row?.interval.upper,
      verdict: row?.verdict
    })
  })

  it("meets at each budget only what the single agent can afford there", () => {
    // At 100 one sample: right with chance 1/3 on a third of the items, 5/6 on the others.
    const single = ids.map((item) => [item % 3 === 0 ? 1 / 3 : 5 / 6])
    const team = ids.map((item) => [item % 4 === 0 ? finalScore(item) : item % 2])
    const clusters = ids.map((item) => `item i${String(item).padStart(3, "0")}`)
    const alone = estimateGain({ team, singles: [single], clusters })
    expect(curve?.points[0]?.gamma).toBeCloseTo(alone.gamma as number, 12)
    expect(curve?.points[0]?.lower).toBeCloseTo(alone.interval.lower as number, 12)
    expect(curve?.points[0]?.tooDear).toEqual([])
  })

  it("reads budgets between two rounds as a mixture, and refuses those beyond", () => {
    const [between] = gainCurvesFromLedger(ledger, { budgets: [400, 137.5, 50, 175] })
    expect(between?.points.map((point) => [point.budget, point.rounds])).toEqual([
      [50, null],
      [137.5, null],
      [expect.closeTo(175, 9), 2],
      [400, null]
    ])
    const [first, second] = curve?.points ?? []
    expect(between?.points[1]?.phiM).toBeCloseTo(((first?.phiM ?? 0) + (second?.phiM ?? 0)) / 2, 12)
    expect(between?.points[0]).toMatchObject({ status: "not-estimable", gamma: null })
    expect(between?.points[0]?.reason).toBe("the team's first round costs 100")
    expect(between?.points[3]?.reason).toBe("the team's last round ends at 250")
    expect(between?.dominance).toBe(false)
  })

  it("says how much the single agent would need for the same score", () => {
    const [lone] = gainCurvesFromLedger(
      ledgerOf({
        items: n,
        arms: [
          {
            ...(base.arms[0] as World["arms"][number]),
            outcome: (item) => ({ answer: position(item.id) % 2 ? "right" : "wrong", cost: 300 })
          },
          { id: "slow", seeds: 5, outcome: (_, seed) => ({ answer: seed < 2 ? "right" : "wrong", cost: 100 }) },
          {
            id: "even",
            seeds: 1,
            agents: [{ temperature: 0 }],
            outcome: (item) => ({ answer: position(item.id) % 2 ? "right" : "wrong", cost: 450 })
          }
        ]
      })
    )
    // .5 is out of reach of a vote that falls from .4, and greedy decoding has it at 450.
    expect(lone?.points[0]?.equivalent).toEqual({ lambda: 1.5 })
    expect(lone?.points[0]?.tooDear).toEqual(["even"])
    const best = ledgerOf({
      items: n,
      arms: [
        { ...(base.arms[0] as World["arms"][number]), outcome: () => ({ answer: "right", cost: 300 }) },
        { id: "slow", seeds: 5, outcome: (_, seed) => ({ answer: seed < 2 ? "right" : "wrong", cost: 100 }) }
      ]
    })
    expect(gainCurvesFromLedger(best)[0]?.points[0]?.equivalent).toEqual({ lambda: null, above: 5 / 3 })
  })

  it("keeps the score's range, and says why there is nothing to read", () => {
    const graded = base.arms.map((arm): (typeof base.arms)[number] => ({
      ...arm,
      outcome: (item, seed, stream) => {
        const outcome = arm.outcome(item, seed, stream)
        return outcome === "missing" ? outcome : { ...outcome, score: outcome.answer === "right" ? 10 : 0 }
      }
    }))
    const [same] = gainCurvesFromLedger(withRounds(ledgerOf({ ...base, arms: graded, range: [0, 10] }), 10))
    expect(same?.points).toEqual(curve?.points)
    const { points, reason } = gainCurvesFromLedger(
      ledgerOf({ ...base, arms: base.arms.map((arm) => ({ ...arm, outcome: () => "missing" as const })) })
    )[0] ?? { points: null, reason: null }
    expect(points).toEqual([])
    expect(reason).toBe("no item has all its trials with known costs")
    expect(gainCurvesFromLedger(ledgerOf({ items: 3, arms: base.arms.slice(0, 1) }))).toEqual([])
  })

  it("gives no lower limit where the single agent's samples do not reach", () => {
    const short = ledgerOf({
      items: n,
      arms: base.arms.map((arm) => (arm.id === "pool" ? { ...arm, seeds: 2 } : arm))
    })
    const [found] = gainCurvesFromLedger(short)
    expect(found?.points[0]).toMatchObject({ lower: null, band: { lower: null } })
    expect(found?.points[0]?.reason).toBe("Γ has only an upper limit: a curve of the single agent ends at 200 tokens")
  })
})
