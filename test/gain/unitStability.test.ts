import { describe, expect, it } from "vitest"
import { estimatesFromLedger } from "../../src/gain/estimatesFromLedger.js"
import { policyCurves } from "../../src/gain/policyCurves.js"
import { samplesOf } from "../../src/gain/samplesOf.js"
import { repeatableUnits, unitNames, unitsOf } from "../../src/gain/Unit.js"
import { unitStability } from "../../src/gain/unitStability.js"
import type { CallSettled, TrialEnd } from "../../src/ledger/Event.js"
import type { At, Ledger } from "../../src/ledger/Ledger.js"
import { ledgerOf, type WorldArm } from "../fixtures/ledgerOf.js"

const position = (id: string): number => Number(id.slice(1))

/** The team is right on 85 % of the items; 8 of 12 samples of the single agent are right on every item. */
const arms: ReadonlyArray<WorldArm> = [
  {
    id: "team",
    role: "team",
    seeds: 1,
    agents: [{}, {}, {}],
    outcome: (item) => ({ answer: position(item.id) % 20 < 3 ? "wrong" : "right", cost: 100 })
  },
  {
    id: "pool",
    seeds: 12,
    outcome: (item, seed) => ({ answer: (seed * 5 + position(item.id)) % 12 < 8 ? "right" : "wrong", cost: 100 })
  }
]

const withUsage = (ledger: Ledger, usage: (trial: TrialEnd) => Partial<TrialEnd["usage"]>): Ledger => ({
  ...ledger,
  trials: ledger.trials.map((trial) => ({ ...trial, usage: { ...trial.usage, ...usage(trial) } }))
})

const world = (usage: (trial: TrialEnd) => Partial<TrialEnd["usage"]>): Ledger =>
  withUsage(ledgerOf({ items: 200, arms }), usage)

describe("unitStability", () => {
  // As many tokens as one sample, as many calls as twelve.
  const flipping = world(({ slot }) => ({ calls: slot === 0 ? 12 : 1 }))

  it("shows a verdict that flips, and what is not known", () => {
    const [row, ...rest] = unitStability(flipping)
    expect(rest).toEqual([])
    expect(row).toMatchObject({ system: "team", task: "task", comparison: "parity", stable: false })
    expect(row?.rows.map((one) => one.dimension)).toEqual(unitNames)
    const of = (name: string) => row?.rows.find((one) => one.dimension === name)
    // One sample is right on two thirds; the vote of twelve on all.
    expect(of("tokens")).toMatchObject({ verdict: "positive", team: 100, matched: true })
    expect(of("tokens")?.gamma).toBeCloseTo(0.85 / (2 / 3), 12)
    expect(of("calls")).toMatchObject({ verdict: "harmful", team: 12, matched: true })
    expect(of("calls")?.gamma).toBeCloseTo(0.85, 12)
    expect(of("cost")).toMatchObject({ gamma: null, lower: null, upper: null, verdict: "unmatched", team: null })
    expect(of("cost")?.reason).toContain("the cost of team, pool in cost is not known")
    expect(row?.holds).toEqual(["tokens", "promptTokens"])
    // No token was sampled by anybody, so that the vote of twelve is free there.
    expect(row?.flips).toEqual(["sampledTokens", "calls"])
    expect(row?.open).toEqual([])
    expect(row?.unknown).toEqual(["flops", "cost", "evaluatedTokens", "seconds", "criticalPath"])
  })

  it("puts the unit of the design first and is stable where all agree", () => {
    const rows = unitStability(
      world(({ slot }) => ({ calls: 3, sampledTokens: 100, cost: slot === 0 ? 0.01 : 0.01 })),
      repeatableUnits
    )
    expect(rows[0]?.rows.map((one) => one.dimension)).toEqual(repeatableUnits)
    expect(rows[0]?.stable).toBe(true)
    expect(rows[0]?.holds).toEqual(["tokens", "sampledTokens", "promptTokens", "calls", "cost"])
    expect(rows[0]?.unknown).toEqual(["flops"])
    const byCalls = unitStability(ledgerOf({ items: 40, arms, dimension: "calls" }), ["tokens", "calls"])
    expect(byCalls[0]?.rows.map((one) => one.dimension)).toEqual(["calls", "tokens"])
  })

  it("gives in the design's own unit exactly the report's row", () => {
    const [row] = estimatesFromLedger(flipping)
    const [unit] = unitStability(flipping, ["tokens"])
    expect(unit?.rows[0]).toMatchObject({
      gamma: row?.gamma,
      lower: row?.interval.lower,
      upper: row?.interval.upper,
      verdict: row?.verdict,
      status: row?.status
    })
  })
})

describe("units", () => {
  const withModels = (ledger: Ledger, sizes: Record<string, number | null>): Ledger => {
    const { design } = ledger.start
    const [base] = Object.values(design.models)
    if (base === undefined) throw new Error("no model")
    const models = Object.fromEntries(
      Object.entries(sizes).map(([alias, parameters]) => [alias, { ...base, parameters }])
    )
    return { ...ledger, start: { ...ledger.start, design: { ...design, models } } }
  }
  const trialOf = (ledger: Ledger): At<TrialEnd> => {
    const [trial] = ledger.trials
    if (trial === undefined) throw new Error("no trial")
    return trial
  }
  const callsOf = (trial: At<TrialEnd>, calls: ReadonlyArray<Partial<CallSettled>>): ReadonlyArray<At<CallSettled>> =>
    calls.map((call, index) => ({
      type: "call-settled",
      trial: trial.trial,
      slot: trial.slot,
      task: trial.task,
      item: trial.item,
      seed: trial.seed,
      call: `0.0.${index}`,
      agent: "agent-0",
      turn: "solve",
      model: "default",
      request: "",
      prompt: "",
      text: "",
      finish: "stop",
      parsed: true,
      usage: trial.usage,
      line: 1,
      ...call
    }))
  const usage = (seconds: number | null, tokens = 10) => ({
    promptTokens: tokens,
    sampledTokens: 0,
    evaluatedTokens: null,
    calls: 1,
    seconds,
    cost: null
  })
  const cost = (ledger: Ledger, name: "flops" | "criticalPath"): number | null => {
    const [unit] = unitsOf(ledger, [name])
    const [arm] = ledger.start.design.arms
    return unit?.costOf(trialOf(ledger), arm) ?? null
  }

  it("count FLOPs by model: 2 × parameters × tokens", () => {
    const one = ledgerOf({ items: 1, arms: arms.slice(0, 1) })
    expect(cost(withModels(one, { default: 1e6 }), "flops")).toBe(2 * 1e6 * 100)
    expect(cost(withModels(one, { default: null }), "flops")).toBeNull()
    const mixed = ledgerOf({
      items: 1,
      arms: [
        {
          id: "team",
          role: "team",
          seeds: 1,
          agents: [{ model: "big" }, { model: "small" }],
          outcome: () => ({ answer: "right", cost: 40 })
        }
      ]
    })
    const trial = trialOf(mixed)
    const calls = callsOf(trial, [
      { model: "big", usage: usage(1, 10) },
      { model: "small", usage: usage(1, 30) }
    ])
    expect(cost(withModels({ ...mixed, calls }, { big: 5e6, small: 1e6 }), "flops")).toBe(2 * (5e7 + 3e7))
    // A call that is not on record leaves the sum unknown.
    expect(cost(withModels({ ...mixed, calls: calls.slice(1) }, { big: 5e6, small: 1e6 }), "flops")).toBeNull()
  })

  it("follow the critical path: side by side within a step, one step after the other", () => {
    const ledger = withUsage(ledgerOf({ items: 1, arms: arms.slice(0, 1) }), () => ({ calls: 6 }))
    const calls = callsOf(trialOf(ledger), [
      { call: "0.0.0", agent: "a", turn: "solve", usage: usage(2) },
      { call: "0.1.1", agent: "b", turn: "direct", usage: usage(5) },
      { call: "1.1.2", agent: "b", turn: "criticise", usage: usage(1) },
      { call: "1.0.3", agent: "a", turn: "correct", usage: usage(3) },
      { call: "2.0.4", agent: "a", turn: "revise", usage: usage(4) },
      { call: "2.0.5", agent: "a", turn: "revise", usage: usage(2) }
    ])
    // max(2, 5) + 1 + 3 + (4 + 2).
    expect(cost({ ...ledger, calls }, "criticalPath")).toBe(15)
    expect(cost({ ...ledger, calls: calls.slice(1) }, "criticalPath")).toBeNull()
    const silent = calls.map((call, index) => (index === 2 ? { ...call, usage: usage(null) } : call))
    expect(cost({ ...ledger, calls: silent }, "criticalPath")).toBeNull()
  })

  it("let a vote last as long as its slowest sample: the mean over all choices", () => {
    const times = [7, 1, 4, 2]
    const ledger = ledgerOf({
      items: 1,
      arms: [{ id: "pool", seeds: 4, outcome: (_, seed) => ({ answer: "right", cost: times[seed] as number }) }]
    })
    const [samples] = samplesOf(ledger)
    if (samples === undefined) throw new Error("no arm")
    const costs = (sideBySide?: true) => [
      ...(policyCurves(samples, 1, sideBySide === undefined ? {} : { sideBySide })[0]?.items[0]?.costs ?? [])
    ]
    const slowest = (size: number): number => {
      const chosen = Array.from({ length: 16 }, (_, mask) => times.filter((_, index) => (mask >> index) % 2 === 1))
      const fitting = chosen.filter((some) => some.length === size)
      return fitting.reduce((sum, some) => sum + Math.max(...some), 0) / fitting.length
    }
    const found = costs(true)
    ;[1, 2, 3, 4].forEach((size, index) => {
      expect(found[index]).toBeCloseTo(slowest(size), 12)
    })
    expect(costs()).toEqual([3.5, 7, 10.5, 14])
  })
})
