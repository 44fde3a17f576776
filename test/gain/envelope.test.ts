import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { assignFolds } from "../../src/gain/assignFolds.js"
import { checkGainInput } from "../../src/gain/checkGainInput.js"
import { crossFit } from "../../src/gain/crossFit.js"
import { estimateGain } from "../../src/gain/estimateGain.js"
import { groupsOf } from "../../src/gain/Groups.js"
import { createStream } from "../../src/stats/createStream.js"
import { deriveSeed } from "../../src/stats/deriveSeed.js"
import { latentWorld } from "../fixtures/latentWorld.js"

const worlds = fc.record({
  seed: fc.nat(),
  items: fc.integer({ min: 6, max: 40 }),
  seeds: fc.integer({ min: 1, max: 3 }),
  phiM: fc.double({ min: 0.2, max: 0.9, noNaN: true }),
  phiS: fc.array(fc.double({ min: 0.2, max: 0.8, noNaN: true }), { minLength: 2, maxLength: 5 })
})
const runs = { seed: 63, numRuns: 120 }

describe("the envelope", () => {
  it("lower limit: the smallest over all policies; upper: no lower than any single comparison would have it", () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { team, singles } = latentWorld(world)
        const result = estimateGain({ team, singles })
        const each = singles.map((single) => estimateGain({ team, single }))
        expect(result.interval.lower).toBe(Math.min(...each.map(({ interval }) => interval.lower as number)))
        const baseline = estimateGain({ team, single: (result.baseline ?? []).map((score) => [score]) })
        expect(result.phiS).toBeCloseTo(baseline.phiS as number, 12)
        expect(result.gamma ?? -1).toBeCloseTo(baseline.gamma ?? -1, 9)
        const upper = result.interval.upper ?? Number.POSITIVE_INFINITY
        const uppers = each.map(({ interval }) => interval.upper ?? Number.POSITIVE_INFINITY)
        expect(upper).toBeGreaterThanOrEqual(Math.min(...uppers))
        // At most the price of a Bonferroni correction over all policies, unless the estimate itself lies higher.
        const level = 1 - (0.05 * 0.9) / singles.length
        const priced = singles.map((single) => estimateGain({ team, single, level }).interval.upper)
        const highest = Math.min(...priced.map((one) => one ?? Number.POSITIVE_INFINITY))
        const clear = each.every(({ phiS }) => (phiS as number) > (result.phiSInSample as number) - 0.1)
        if (clear) expect(upper).toBeLessThanOrEqual(Math.max(highest, result.gamma ?? highest) * (1 + 1e-9))
        const lowers = each.map(({ delta }) => delta.lower)
        expect(result.delta.lower).toBe(lowers.includes(null) ? null : Math.min(...(lowers as Array<number>)))
      }),
      runs
    )
  })
  it("the cross-fitted mean never exceeds the in-sample one, and the interval holds both estimates", () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { team, singles } = latentWorld(world)
        const { phiS, phiSInSample, gamma, gammaInSample, interval, selected, p, level } = {
          level: 0.95,
          ...estimateGain({ team, singles })
        }
        expect(phiS as number).toBeLessThanOrEqual((phiSInSample as number) + 1e-12)
        const means = singles.map((single) => single.flat().reduce((sum, score) => sum + score, 0))
        expect(means[selected as number]).toBe(Math.max(...means))
        for (const value of [gamma, gammaInSample]) {
          if (value === null) continue
          expect(interval.lower as number).toBeLessThanOrEqual(value * (1 + 1e-9))
          expect(interval.upper ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(value * (1 - 1e-9))
        }
        const excludes = (interval.lower as number) > 1 || (interval.upper ?? 2) < 1
        expect((p as number) < 1 - level).toBe(excludes)
      }),
      runs
    )
  })
  it("does not depend on the order of the items, with labels or without", () => {
    fc.assert(
      fc.property(worlds, fc.boolean(), (world, labelled) => {
        const { team, singles } = latentWorld(world)
        const order = createStream(deriveSeed(world.seed, "order")).shuffle(team.map((_, item) => item))
        const labels = team.map((_, item) => `item ${item}`)
        const moved = <A>(rows: ReadonlyArray<A>): Array<A> => order.map((item) => rows[item] as A)
        const given = estimateGain({ team, singles, ...(labelled ? { clusters: labels } : {}) })
        const other = estimateGain({
          team: moved(team),
          singles: singles.map(moved),
          ...(labelled ? { clusters: moved(labels) } : {})
        })
        expect(other.phiS).toBeCloseTo(given.phiS as number, 12)
        expect(other.interval.lower).toBeCloseTo(given.interval.lower as number, 9)
        expect(other.interval.upper ?? -1).toBeCloseTo(given.interval.upper ?? -1, 8)
        expect(other.selected).toBe(given.selected)
      }),
      runs
    )
  })
  it("one policy among `singles` is the same as `single`, and a copy of it changes nothing but the report", () => {
    const { team, singles } = latentWorld({ seed: 5, items: 60, seeds: 2, phiM: 0.6, phiS: [0.5] })
    const [single = []] = singles
    expect(estimateGain({ team, singles: [single] })).toEqual(estimateGain({ team, single }))
    const twice = estimateGain({ team, singles: [single, single] })
    const once = estimateGain({ team, single })
    expect(twice.gamma).toBe(once.gamma)
    expect(twice.interval).toEqual(once.interval)
    expect(twice.selected).toBe(0)
  })
  it("a team that beats one of two equal rivals clearly and the other not is not positive", () => {
    const rows = (score: (item: number) => number) => Array.from({ length: 100 }, (_, item) => [score(item)])
    const team = rows((item) => (item % 10 < 7 ? 1 : 0))
    const weak = rows((item) => (item % 10 < 3 ? 1 : 0))
    const strong = rows((item) => (item % 10 < 6 || item % 20 === 7 ? 1 : 0))
    expect(estimateGain({ team, single: weak }).verdict).toBe("positive")
    const result = estimateGain({ team, singles: [weak, strong] })
    expect(result.selected).toBe(1)
    expect(result.verdicts).not.toContain("positive")
  })
})

describe("the upper limit", () => {
  const rows = (score: (item: number) => number) => Array.from({ length: 120 }, (_, item) => [score(item)])
  const team = rows((item) => (item % 10 < 4 ? 1 : 0))
  const strong = rows((item) => ((item * 7) % 10 < 6 ? 1 : 0))
  const weak = rows((item) => (item % 30 === 0 ? 1 : 0))
  const upper = (singles: ReadonlyArray<ReadonlyArray<ReadonlyArray<number>>>) =>
    estimateGain({ team, singles }).interval.upper as number

  it("hardly rises for policies that are out of the question, however many", () => {
    const one = Math.log(upper([strong]))
    const several = Math.log(
      upper([
        strong,
        ...Array.from({ length: 12 }, (_, shift) => [...weak.slice(shift + 1), ...weak.slice(0, shift + 1)])
      ])
    )
    expect(several).toBeGreaterThan(one)
    // The critical value for .025 · .9 in place of .025: 2.1 % further out.
    const gamma = Math.log((estimateGain({ team, single: strong }).gamma as number) ?? 1)
    expect((several - gamma) / (one - gamma)).toBeLessThan(1.04)
  })
  it("hardly rises for policies that are nearly the same", () => {
    const near = Array.from({ length: 12 }, (_, which) =>
      strong.map((row, item) => (item === which ? [1 - (row[0] as number)] : row))
    )
    const gamma = Math.log(estimateGain({ team, single: strong }).gamma as number)
    const one = Math.log(upper([strong])) - gamma
    const several = Math.log(upper([strong, ...near])) - gamma
    // Thirteen unrelated policies would cost a factor of 1.45 (t at .025/13 over t at .025).
    expect(several / one).toBeLessThan(1.2)
  })
  it("does not depend on the order of the policies, and copies of one cost nothing", () => {
    const { singles } = latentWorld({ seed: 6, items: 80, seeds: 2, phiM: 0.4, phiS: [0.5, 0.52, 0.48, 0.5] })
    const world = latentWorld({ seed: 6, items: 80, seeds: 2, phiM: 0.4, phiS: [0.5, 0.52, 0.48, 0.5] })
    const labels = singles[0]?.map((_, item) => `item ${item}`) ?? []
    const of = (list: typeof singles) =>
      estimateGain({ team: world.team, singles: list, clusters: labels }).interval.upper
    expect(of(singles.toReversed())).toBeCloseTo(of(singles) as number, 9)
    expect(of([...singles, ...singles])).toBe(of(singles))
  })
})

describe("folds", () => {
  const checked = (items: number, clusters?: ReadonlyArray<string>) => {
    const { team, singles } = latentWorld({ seed: 8, items, seeds: 1, phiM: 0.5, phiS: [0.5, 0.5] })
    return checkGainInput({ team, singles, ...(clusters ? { clusters } : {}) })
  }
  it("are of nearly equal size and never split a cluster", () => {
    for (const items of [7, 40, 101]) {
      const input = checked(items)
      const sizes = [0, 0, 0, 0, 0]
      for (const fold of assignFolds({ ...input, folds: 5 })) sizes[fold] = (sizes[fold] ?? 0) + 1
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
    }
    const clusters = Array.from({ length: 40 }, (_, item) => `g${item % 8}`)
    expect(assignFolds({ ...checked(40, clusters), folds: 5 }).length).toBe(8)
  })
  it("do not look at the scores when items are labelled", () => {
    const labels = Array.from({ length: 40 }, (_, item) => `item ${item}`)
    const one = checked(40, labels)
    const other = { ...one, team: one.singles[0] as never, singles: [one.team] }
    expect(assignFolds({ ...one, folds: 5 })).toEqual(assignFolds({ ...other, folds: 5 }))
  })
  it("choose without the fold that is scored", () => {
    // Policy 0 is right only on the first item, policy 1 only on the second: without its fold the other one leads.
    const arm = (right: number) => ({
      means: [0, 1].map((item) => (item === right ? 1 : 0)),
      seeds: [1, 1],
      binary: true
    })
    const { baseline } = crossFit({ team: arm(0), singles: [arm(0), arm(1)], groups: groupsOf(2), folds: 5 })
    expect(baseline.means).toEqual([0, 0])
  })
})
