import { describe, expect, it } from "vitest"
import { estimateGain } from "../../src/gain/estimateGain.js"
import { createStream } from "../../src/stats/createStream.js"
import { deriveSeed } from "../../src/stats/deriveSeed.js"
import { latentWorld } from "../fixtures/latentWorld.js"

const mean = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length

describe("a fixed benchmark", () => {
  const { team, singles } = latentWorld({ seed: 21, items: 60, seeds: 6, phiM: 0.6, phiS: [0.5], within: 0.8 })
  const [single = []] = singles
  it("is known better than the population of its items, when items differ", () => {
    const sample = estimateGain({ team, single })
    const fixed = estimateGain({ team, single, population: "benchmark" })
    const width = ({ interval }: typeof sample) => Math.log((interval.upper as number) / (interval.lower as number))
    expect(fixed.gamma).toBe(sample.gamma)
    expect(width(fixed)).toBeLessThan(0.8 * width(sample))
    expect(fixed.population).toBe("benchmark")
    expect(fixed.notes.join()).toMatch(/fixed benchmark/u)
    expect(sample.population).toBe("tasks")
  })
  it("has an interval that covers the ratio of these items' chances", () => {
    // 12 fixed items with known chances, 4 seeds each; 600 runs, standard error .9 points.
    const stream = createStream(22)
    const chances = Array.from({ length: 12 }, () => [stream.beta(1, 1), stream.beta(1, 1.5)] as const)
    const truth = mean(chances.map(([m]) => m)) / mean(chances.map(([, s]) => s))
    for (const method of ["mover-wilson", "delta-log", "fieller"] as const) {
      let covered = 0
      for (let repeat = 0; repeat < 600; repeat++) {
        const draw = createStream(deriveSeed(23, repeat))
        const row = (chance: number) => Array.from({ length: 4 }, () => (draw.next() < chance ? 1 : 0))
        const { interval } = estimateGain({
          team: chances.map(([m]) => row(m)),
          single: chances.map(([, s]) => row(s)),
          population: "benchmark",
          method
        })
        if ((interval.lower as number) <= truth && (interval.upper ?? Infinity) >= truth) covered += 1
      }
      expect(covered / 600).toBeGreaterThan(0.925)
      expect(covered / 600).toBeLessThan(0.98)
    }
  })
  it("stays uncertain where no seed ever differed", () => {
    const rows = (right: number) => Array.from({ length: 30 }, (_, item) => Array(3).fill(item < right ? 1 : 0))
    const { interval, status } = estimateGain({ team: rows(20), single: rows(16), population: "benchmark" })
    expect(status).toBe("ok")
    expect(interval.lower).toBeLessThan(1.2)
    expect(interval.upper).toBeGreaterThan(1.3)
  })
  it("takes several policies", () => {
    const world = latentWorld({ seed: 24, items: 40, seeds: 3, phiM: 0.6, phiS: [0.5, 0.48, 0.3] })
    const result = estimateGain({ ...world, population: "benchmark" })
    const each = world.singles.map((policy) =>
      estimateGain({ team: world.team, single: policy, population: "benchmark" })
    )
    expect(result.interval.lower).toBe(Math.min(...each.map(({ interval }) => interval.lower as number)))
    expect(result.interval.upper).toBeGreaterThan(result.gamma as number)
  })
})

describe("unbounded scores", () => {
  const stream = createStream(25)
  const team = Array.from({ length: 40 }, () => [12 * stream.gamma(3)])
  const single = Array.from({ length: 40 }, () => [10 * stream.gamma(3)])
  it("are taken by Fieller without being asked, and left in their unit", () => {
    const result = estimateGain({ team, single, range: "unbounded" })
    expect(result.interval.method).toBe("fieller")
    expect(result.phiM).toBeCloseTo(mean(team.flat()), 9)
    expect(result.delta.value).toBeCloseTo(mean(team.flat()) - mean(single.flat()), 9)
    expect(result.bound).toBeNull()
    expect(result.errorRatio).toBeUndefined()
    expect(result.status).toBe("ok")
  })
  it("have a smallest gain that the run would have shown", () => {
    const { minimumDetectable } = estimateGain({ team, single, range: "unbounded" })
    // (t + z)·SE with SE² ≈ (1/3 + 1/3)/40 for gamma variables of shape 3.
    expect(Math.log(minimumDetectable as number)).toBeGreaterThan(0.25)
    expect(Math.log(minimumDetectable as number)).toBeLessThan(0.5)
    expect(estimateGain({ team: single, single, range: "unbounded" }).minimumDetectable).toBeNull()
  })
  it("may exceed 1 on every item without a ceiling", () => {
    const result = estimateGain({ team: [[1], [1], [1.5]], single: [[1], [1], [0.8]], range: "unbounded" })
    expect(result.status).toBe("ok")
    expect(result.notes.join()).not.toMatch(/ceiling|successes/u)
  })
})

describe("what stands beside Γ", () => {
  const rows = (right: number, items = 100) =>
    Array.from({ length: items }, (_, item) => [(item * 37) % items < right ? 1 : 0])
  it("the bound 1/Φ_S", () => {
    expect(estimateGain({ team: rows(60), single: rows(50) }).bound).toBeCloseTo(2, 12)
    expect(estimateGain({ team: rows(60), single: rows(0) }).bound).toBeNull()
  })
  it("the ratio of the errors near the ceiling; above 1 exactly where Γ is", () => {
    const { errorRatio, interval, gamma } = estimateGain({ team: rows(98), single: rows(94) })
    expect(gamma).toBeCloseTo(98 / 94, 12)
    expect(errorRatio?.value).toBeCloseTo(3, 9)
    expect((errorRatio?.lower as number) < 1).toBe((interval.lower as number) < 1)
    expect(estimateGain({ team: rows(100), single: rows(94) }).errorRatio).toMatchObject({ value: null, upper: null })
    expect(estimateGain({ team: rows(100), single: rows(94) }).errorRatio?.lower).toBeGreaterThan(1)
    expect(estimateGain({ team: rows(90), single: rows(80) }).errorRatio).toBeUndefined()
  })
  it("the ratio above guessing, where a guess rate is given", () => {
    const input = { team: rows(60), single: rows(50), guessRate: 0.25 }
    const { chanceCorrected, gamma, interval } = estimateGain(input)
    expect(chanceCorrected?.gamma).toBeCloseTo(0.35 / 0.25, 12)
    expect(chanceCorrected?.phiM).toBeCloseTo(0.35 / 0.75, 12)
    expect(chanceCorrected?.lower).toBeLessThan(chanceCorrected?.gamma as number)
    expect(chanceCorrected?.upper).toBeGreaterThan(chanceCorrected?.gamma as number)
    // Wider than Γ's own: the same uncertainty of smaller numbers.
    const width = (lower: number, upper: number) => Math.log(upper / lower)
    expect(width(chanceCorrected?.lower as number, chanceCorrected?.upper as number)).toBeGreaterThan(
      width(interval.lower as number, interval.upper as number)
    )
    // No guessing is no correction.
    expect(estimateGain({ ...input, guessRate: 0 }).chanceCorrected).toMatchObject({ gamma, ...limitsOf(interval) })
    // The guess rate is in the unit of the scores.
    const doubled = (scores: ReadonlyArray<ReadonlyArray<number>>) => scores.map((row) => row.map((score) => 2 * score))
    const other = estimateGain({
      team: doubled(input.team),
      single: doubled(input.single),
      range: [0, 2],
      guessRate: 0.5
    })
    expect(other.chanceCorrected).toEqual(chanceCorrected)
  })
  it("no ratio above guessing where an arm does no better", () => {
    const atChance = estimateGain({ team: rows(60), single: rows(25), guessRate: 0.25 }).chanceCorrected
    expect(atChance).toMatchObject({ gamma: null, lower: null, upper: null })
    expect(atChance?.reason).toMatch(/single agent scores no better than guessing/u)
    const team = estimateGain({ team: rows(20), single: rows(50), guessRate: 0.25 }).chanceCorrected
    expect(team?.reason).toMatch(/team scores no better/u)
    const near = estimateGain({ team: rows(60), single: rows(30), guessRate: 0.25 }).chanceCorrected
    expect(near?.upper).toBeNull()
    expect(near?.lower).toBeGreaterThan(1)
  })
  it("a chance-corrected interval that covers", () => {
    // Four options: a guess succeeds with probability ¼. True corrected ratio 1.4.
    let covered = 0
    for (let repeat = 0; repeat < 400; repeat++) {
      const world = latentWorld({ seed: deriveSeed(26, repeat), items: 200, seeds: 1, phiM: 0.6, phiS: [0.5] })
      const { chanceCorrected } = estimateGain({ team: world.team, single: world.singles[0] ?? [], guessRate: 0.25 })
      if ((chanceCorrected?.lower as number) <= 1.4 && (chanceCorrected?.upper ?? Infinity) >= 1.4) covered += 1
    }
    expect(covered / 400).toBeGreaterThan(0.92)
  })
})

const limitsOf = ({ lower, upper }: { readonly lower: number | null; readonly upper: number | null }) => ({
  lower,
  upper
})
