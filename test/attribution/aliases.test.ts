import { describe, expect, it } from "vitest"
import { attribute } from "../../src/attribution/attribute.js"
import type { CellData } from "../../src/attribution/CellData.js"
import { addOneIn, leaveOneOut } from "../../src/design/plans/ablations.js"
import { dOptimal } from "../../src/design/plans/dOptimal.js"
import { foldover } from "../../src/design/plans/foldover.js"
import { fractionalFactorial } from "../../src/design/plans/fractionalFactorial.js"
import { plackettBurman } from "../../src/design/plans/plackettBurman.js"
import type { RunTable } from "../../src/design/plans/RunTable.js"
import { createStream } from "../../src/stats/createStream.js"
import { exactCells, onOff } from "../fixtures/factorialWorld.js"

const draw = (seed: number, count: number): ((subset: number) => number) => {
  const stream = createStream(seed)
  const values = Array.from({ length: 2 ** count }, () => 0.2 + 0.6 * stream.next())
  return (subset) => values[subset] as number
}

/** Cells of a plan, whose values are a function of the subset of factors that are on. */
const cellsOf = (table: RunTable, value: (subset: number) => number): CellData => ({
  factors: table.factors,
  cells: table.rows.map((levels, row) => {
    const subset = table.factors.reduce((all, { id }, factor) => all + (levels[id] === "on" ? 2 ** factor : 0), 0)
    // Items differ by cell, so that effects have standard errors.
    const apart = 0.02 + 0.06 * ((row * 7) % 10) * 0.1
    return { levels, scores: [[value(subset) * (1 - apart)], [value(subset) * (1 + apart)]] }
  })
})

/** Twice the Walsh coefficient: the effect as a difference of the means of two halves. */
const halves = (value: (subset: number) => number, count: number, effect: number): number => {
  const odd = (bits: number): number => (bits === 0 ? 0 : (bits & 1) ^ odd(bits >> 1))
  let sum = 0
  for (let subset = 0; subset < 2 ** count; subset++) sum += (odd(effect & ~subset) ? -1 : 1) * value(subset)
  return sum / 2 ** (count - 1)
}

describe("a half fraction", () => {
  const count = 4
  const value = draw(3, count)
  const table = fractionalFactorial(onOff(count), { runs: 8 })
  const result = attribute(cellsOf(table, value), { scale: "linear" })

  it("estimates each effect plus its alias, exactly", () => {
    // D = ABC, so A goes with BCD, and AB with CD.
    const expected = [0b0001, 0b0010, 0b0100, 0b1000].map(
      (bit) => halves(value, count, bit) + halves(value, count, 15 ^ bit)
    )
    result.factors.forEach(({ main }, factor) => {
      expect(main.estimate).toBeCloseTo(expected[factor] as number, 12)
    })
    expect(result.factors[0]?.main.aliasedWith).toEqual([{ effect: "B × C × D", weight: 1 }])
    const [pair] = result.interactions
    expect(pair?.effect.aliasedWith).toEqual([{ effect: "C × D", weight: 1 }])
    expect(pair?.effect.estimate).toBeCloseTo(2 * (halves(value, count, 0b0011) + halves(value, count, 0b1100)), 12)
  })

  it("of resolution IV has clear main effects and no clear interactions", () => {
    expect([result.complete, result.resolution]).toEqual([false, "IV"])
    expect(result.factors.map(({ main }) => main.clear)).toEqual([true, true, true, true])
    expect(result.interactions.map(({ effect }) => effect.clear)).toEqual(new Array(6).fill(false))
    expect(result.interactions.map(({ diagnosis }) => diagnosis)).toEqual(new Array(6).fill("not-estimable"))
    expect(result.factors[0]?.shapley.estimate).toBeNull()
    expect(result.factors[0]?.shapley.reason).toMatch(/all 16 combinations/u)
  })

  it("of resolution V gives Shapley values under its model", () => {
    // No effect of three or more factors: the values follow main effects and pairs.
    const stream = createStream(8)
    const main = Array.from({ length: 5 }, () => 0.1 * stream.next())
    const both = Array.from({ length: 5 }, () => Array.from({ length: 5 }, () => 0.02 * (stream.next() - 0.5)))
    const modelled = (subset: number) => {
      const on = [0, 1, 2, 3, 4].filter((factor) => (subset >> factor) & 1)
      const pairs = on.flatMap((one) => on.filter((other) => other > one).map((other) => both[one]?.[other] ?? 0))
      return (
        0.2 + on.reduce((sum, factor) => sum + (main[factor] as number), 0) + pairs.reduce((sum, one) => sum + one, 0)
      )
    }
    const fraction = cellsOf(fractionalFactorial(onOff(5), { runs: 16 }), modelled)
    const half = attribute(fraction, { scale: "linear" })
    const whole = attribute(exactCells(5, modelled), { scale: "linear" })
    expect(half.resolution).toBe("V or higher")
    half.factors.forEach(({ shapley }, factor) => {
      expect(shapley.estimate).toBeCloseTo(whole.factors[factor]?.shapley.estimate as number, 12)
      expect(shapley.assumes).toMatch(/three or more/u)
    })
    expect(half.interactions.every(({ effect }) => effect.clear)).toBe(true)
    expect(whole.efficiency.holds).toBe(true)
    expect(half.factors[0]?.main.aliasedWith).toEqual([{ effect: "B × C × D × E", weight: 1 }])
  })
})

describe("resolution III", () => {
  const value = draw(4, 3)
  const table = fractionalFactorial(onOff(3), { runs: 4 })

  it("refuses interactions, and calls no main effect clear or a class", () => {
    const { factors, interactions, resolution } = attribute(cellsOf(table, value), {
      scale: "linear",
      contrast: "main"
    })
    expect(resolution).toBe("III")
    factors.forEach(({ main, class: found, reason }, factor) => {
      expect(main.estimate).toBeCloseTo(halves(value, 3, 1 << factor) + halves(value, 3, 7 ^ (1 << factor)), 12)
      expect([main.clear, found]).toEqual([false, "unclassified"])
      expect(reason).toMatch(/cannot tell it from [ABC] × [ABC]/u)
    })
    for (const { effect, diagnosis } of interactions) {
      expect(effect.estimate).toBeNull()
      expect(effect.reason).toMatch(/resolution III/u)
      expect(diagnosis).toBe("not-estimable")
    }
  })

  it("is cleared by a foldover", () => {
    const folded = foldover(fractionalFactorial(onOff(7), { runs: 8 }))
    const result = attribute(cellsOf(folded, draw(5, 7)), { scale: "linear" })
    expect(result.resolution).toBe("IV")
    expect(result.factors.every(({ main }) => main.clear)).toBe(true)
  })

  it("shows partial aliases of a Plackett–Burman plan: a third of every interaction without the factor", () => {
    const { factors, interactions } = attribute(cellsOf(plackettBurman(onOff(11)), draw(6, 11)), { scale: "linear" })
    for (const { main, factor } of factors) {
      expect(main.aliasedWith.length).toBe(45)
      for (const { effect, weight } of main.aliasedWith) {
        expect(effect.split(" × ")).not.toContain(factor)
        expect(Math.abs(weight as number)).toBeCloseTo(1 / 3, 12)
      }
      expect(main.clear).toBe(false)
    }
    expect(interactions.every(({ effect }) => effect.estimate === null)).toBe(true)
  })
})

describe("cells around the corners", () => {
  const value = draw(9, 3)
  it("of leave-one-out give effects from full and nothing that needs an average", () => {
    const result = attribute(cellsOf(leaveOneOut(onOff(3)), value), { scale: "linear" })
    result.factors.forEach(({ fromFull, fromBase, main, shapley, context }, factor) => {
      expect(fromFull.estimate).toBeCloseTo(value(7) - value(7 ^ (1 << factor)), 12)
      expect(fromFull.clear).toBe(true)
      for (const effect of [fromBase, main, shapley, context]) {
        expect(effect.estimate).toBeNull()
        expect(effect.reason).toBeTruthy()
      }
    })
    expect(result.factors[0]?.fromBase.reason).toBe("not run: A=on, B=off, C=off; A=off, B=off, C=off")
    expect(result.efficiency.holds).toBeNull()
    expect(result.base).toEqual({ score: null, value: null })
  })
  it("of add-one-in give effects from base", () => {
    const result = attribute(cellsOf(addOneIn(onOff(3)), value), { scale: "linear", contrast: "from-base" })
    result.factors.forEach(({ fromBase, fromFull }, factor) => {
      expect(fromBase.estimate).toBeCloseTo(value(1 << factor) - value(0), 12)
      expect(fromFull.estimate).toBeNull()
    })
  })
  it("of both give main effects that are clear of pairs but not of triples, as a foldover does", () => {
    const [out, inn] = [leaveOneOut(onOff(3)), addOneIn(onOff(3))]
    const cells = [...cellsOf(out, value).cells, ...cellsOf(inn, value).cells]
    const result = attribute({ factors: onOff(3), cells }, { scale: "linear" })
    // The eight cells of three factors: everything can be had.
    expect(result.complete).toBe(true)
    const four = [...cellsOf(leaveOneOut(onOff(4)), draw(2, 4)).cells, ...cellsOf(addOneIn(onOff(4)), draw(2, 4)).cells]
    const partial = attribute({ factors: onOff(4), cells: four }, { scale: "linear" })
    for (const { main, context } of partial.factors) {
      expect(context.estimate).not.toBeNull()
      expect(main.estimate).not.toBeNull()
      expect(main.clear).toBe(true)
      expect(main.aliasedWith.map(({ effect }) => effect.split(" × ").length)).toEqual([3, 3, 3, 3])
    }
    expect(partial.interactions.every(({ effect }) => !effect.clear)).toBe(true)
  })
})

it("a D-optimal plan for interactions separates them", () => {
  const stream = createStream(12)
  const effects = Array.from({ length: 11 }, () => 0.04 * stream.next())
  const terms = [1, 2, 4, 8, 3, 5, 9, 6, 10, 12]
  const modelled = (subset: number) =>
    terms.reduce((sum, term, index) => sum + ((subset & term) === term ? (effects[index] as number) : 0), 0.2)
  const table = dOptimal(onOff(4), { runs: 12, model: "main+2fi", seed: 3, restarts: 10 })
  const part = attribute(cellsOf(table, modelled), { scale: "linear" })
  const whole = attribute(exactCells(4, modelled), { scale: "linear" })
  part.factors.forEach(({ main }, factor) => {
    expect(main.estimate).toBeCloseTo(whole.factors[factor]?.main.estimate as number, 10)
    expect(main.clear).toBe(true)
  })
  part.interactions.forEach(({ effect }, pair) => {
    expect(effect.estimate).toBeCloseTo(whole.interactions[pair]?.effect.estimate as number, 10)
  })
})

it("aliases that a plan declares are believed", () => {
  const data = exactCells(2, draw(1, 2))
  const { factors, interactions } = attribute(
    {
      ...data,
      aliases: [
        { effect: "A", aliasedWith: ["A × B"] },
        { effect: "B", aliasedWith: [] }
      ]
    },
    { contrast: "main" }
  )
  expect(factors[0]?.main).toMatchObject({ clear: false, aliasedWith: [{ effect: "A × B", weight: null }] })
  expect(factors[1]?.main.clear).toBe(true)
  expect(interactions[0]?.effect.clear).toBe(true)
})

it("tables of runs and cells agree about what is aliased", () => {
  for (const table of [
    fractionalFactorial(onOff(6), { runs: 16 }),
    fractionalFactorial(onOff(7), { runs: 32 }),
    fractionalFactorial(onOff(5), { runs: 8 }),
    plackettBurman(onOff(9))
  ]) {
    const { factors, interactions, resolution } = attribute(cellsOf(table, draw(7, table.factors.length)))
    const low = (aliases: ReadonlyArray<{ readonly effect: string }>) =>
      aliases
        .map(({ effect }) => effect)
        .filter((effect) => effect.split(" × ").length <= 2)
        .sort()
    for (const { effect, aliasedWith } of table.aliases) {
      const main = factors.find(({ factor }) => factor === effect)?.main
      const pair = interactions.find((one) => one.factors.join(" × ") === effect)?.effect
      if (pair !== undefined && resolution === "III") continue
      expect(low((main ?? pair)?.aliasedWith ?? []), effect).toEqual([...aliasedWith].sort())
    }
  }
})
