import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { candidatesAt, envelopeScore, filledTo } from "../../src/gain/candidatesAt.js"
import { curveOn } from "../../src/gain/curveOn.js"
import { policyCurves } from "../../src/gain/policyCurves.js"
import { samplesOf } from "../../src/gain/samplesOf.js"
import { ledgerOf, type Outcome, type WorldArm } from "../fixtures/ledgerOf.js"

/** Means of all policies of one made-up arm. */
const meansOf = (arm: Omit<WorldArm, "id">, items = 6) => {
  const ledger = ledgerOf({ items, arms: [{ id: "pool", ...arm }] })
  const [samples] = samplesOf(ledger)
  if (samples === undefined) throw new Error("one arm was given")
  return policyCurves(samples, 1).map((curve) => curveOn(curve, [...samples.items.keys()]))
}

/** The first `right` of the samples are right. */
const first =
  (right: number, cost = 100) =>
  (_: unknown, seed: number): Outcome => ({ answer: seed < right ? "right" : "wrong", cost })

describe("candidatesAt", () => {
  it("reads linearly between two sizes and exactly at them", () => {
    const [means] = meansOf({ seeds: 4, outcome: first(3) })
    if (means === undefined) throw new Error("no curve")
    // RRRW: .75, .75, 1, 1
    expect([...means.scores]).toEqual([0.75, 0.75, 1, 1])
    expect([...means.costs]).toEqual([100, 200, 300, 400])
    const at = (budget: number) => candidatesAt([means], budget)
    expect(at(250).map(({ name, cost, score }) => [name, cost, score])).toEqual([
      ["pool", 100, 0.75],
      ["self-consistency of 2 (pool)", 200, 0.75],
      ["self-consistency of 2 or 3 (pool)", 250, 0.875],
      ["self-consistency of 1 or 3 (pool)", 250, 0.9375]
    ])
    expect(at(210).find(({ name }) => name.includes("2 or 3"))?.score).toBeCloseTo(0.775, 12)
    // Two votes are as good as one: at their cost, one or three is better.
    expect(at(200).at(-1)).toMatchObject({ name: "self-consistency of 1 or 3 (pool)", cost: 200, score: 0.875 })
    expect(at(300).map(({ cost }) => cost)).toEqual([100, 200, 300])
    expect(at(300 * (1 - 1e-12)).map(({ cost }) => cost)).toEqual([100, 200, 300])
    expect(at(99.9)).toEqual([])
  })

  it("never falls when there is more to spend, though the vote does", () => {
    // Two right of seven: the more votes, the worse.
    const means = meansOf({ seeds: 7, outcome: first(2) })
    const [vote] = means
    expect(vote?.scores[6]).toBeLessThan(vote?.scores[0] as number)
    expect(envelopeScore(candidatesAt(means, 700))).toBeCloseTo(2 / 7, 12)
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 6 }),
        fc.double({ min: 100, max: 1200, noNaN: true }),
        fc.double({ min: 0, max: 400, noNaN: true }),
        (rights, budget, more) => {
          const mixed = meansOf({
            seeds: 9,
            outcome: (item, seed) => ({
              answer: seed < (rights[Number(item.id.slice(1))] ?? 0) ? "right" : "wrong",
              cost: 100
            })
          })
          const low = envelopeScore(candidatesAt(mixed, budget)) ?? 0
          const high = envelopeScore(candidatesAt(mixed, budget + more)) ?? 0
          expect(high).toBeGreaterThanOrEqual(low - 1e-12)
        }
      ),
      { seed: 14, numRuns: 40 }
    )
  })

  it("chooses the sizes that compete by size and cost, never by score", () => {
    const names = (right: number) => {
      const [vote] = meansOf({ seeds: 64, outcome: first(right) }, 1)
      return vote === undefined ? [] : candidatesAt([vote], 5850).map(({ name }) => name)
    }
    const sizes = names(10).map((name) => name.match(/ of (.*) \(/u)?.[1] ?? "1")
    expect(sizes).toEqual([
      ...Array.from({ length: 12 }, (_, index) => String(index + 1)),
      ...["14", "17", "20", "23", "27", "32", "37", "43", "50", "58", "58 or 59", "57 or 59"]
    ])
    expect(names(50)).toEqual(names(10))
  })

  it("starts best-of-n at two and adaptive votes at five: one run is counted once", () => {
    const judged = meansOf({
      seeds: 3,
      protocol: { kind: "verify" },
      outcome: (_, seed) => ({ answer: seed === 0 ? "right" : "wrong", cost: 100, selection: seed === 0 ? 1 : 0 })
    })
    const best = candidatesAt(judged, 300)
    expect(best.map(({ name }) => name)).toEqual([
      "pool",
      "self-consistency of 2 (pool)",
      "best of 2 by own judgement (pool)",
      "self-consistency of 3 (pool)",
      "best of 3 by own judgement (pool)"
    ])
    expect(best.at(-1)?.score).toBe(1)
    const reasoned = candidatesAt(meansOf({ seeds: 6, outcome: first(6) }), 450).map(({ name }) => name)
    expect(reasoned).toContain("adaptive self-consistency of at most 5 (pool)")
    expect(reasoned.filter((name) => name === "pool")).toHaveLength(1)
    const direct = meansOf({ seeds: 6, agents: [{ style: "direct" }], outcome: first(6) })
    expect(direct.map(({ curve }) => curve.kind)).toEqual(["plurality"])
  })
})

describe("filledTo", () => {
  it("spends the whole budget or does not exist", () => {
    const [means] = meansOf({ seeds: 4, outcome: first(3) })
    const [greedy] = meansOf({ seeds: 1, agents: [{ temperature: 0 }], outcome: first(1) })
    if (means === undefined || greedy === undefined) throw new Error("no curve")
    expect(filledTo(means, 250)?.score).toBe(0.875)
    expect(filledTo(means, 400)?.score).toBe(1)
    expect(filledTo(means, 401)).toBeNull()
    expect(filledTo(means, 99)).toBeNull()
    expect(filledTo(greedy, 401)?.score).toBe(1)
  })
})
