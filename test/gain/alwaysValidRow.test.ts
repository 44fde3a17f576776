import { describe, expect, it } from "vitest"
import { stagesOf } from "../../src/design/Stopping.js"
import { alwaysValidRow, decided } from "../../src/gain/alwaysValidRow.js"
import { confidenceSequence } from "../../src/gain/confidenceSequence.js"
import { policyCurves } from "../../src/gain/policyCurves.js"
import { samplesOf } from "../../src/gain/samplesOf.js"
import { matchedUnit } from "../../src/gain/Unit.js"
import type { Ledger } from "../../src/ledger/Ledger.js"
import { ledgerOf, type WorldArm } from "../fixtures/ledgerOf.js"

const rule = { pilot: 20, every: 30, until: ["positive", "harmful"] } as const
const number = (id: string) => Number(id.slice(1))
const chance =
  (id: string, of: number): WorldArm["outcome"] =>
  (_, __, stream) => ({
    answer: stream.next() < of ? "right" : `wrong ${id}`,
    cost: 100
  })
const rowOf = (ledger: Ledger, items: number) => {
  const { design } = ledger.start
  const unit = matchedUnit(design)
  const [team, ...singles] = samplesOf(ledger)
  if (team === undefined) throw new Error("no team")
  const { pilot, blocks } = stagesOf(design.seed, design.tasks[0], rule)
  const done = blocks.flat().slice(0, items)
  const curves = singles.flatMap((arm) => policyCurves(arm, design.seed))
  const row = { design, comparison: "parity" as const, unit, team, singles, curves, rates: new Map(), ended: true }
  const spared = blocks.flat().length - items
  return { estimate: alwaysValidRow(row, { rule, pilot, done, spared, looks: 1, stopped: true }), pilot, done }
}
const scoresOf = (ledger: Ledger, slot: number, items: ReadonlyArray<{ readonly id: string }>) =>
  items.map(({ id }) => ledger.trials.find((trial) => trial.slot === slot && trial.item === id)?.score ?? 0)

describe("alwaysValidRow", () => {
  const ledger = ledgerOf({
    seed: 5,
    items: 170,
    arms: [
      { id: "team", role: "team", seeds: 1, agents: [{}, {}], outcome: chance("t", 0.9) },
      { id: "good", seeds: 1, mostSeeds: 1, agents: [{ temperature: 0 }], outcome: chance("a", 0.5) },
      { id: "poor", seeds: 1, mostSeeds: 1, agents: [{ temperature: 0 }], outcome: chance("b", 0.3) }
    ]
  })
  const { estimate, pilot, done } = rowOf(ledger, 150)

  it("is the sequence against the policy chosen in the pilot above, and against all of them below", () => {
    const mean = (slot: number) => scoresOf(ledger, slot, pilot).reduce((sum, score) => sum + score, 0)
    const best = mean(1) >= mean(2) ? 1 : 2
    const team = scoresOf(ledger, 0, done)
    const against = [1, 2].map((slot) => confidenceSequence({ team, single: scoresOf(ledger, slot, done) }))
    expect(estimate.baseline.selected).toBe(best === 1 ? "good" : "poor")
    expect(estimate.interval.upper).toBe(against[best - 1]?.upper)
    expect(estimate.interval.lower).toBe(Math.min(...against.map(({ lower }) => lower)))
    expect(estimate.stopping?.logE).toBe(Math.min(...against.map(({ logE }) => logE)))
    expect(estimate.verdict).toBe("positive")
    expect((estimate.p ?? 1) < 0.05).toBe((estimate.interval.lower ?? 0) > 1)
    expect(decided(estimate, rule)).toBe(true)
    expect(estimate.stopping).toMatchObject({ early: false, pilot: 20, items: 150, spared: 0 })
  })

  it("does not hang on the items of the pilot once policies are chosen", () => {
    const ids = new Set(pilot.map(({ id }) => id))
    const other = {
      ...ledger,
      trials: ledger.trials.map((trial) => (ids.has(trial.item) && trial.slot === 0 ? { ...trial, score: 0 } : trial))
    }
    expect(rowOf(other, 150).estimate.interval).toEqual(estimate.interval)
  })

  it("never says positive where the team came to spend more than in the pilot", () => {
    const ids = new Set(pilot.map(({ id }) => id))
    const dearer = {
      ...ledger,
      trials: ledger.trials.map((trial) =>
        trial.slot === 0 && !ids.has(trial.item) ? { ...trial, usage: { ...trial.usage, promptTokens: 110 } } : trial
      )
    }
    expect(rowOf(dearer, 150).estimate).toMatchObject({
      verdict: "unmatched",
      interval: { lower: null },
      budget: { matched: false, reason: expect.stringMatching(/pilot/u) }
    })
  })

  it("never says positive where the single agent's curve ends below the budget", () => {
    const short = ledgerOf({
      seed: 6,
      items: 120,
      arms: [
        {
          id: "team",
          role: "team",
          seeds: 1,
          agents: [{}, {}],
          outcome: (item) => ({ answer: number(item.id) % 9 ? "right" : "no", cost: 900 })
        },
        { id: "pool", seeds: 3, agents: [{ style: "direct" }], outcome: chance("c", 0.3) }
      ]
    })
    expect(rowOf(short, 100).estimate).toMatchObject({ verdict: "unmatched", interval: { lower: null } })
  })

  it("has a reason before the first look and where the pilot came to nothing", () => {
    expect(rowOf(ledger, 0).estimate).toMatchObject({
      status: "not-estimable",
      reason: expect.stringMatching(/looked at/u)
    })
    const lost = { ...ledger, trials: ledger.trials.filter(({ item }) => !pilot.some(({ id }) => id === item)) }
    expect(rowOf(lost, 150).estimate).toMatchObject({
      status: "not-estimable",
      reason: expect.stringMatching(/pilot/u)
    })
  })

  it("counts items whose trials are missing", () => {
    const first = done[0]?.id
    const holed = { ...ledger, trials: ledger.trials.filter(({ item, slot }) => item !== first || slot !== 0) }
    const { estimate: found } = rowOf(holed, 150)
    expect(found).toMatchObject({ missing: 1, items: 149, missingBounds: { lower: expect.any(Number) } })
  })
})
