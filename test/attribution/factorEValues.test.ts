import { describe, expect, it } from "vitest"
import { attribute } from "../../src/attribution/attribute.js"
import { factorEValues } from "../../src/attribution/factorEValues.js"
import { confidenceSequence } from "../../src/gain/confidenceSequence.js"
import { deriveSeed } from "../../src/stats/deriveSeed.js"
import { factorialWorld } from "../fixtures/factorialWorld.js"

/** Three factors of which the first multiplies the score by 1.6; the others do nothing. */
const world = (seed: number, items: number, effect = 1.6) =>
  factorialWorld({ seed, count: 3, items, phi: (subset) => 0.4 * (subset & 1 ? effect : 1) })

describe("factorEValues", () => {
  it("is the confidence sequence of the two configurations that the contrast compares", () => {
    const data = world(1, 80)
    const means = (on: ReadonlyArray<string>) => {
      const cell = data.cells.find(({ levels }) =>
        data.factors.every(({ id, nullLevel }) => (levels[id] !== nullLevel) === on.includes(id))
      )
      return cell?.scores.map(([score = 0]) => score) ?? []
    }
    const ids = data.factors.map(({ id }) => id)
    const [first = ""] = ids
    const found = factorEValues(data)
    const expected = confidenceSequence({ team: means(ids), single: means(ids.filter((id) => id !== first)) })
    expect(found.map(({ factor }) => factor)).toEqual(ids)
    expect(found[0]).toMatchObject({ eValue: expected.eValue, lower: expected.lower, upper: expected.upper })
    const base = confidenceSequence({ team: means([first]), single: means([]) })
    expect(factorEValues(data, { contrast: "from-base" })[0]?.eValue).toBe(base.eValue)
  })

  it("has the ratio of the main effect on the linear scale", () => {
    const data = world(2, 200)
    const [main] = factorEValues(data, { contrast: "main" })
    const [cell] = attribute(data, { scale: "linear", contrast: "main" }).factors
    const difference = cell?.main.estimate ?? Number.NaN
    const all = data.cells.flatMap(({ scores }) => scores.flat())
    const centre = all.reduce((sum, score) => sum + score, 0) / all.length
    expect(main?.ratio).toBeCloseTo((centre + difference / 2) / (centre - difference / 2), 9)
  })

  it("discovers what is there, and keeps the share of false discoveries at any time", () => {
    let wrong = 0
    let found = 0
    const runs = 60
    for (let run = 0; run < runs; run++) {
      const data = world(deriveSeed(5, run), 160)
      // Looked at after a number of items that the data choose: as soon as anything is discovered.
      const looks = [40, 80, 120, 160].map((until) =>
        factorEValues(
          { ...data, cells: data.cells.map((cell) => ({ ...cell, scores: cell.scores.slice(0, until) })) },
          { contrast: "main", alpha: 0.1 }
        )
      )
      const stop = looks.find((look) => look.some(({ discovered }) => discovered)) ?? looks[3] ?? []
      const all = stop.filter(({ discovered }) => discovered).length
      if (stop[0]?.discovered) found++
      wrong += all === 0 ? 0 : stop.slice(1).filter(({ discovered }) => discovered).length / all
    }
    expect(found / runs).toBeGreaterThan(0.8)
    // The mean of 60 shares, each of expectation at most .1, exceeds .18 with a chance below .02.
    expect(wrong / runs).toBeLessThan(0.18)
  })

  it("says why there is none", () => {
    const data = world(3, 20)
    const half = { ...data, cells: data.cells.filter((_, cell) => cell !== 7) }
    expect(factorEValues(half)[0]).toMatchObject({ eValue: null, reason: expect.stringMatching(/not run/u) })
    expect(factorEValues(half, { contrast: "main" })[0]?.reason).toMatch(/balanced/u)
    expect(factorEValues({ ...data, clusters: data.cells[0]?.scores.map(() => "a") ?? [] })[0]?.reason).toMatch(
      /clustered/u
    )
    const priced = data.cells.map((cell) => ({ ...cell, baseline: { scores: cell.scores.map(() => 0.5) } }))
    expect(factorEValues({ ...data, cells: priced })[0]?.reason).toMatch(/budgets/u)
    expect(() => factorEValues(data, { alpha: 0 })).toThrow(/lpha/u)
  })
})
