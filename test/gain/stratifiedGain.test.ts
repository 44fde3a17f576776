import { describe, expect, it } from "vitest"
import { InputError } from "../../src/errors/InputError.js"
import { estimateGain } from "../../src/gain/estimateGain.js"
import { gainByTrait } from "../../src/gain/gainByTrait.js"
import { familyGain } from "../../src/gain/overallGain.js"
import { difficultyStrata, stratifiedGain } from "../../src/gain/stratifiedGain.js"
import { createStream } from "../../src/stats/createStream.js"
import { deriveSeed } from "../../src/stats/deriveSeed.js"
import { welchTest } from "../../src/stats/welchTest.js"
import { latentWorld } from "../fixtures/latentWorld.js"
import { itemsOf, ledgerOf } from "../fixtures/ledgerOf.js"

const worldOf = (
  seed: number,
  parts: ReadonlyArray<{ readonly name: string; readonly items: number; readonly gamma: number }>
) => {
  const drawn = parts.map(({ items, gamma }, index) =>
    latentWorld({ seed: deriveSeed(seed, index), items, seeds: 1, phiM: 0.5 * gamma, phiS: [0.5] })
  )
  return {
    team: drawn.flatMap(({ team }) => team),
    single: drawn.flatMap(({ singles }) => singles[0] ?? []),
    strata: parts.flatMap(({ name, items }) => new Array<string>(items).fill(name))
  }
}

describe("stratifiedGain", () => {
  const world = worldOf(1, [
    { name: "short", items: 90, gamma: 1 },
    { name: "long", items: 60, gamma: 1.5 },
    { name: "middle", items: 50, gamma: 1.2 }
  ])

  it("is estimateGain on each stratum, and Welch's test between them", () => {
    const { strata, interaction } = stratifiedGain(world)
    expect(strata.map(({ stratum }) => stratum)).toEqual(["long", "middle", "short"])
    const of = (name: string) => ({
      team: world.team.filter((_, item) => world.strata[item] === name),
      single: world.single.filter((_, item) => world.strata[item] === name)
    })
    for (const { stratum, result } of strata) expect(result).toEqual(estimateGain(of(stratum)))
    const gains = ["long", "middle", "short"].map((family) => {
      const { gamma, standardError, degrees } = familyGain({ family, ...of(family) })
      return { value: Math.log(gamma as number), standardError: standardError as number, degrees }
    })
    expect(interaction).toEqual(welchTest(gains))
    expect(interaction?.p).toBeLessThan(0.05)
  })

  it("does not depend on the order of items, and with clusters inside strata is unchanged in kind", () => {
    const order = createStream(4).shuffle(world.strata.map((_, item) => item))
    const pick = <A>(list: ReadonlyArray<A>) => order.map((item) => list[item] as A)
    const turned = stratifiedGain({ team: pick(world.team), single: pick(world.single), strata: pick(world.strata) })
    expect(turned.interaction?.p).toBeCloseTo(stratifiedGain(world).interaction?.p as number, 12)
    const own = world.strata.map((name, item) => `${name}-${item}`)
    expect(stratifiedGain({ ...world, clusters: own }).interaction?.p).toBeCloseTo(turned.interaction?.p as number, 12)
  })

  it("takes the covariance of strata that share clusters: a paired difference by hand", () => {
    // Each cluster has an item in both strata, so Γ's difference is a paired comparison of influences.
    const items = 40
    const stream = createStream(6)
    const rows = Array.from({ length: items }, () => {
      // The team gains on both items of a cluster alike.
      const gained = 0.4 * stream.next()
      const score = (more: number) => [0.3 + more + 0.2 * stream.next()]
      return { a: [score(gained), score(0)], b: [score(gained + 0.05), score(0)] }
    })
    const team = [...rows.map(({ a }) => a[0] as number[]), ...rows.map(({ b }) => b[0] as number[])]
    const single = [...rows.map(({ a }) => a[1] as number[]), ...rows.map(({ b }) => b[1] as number[])]
    const strata = [...rows.map(() => "a"), ...rows.map(() => "b")]
    const clusters = [...rows.keys(), ...rows.keys()].map((cluster) => `c${cluster}`)
    const { interaction } = stratifiedGain({ team, single, strata, clusters })
    const flat = (list: ReadonlyArray<ReadonlyArray<number>>) => list.map(([score]) => score as number)
    const log = (from: number) => {
      const [m, s] = [flat(team.slice(from, from + items)), flat(single.slice(from, from + items))]
      const [phiM, phiS] = [m, s].map((list) => list.reduce((sum, score) => sum + score, 0) / items) as [number, number]
      return {
        value: Math.log(phiM / phiS),
        influence: m.map((score, item) => score / phiM - (s[item] as number) / phiS)
      }
    }
    const [one, other] = [log(0), log(items)]
    const apart = one.influence.map((value, item) => value - (other.influence[item] as number))
    const variance = apart.reduce((sum, value) => sum + value * value, 0) / (items * (items - 1))
    expect(interaction?.q).toBeCloseTo((one.value - other.value) ** 2 / variance, 10)
    // Ignoring what they share would see much less.
    expect(stratifiedGain({ team, single, strata }).interaction?.q).toBeLessThan((interaction?.q as number) * 0.95)
  })

  it("finds in 3 % to 7 % of null worlds a difference at 5 %", () => {
    const repeats = 600
    let found = 0
    for (let repeat = 0; repeat < repeats; repeat++) {
      const drawn = worldOf(1000 + repeat, [
        { name: "a", items: 40, gamma: 1.2 },
        { name: "b", items: 70, gamma: 1.2 }
      ])
      if ((stratifiedGain(drawn).interaction?.p ?? 1) < 0.05) found++
    }
    expect(found / repeats).toBeGreaterThan(0.03)
    expect(found / repeats).toBeLessThan(0.075)
  })

  it("says why there is no test", () => {
    const one = { team: [[1], [0], [1], [0]], single: [[0], [1], [1], [0]] }
    expect(stratifiedGain({ ...one, strata: ["a", "a", "a", "a"] }).reason).toBe("requires at least 2 strata")
    const lone = stratifiedGain({ ...one, strata: ["a", "a", "a", "b"] })
    expect(lone.reason).toContain("stratum b: requires at least 2 independent items")
    expect(lone.strata[1]?.result.status).toBe("not-estimable")
    expect(() => stratifiedGain({ ...one, strata: ["a"] })).toThrow(InputError)
  })
})

describe("difficultyStrata", () => {
  it("labels items by held-out seeds", () => {
    expect(
      difficultyStrata([
        [0, 0],
        [1, 0],
        [1, 1]
      ])
    ).toEqual(["hard", "middle", "easy"])
    expect(difficultyStrata([[2], [5], [9]], { range: [0, 10], edges: [0.5, 0.9] })).toEqual(["hard", "middle", "easy"])
    expect(() => difficultyStrata([[2]])).toThrow(InputError)
  })
})

describe("gainByTrait", () => {
  const items = itemsOf(120).map((item, index) => ({ ...item, traits: { hops: index % 3 === 0 ? 10 : 2 } }))
  const ledger = (best: number) =>
    ledgerOf({
      items,
      seed: 4,
      arms: [
        {
          id: "team",
          role: "team",
          seeds: 1,
          outcome: (item, _, stream) => ({
            answer: stream.next() < (item.traits?.hops === 10 ? best : 0.5) ? "right" : "wrong",
            cost: item.traits?.hops === 10 ? 200 : 100
          })
        },
        {
          id: "pool",
          seeds: 3,
          outcome: (_, __, stream) => ({ answer: stream.next() < 0.5 ? "right" : "wrong", cost: 100 })
        }
      ]
    })

  it("matches budgets within each stratum and tests the difference", () => {
    const [row, ...rest] = gainByTrait(ledger(0.95), "hops")
    expect(rest).toEqual([])
    expect(row).toMatchObject({ system: "team", task: "task", comparison: "parity", trait: "hops" })
    expect(row?.strata.map(({ value, estimate }) => [value, estimate.items, estimate.budget.team])).toEqual([
      ["2", 80, 100],
      ["10", 40, 200]
    ])
    expect(row?.interaction?.p).toBeLessThan(0.05)
  })

  it("says why there is no test, and knows no trait that is not there", () => {
    const [silent] = gainByTrait(ledger(0), "hops")
    expect(silent?.interaction).toBeNull()
    expect(silent?.reason).toContain("no log Γ of 10")
    expect(gainByTrait(ledger(0.5), "colour")).toEqual([])
  })
})
