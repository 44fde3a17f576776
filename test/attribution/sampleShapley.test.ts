import { describe, expect, it } from "vitest"
import { attribute } from "../../src/attribution/attribute.js"
import { type SubsetValue, sampleShapley, scoreValue } from "../../src/attribution/sampleShapley.js"
import { shapley } from "../../src/attribution/shapley.js"
import { InputError } from "../../src/errors/InputError.js"
import { createStream } from "../../src/stats/createStream.js"
import { factorialWorld } from "../fixtures/factorialWorld.js"

const subsetOf = (members: ReadonlyArray<boolean>) =>
  members.reduce((subset, member, player) => subset + (member ? 2 ** player : 0), 0)

describe("sampled Shapley values", () => {
  it("of 20 players with pairs are those of the closed form, at once: a pair of orders cancels what pairs of players do", () => {
    const players = 20
    const own = Array.from({ length: players }, (_, player) => Math.sin(player))
    const { values, total, stopped, pairs, evaluations } = sampleShapley({
      players,
      seed: 3,
      valueOf: (members) => {
        const on = own.filter((_, player) => members[player])
        const sum = on.reduce((all, one) => all + one, 0)
        // Products of all pairs: (sum² − Σ squares)/2.
        return sum + (sum * sum - on.reduce((all, one) => all + one * one, 0)) / 2
      }
    })
    const all = own.reduce((sum, one) => sum + one, 0)
    values.forEach(({ estimate, samplingError, taskError }, player) => {
      const one = own[player] as number
      expect(estimate).toBeCloseTo(one + (one * (all - one)) / 2, 10)
      expect(samplingError).toBeLessThan(1e-10)
      expect(taskError).toBeNull()
    })
    expect(values.reduce((sum, { estimate }) => sum + estimate, 0)).toBeCloseTo(total, 10)
    expect(pairs).toBeLessThanOrEqual(1000)
    expect(evaluations).toBeLessThanOrEqual(2 + pairs * 2 * players)
    expect(["precise", "pairs"]).toContain(stopped)
  })

  it("of a random game cover the exact ones, and add up to the whole", () => {
    const players = 8
    const stream = createStream(9)
    const table = Array.from({ length: 2 ** players }, () => stream.normal())
    const exact = shapley(table)
    let covered = 0
    const repeats = 30
    for (let seed = 0; seed < repeats; seed++) {
      const found = sampleShapley({
        players,
        seed,
        maxPairs: 40,
        valueOf: (members) => table[subsetOf(members)] as number
      })
      expect(found.values.reduce((sum, { estimate }) => sum + estimate, 0)).toBeCloseTo(found.total, 10)
      expect([found.stopped, found.pairs]).toEqual(["pairs", 40])
      found.values.forEach(({ lower, upper }, player) => {
        if (lower <= (exact[player] as number) && (exact[player] as number) <= upper) covered++
      })
    }
    expect(covered / (repeats * players)).toBeGreaterThan(0.9)
  })

  it("from scores agree with the exact ones in value and error, and stop when orders no longer matter", () => {
    const data = factorialWorld({ seed: 51, count: 4, items: 200, phi: (subset) => 0.3 + 0.04 * subset ** 0.8 })
    const exact = attribute(data)
    const cells: ReadonlyArray<SubsetValue> = data.cells.map(({ scores }) => scoreValue(scores))
    const found = sampleShapley({
      players: 4,
      seed: 5,
      valueOf: (members) => cells[subsetOf(members)] as SubsetValue
    })
    expect(found.stopped).toBe("precise")
    expect(found.evaluations).toBe(16)
    found.values.forEach(({ estimate, taskError, samplingError, error }, player) => {
      const reference = exact.factors[player]?.shapley
      expect(Math.abs(estimate - (reference?.estimate as number))).toBeLessThan(4 * samplingError + 1e-12)
      expect((taskError as number) / (reference?.error as number)).toBeCloseTo(1, 1)
      expect(samplingError).toBeLessThan(0.1 * (taskError as number))
      expect(error).toBeCloseTo(Math.hypot(taskError as number, samplingError), 12)
    })
  })

  it("of clustered items are as uncertain as the clusters", () => {
    const data = factorialWorld({ seed: 52, count: 2, items: 60, phi: (subset) => 0.4 + 0.1 * subset })
    const clusters = data.cells[0]?.scores.map((_, item) => `c${item % 7}`) as Array<string>
    const exact = attribute({ ...data, clusters })
    const cells = data.cells.map(({ scores }) => scoreValue(scores))
    const found = sampleShapley({ players: 2, seed: 1, clusters, valueOf: (on) => cells[subsetOf(on)] as SubsetValue })
    found.values.forEach(({ taskError }, player) => {
      // Two players: every pair of orders sees both, so the values are exact.
      expect(taskError).toBeCloseTo(exact.factors[player]?.shapley.error as number, 12)
    })
  })

  it("take influences that are not centred", () => {
    const data = factorialWorld({ seed: 53, count: 2, items: 80, phi: (subset) => 0.3 + 0.15 * subset })
    const values = data.cells.map(({ scores }) => scoreValue(scores, "linear"))
    const raw = data.cells.map(({ scores }, cell) => ({
      value: values[cell]?.value as number,
      influences: scores.map(([score = 0]) => score)
    }))
    const run = (table: ReadonlyArray<SubsetValue>) =>
      sampleShapley({ players: 2, seed: 1, valueOf: (on) => table[subsetOf(on)] as SubsetValue }).values
    run(raw).forEach(({ taskError }, player) => {
      expect(taskError).toBeCloseTo(run(values)[player]?.taskError as number, 12)
    })
  })

  it("are the same for the same seed", () => {
    const game = (seed: number) =>
      sampleShapley({ players: 13, seed, maxPairs: 20, valueOf: (on) => Math.cos(subsetOf(on)) }).values
    expect(game(4)).toEqual(game(4))
    expect(game(4)).not.toEqual(game(5))
  })

  it("refuse what cannot be used", () => {
    const worth = () => 1
    expect(() => sampleShapley({ players: 0, seed: 1, valueOf: worth })).toThrow(InputError)
    expect(() => sampleShapley({ players: 2, seed: 1, valueOf: worth, minPairs: 1 })).toThrow(InputError)
    expect(() => sampleShapley({ players: 2, seed: 1, valueOf: worth, share: 0 })).toThrow(InputError)
    expect(() => sampleShapley({ players: 2, seed: 1, valueOf: () => Math.log(0) })).toThrow(InputError)
    expect(() => sampleShapley({ players: 2, seed: 1, valueOf: worth, clusters: ["a"] })).toThrow(InputError)
    const uneven = (on: ReadonlyArray<boolean>) => ({ value: 1, influences: on[0] ? [1, 2] : [1, 2, 3] })
    expect(() => sampleShapley({ players: 2, seed: 1, valueOf: uneven })).toThrow(InputError)
  })
})
