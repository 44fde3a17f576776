import { describe, expect, it } from "vitest"
import { attribute } from "../../src/attribution/attribute.js"
import type { AttributionOptions, Cell, CellData } from "../../src/attribution/CellData.js"
import { exactCells, factorialWorld, levelsOf, onOff } from "../fixtures/factorialWorld.js"

const items = 300
/** Right on the items `from` to `to`. */
const right = (from: number, to: number) =>
  Array.from({ length: items }, (_, item) => [item >= from && item < to ? 1 : 0])

type Scores = Cell["scores"]
const one = (off: Scores, on: Scores, gamma?: Cell["gamma"], options?: AttributionOptions) =>
  attribute(
    {
      factors: onOff(1),
      cells: [
        { levels: { A: "off" }, scores: off },
        { levels: { A: "on" }, scores: on, ...(gamma === undefined ? {} : { gamma }) }
      ]
    },
    options
  ).factors[0]

describe("the class of a factor", () => {
  const weak = right(0, 120)
  const strong = right(0, 180)
  it("is I when it raises the score in a system that has a gain", () => {
    const factor = one(weak, strong, { lower: 1.1, upper: 1.6 })
    expect([factor?.class, factor?.verdict]).toEqual(["I", "positive"])
    expect(factor?.reason).toBe(
      "A raises the score: ratio 1.50 (95 % 1.35 to 1.66), p < .001, and the system with it beats the single agent (Γ above 1.10)."
    )
  })
  it("is open without Γ of the system, or where Γ is not shown above 1", () => {
    const unknown = one(weak, strong)
    expect([unknown?.class, unknown?.verdict]).toEqual(["unclassified", "positive"])
    expect(unknown?.reason).toMatch(/Γ of the system with it was not given/u)
    const open = one(weak, strong, { lower: 0.95, upper: 1.3 })
    expect(open?.class).toBe("unclassified")
    expect(open?.reason).toMatch(/not shown to beat the single agent/u)
    expect(one(weak, strong, { lower: null, upper: null })?.class).toBe("unclassified")
  })
  it("is II when it does harm, or a relevant gain is ruled out", () => {
    const harmful = one(strong, weak, { lower: 1.2, upper: 1.5 })
    expect([harmful?.class, harmful?.verdict]).toEqual(["II", "harmful"])
    const nothing = one(right(0, 200), [...right(2, 201)])
    expect([nothing?.class, nothing?.verdict]).toEqual(["II", "no-relevant-gain"])
    expect(nothing?.reason).toMatch(/^A gain of 1.05 or more through A is ruled out/u)
    const small = one(right(0, 150), right(0, 156), undefined, { relevance: 1.2 })
    expect([small?.class, small?.verdict]).toEqual(["II", "positive-below-relevance"])
    expect(small?.reason).toMatch(/helps, but by less than matters/u)
  })
  it("is open when nothing is shown: never called without effect", () => {
    const factor = one(right(0, 150), right(140, 300))
    expect([factor?.class, factor?.verdict]).toEqual(["unclassified", "inconclusive"])
    expect(factor?.reason).toMatch(/neither a gain nor the absence of one/u)
  })
  it("is open when a gain is shown but not whether it matters", () => {
    // 155 against 150: shown above 1, shown below 1.05 only without Holm; family of one, so use a wider relevance band.
    const factor = one(right(0, 150), right(0, 156), { lower: 1.1, upper: 2 }, { relevance: 1.066 })
    expect(factor?.verdict).toBe("positive")
    expect(factor?.class).toBe("I")
  })
  it("follows the declared contrast", () => {
    const data = factorialWorld({ seed: 6, count: 2, items: 4000, phi: (subset) => (subset ? 0.6 : 0.4) })
    const cells = data.cells.map((cell) => ({ ...cell, gamma: { lower: 1.1, upper: 1.4 } }))
    const run = (contrast: NonNullable<AttributionOptions["contrast"]>) =>
      attribute({ ...data, cells }, { contrast }).factors
    const classes = (contrast: NonNullable<AttributionOptions["contrast"]>) =>
      run(contrast).map((factor) => factor.class)
    expect(classes("from-base")).toEqual(["I", "I"])
    expect(classes("main")).toEqual(["I", "I"])
    expect(classes("shapley")).toEqual(["I", "I"])
    // An ablation puts aside both of a redundant pair, with a warning.
    expect(classes("from-full")).toEqual(["II", "II"])
    expect(run("from-full")[0]?.reason).toMatch(/raises the score: do not remove it together with others\.$/u)
  })
  it("asks for the gain of the system that the contrast is about", () => {
    const run = (contrast: NonNullable<AttributionOptions["contrast"]>, known: number) => {
      const data = factorialWorld({
        seed: 7,
        count: 2,
        items: 2000,
        phi: (subset) => 0.3 + 0.15 * (subset & 1) + 0.1 * (subset >> 1)
      })
      const cells = data.cells.map((cell, subset) =>
        subset === known ? { ...cell, gamma: { lower: 1.1, upper: 2 } } : cell
      )
      return attribute({ ...data, cells }, { contrast }).factors[0]?.class
    }
    expect([run("from-full", 3), run("from-full", 1)]).toEqual(["I", "unclassified"])
    expect([run("from-base", 1), run("from-base", 3)]).toEqual(["I", "unclassified"])
    expect([run("main", 3), run("shapley", 3), run("main", 1)]).toEqual(["I", "I", "unclassified"])
  })
  it("is judged after Holm over all factors", () => {
    // Alone p = .03; among six factors it is not shown.
    const factors = onOff(6)
    const base = right(0, 150)
    const full = right(0, 150)
    const cells = [
      { levels: levelsOf(factors, 63), scores: full },
      ...factors.map((_, factor) => ({
        levels: levelsOf(factors, 63 ^ (1 << factor)),
        scores: factor === 0 ? [...right(0, 143)].map((row, item) => (item === 299 ? [1] : row)) : base
      }))
    ]
    const { factors: found } = attribute({ factors, cells })
    const [first] = found
    expect(first?.fromFull.p).toBeGreaterThan(0.01)
    expect(first?.fromFull.p).toBeLessThan(0.05)
    expect(first?.fromFull.pHolm).toBeGreaterThan(0.05)
    expect(first?.class).toBe("unclassified")
    expect(first?.reason).toMatch(/alone \(p = \.0\d\d\) but not after Holm over 6/u)
  })
})

describe("where too few items tell", () => {
  it("identical cells keep an interval with a width, and a dead factor is found with enough items", () => {
    const same = one(right(0, 200), right(0, 200))
    expect(same?.fromFull).toMatchObject({ estimate: 0, method: "smoothed" })
    expect(same?.fromFull.ratio.lower).toBeLessThan(1)
    expect(same?.fromFull.ratio.upper).toBeGreaterThan(1)
    expect([same?.class, same?.verdict]).toEqual(["II", "no-relevant-gain"])
    const few = attribute({
      factors: onOff(1),
      cells: [0, 1].map((subset) => ({
        levels: levelsOf(onOff(1), subset),
        scores: Array.from({ length: 12 }, (_, item) => [item < 6 ? 1 : 0])
      }))
    })
    expect(few.factors[0]?.class).toBe("unclassified")
    expect(few.notes[0]).toMatch(/^few items: 12/u)
  })
  it("a score of 0 has no logarithm: the linear scale takes its place and says so", () => {
    const { factors, notes, efficiency } = attribute({
      factors: onOff(2),
      cells: [0, 1, 2, 3].map((subset) => ({
        levels: levelsOf(onOff(2), subset),
        scores: right(0, 50 * subset),
        gamma: { lower: 1.2, upper: 2 }
      }))
    })
    const [a, b] = factors
    expect(a?.fromBase).toMatchObject({ scale: "linear", ratio: { value: null, lower: null, upper: null } })
    expect(a?.fromBase.reason).toBe(
      "not estimable on the log scale, so on the linear one: the score is 0 in cell A=off, B=off"
    )
    expect(a?.fromFull).toMatchObject({ scale: "log", ratio: { value: expect.closeTo(1.5, 12) } })
    expect(b?.shapley.scale).toBe("linear")
    expect(efficiency).toMatchObject({ scale: "linear", holds: true, total: 0.5 })
    expect(notes.some((note) => /linear scale, since a score of 0/u.test(note))).toBe(true)
    // A factor without which nothing works at all is a driver: judged on the smoothed ratio.
    const vital = one(right(0, 0), right(0, 150), { lower: 1.2, upper: 2 })
    expect([vital?.class, vital?.fromFull.scale]).toEqual(["I", "linear"])
    expect(one(right(0, 0), right(0, 0))?.verdict).toBe("not-estimable")
  })
  it("averages over a cell with fewer than 5 successes do not carry a class", () => {
    const data = (low: number): CellData => ({
      factors: onOff(2),
      cells: [0, 1, 2, 3].map((subset) => ({
        levels: levelsOf(onOff(2), subset),
        scores: right(0, subset === 0 ? low : 60 + 40 * subset),
        gamma: { lower: 1.2, upper: 2 }
      }))
    })
    expect(attribute(data(3), { contrast: "main" }).factors[0]?.reason).toMatch(/fewer than 5 successes/u)
    expect(attribute(data(3), { contrast: "main" }).factors[0]?.class).toBe("unclassified")
    expect(attribute(data(50), { contrast: "main" }).factors[0]?.class).toBe("I")
  })
  it("one item has effects but no intervals", () => {
    const { factors, clusters } = attribute({
      factors: onOff(1),
      cells: [0, 1].map((subset) => ({ levels: levelsOf(onOff(1), subset), scores: [[0.4 + 0.2 * subset]] }))
    })
    expect(clusters).toBe(1)
    expect(factors[0]?.fromFull).toMatchObject({
      error: null,
      lower: null,
      p: null,
      ratio: { value: expect.closeTo(1.5) }
    })
    expect(factors[0]?.fromFull.reason).toBe("requires at least 2 independent items, got 1")
    expect(factors[0]?.verdict).toBe("not-estimable")
  })
})

describe("scales", () => {
  it("that disagree about the direction are flagged", () => {
    // Halves where the score is low, and adds a third where it is high: log −.41 on average, linear +.02.
    const phi = (subset: number) => [0.2, 0.1, 0.6, 0.8][subset] as number
    const { factors } = attribute(exactCells(2, phi))
    expect(factors[0]?.main.estimate).toBeCloseTo((Math.log(0.5) + Math.log(0.8 / 0.6)) / 2, 12)
    expect(factors[0]?.main.other?.estimate).toBeCloseTo(0.05, 12)
    expect(factors[0]?.scaleFlag).toMatch(/^log and linear scale disagree about the direction on average/u)
    expect(factors[1]?.scaleFlag).toBeNull()
    // Asked for the linear scale, the classes still speak of ratios.
    const linear = attribute(exactCells(2, phi), { scale: "linear" }).factors[0]
    expect(linear?.main.estimate).toBeCloseTo(0.05, 12)
    expect(linear?.main.ratio.value).toBeCloseTo(Math.sqrt(0.5 * (0.8 / 0.6)), 12)
  })
  it("take the single agent of each cell's own budget into account", () => {
    const single = (score: number) => ({
      scores: Array.from({ length: items }, (_, item) => (item % 10 < score ? 1 : 0))
    })
    const cell = (subset: number, to: number, baseline: number): Cell => ({
      levels: levelsOf(onOff(1), subset),
      scores: right(0, to),
      baseline: single(baseline)
    })
    const { factors, notes } = attribute({ factors: onOff(1), cells: [cell(0, 120, 3), cell(1, 180, 5)] })
    // Γ: .4/.3 without, .6/.5 with.
    expect(factors[0]?.fromFull.ratio.value).toBeCloseTo(1.2 / (0.4 / 0.3), 12)
    expect(factors[0]?.fromFull.other?.estimate).toBeCloseTo(0.1 - 0.1, 12)
    expect(notes.join()).toMatch(/baselines of their own/u)
    const equal = attribute({ factors: onOff(1), cells: [cell(0, 120, 4), cell(1, 180, 4)] }).factors[0]?.fromFull
    const without = one(right(0, 120), right(0, 180))?.fromFull
    // Baselines of their own make the effect less sure: u_i = y_1/.6 − s_1/.5 − y_0/.4 + s_0/.3 by hand.
    const influences = Array.from({ length: items }, (_, item) => {
      const [on, off] = [item < 180 ? 1 : 0, item < 120 ? 1 : 0]
      return on / 0.6 - (item % 10 < 5 ? 1 : 0) / 0.5 - off / 0.4 + (item % 10 < 3 ? 1 : 0) / 0.3
    })
    const squares = influences.reduce((sum, one) => sum + one * one, 0)
    expect(factors[0]?.fromFull.error).toBeCloseTo(Math.sqrt(squares / (items * (items - 1))), 12)
    // Equal baselines cancel.
    expect(equal?.estimate).toBeCloseTo(without?.estimate as number, 12)
    expect(equal?.error).toBeCloseTo(without?.error as number, 12)
  })
})

describe("the effect on cost", () => {
  const cost = (mean: number) => Array.from({ length: items }, (_, item) => mean + (item % 2 ? 10 : -10))
  it("is a difference and a ratio", () => {
    const { factors } = attribute({
      factors: onOff(1),
      cells: [
        { levels: { A: "off" }, scores: right(0, 100), cost: cost(100) },
        { levels: { A: "on" }, scores: right(0, 120), cost: cost(250).toReversed() }
      ]
    })
    const found = factors[0]?.cost
    expect(found?.difference).toBeCloseTo(150, 10)
    expect(found?.ratio.value).toBeCloseTo(2.5, 12)
    // Items differ by ±20 between the cells: sd 20·√(n/(n−1)), t quantile at 299 degrees.
    expect((found?.upper as number) - 150).toBeCloseTo((1.967929669 * 20) / Math.sqrt(items - 1), 6)
  })
  it("is not known where a cell's cost is not", () => {
    const { factors } = attribute({
      factors: onOff(1),
      cells: [
        { levels: { A: "off" }, scores: right(0, 100), cost: null },
        { levels: { A: "on" }, scores: right(0, 120), cost: cost(250) }
      ]
    })
    expect(factors[0]?.cost).toMatchObject({ difference: null, reason: "the cost of cell A=off is not known" })
  })
})
