import * as Schema from "effect/Schema"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Attribution, type EffectEstimate } from "../../src/attribution/Attribution.js"
import { attribute } from "../../src/attribution/attribute.js"
import type { AttributionOptions, CellData } from "../../src/attribution/CellData.js"
import { createStream } from "../../src/stats/createStream.js"
import { levelsOf, onOff } from "../fixtures/factorialWorld.js"

/** Small designs of every kind, often degenerate: all cells or some, few items, zeros, equal cells. */
const design = fc
  .record({ count: fc.integer({ min: 1, max: 4 }), items: fc.integer({ min: 2, max: 12 }), seed: fc.nat(1_000_000) })
  .chain(({ count, items, seed }) =>
    fc.record({
      count: fc.constant(count),
      seed: fc.constant(seed),
      subsets: fc.oneof(
        fc.constant(Array.from({ length: 2 ** count }, (_, subset) => subset)),
        fc.uniqueArray(fc.nat(2 ** count - 1), { minLength: 1, maxLength: 2 ** count })
      ),
      scores: fc.array(
        fc.oneof(
          {
            weight: 4,
            arbitrary: fc.array(fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 3 }), {
              minLength: items,
              maxLength: items
            })
          },
          {
            weight: 1,
            arbitrary: fc.constantFrom(0, 0.5, 1).map((score) => Array.from({ length: items }, () => [score]))
          }
        ),
        { minLength: 2 ** count, maxLength: 2 ** count }
      ),
      clusters: fc.option(fc.array(fc.constantFrom("a", "b", "c"), { minLength: items, maxLength: items }), {
        nil: undefined
      })
    })
  )
type Drawn = typeof design extends fc.Arbitrary<infer A> ? A : never

const dataOf = ({ count, subsets, scores, clusters }: Drawn): CellData => ({
  factors: onOff(count),
  cells: subsets.map((subset) => ({
    levels: levelsOf(onOff(count), subset),
    scores: scores[subset] ?? [],
    cost: (scores[subset] ?? []).map((row) => row.length)
  })),
  ...(clusters === undefined ? {} : { clusters })
})
const options = fc.record({
  scale: fc.constantFrom("log" as const, "linear" as const),
  contrast: fc.constantFrom("from-full" as const, "from-base" as const, "main" as const, "shapley" as const)
})
const runs = { seed: 17, numRuns: 120 }

/** All effects of a result, in order. */
const effectsOf = (result: Attribution): Array<EffectEstimate> => [
  ...result.factors.flatMap(({ fromBase, fromFull, main, shapley, context }) => [
    fromBase,
    fromFull,
    main,
    shapley,
    context
  ]),
  ...result.interactions.flatMap(({ effect, firstWith, secondWith }) => [effect, firstWith, secondWith])
]
const numbers = (value: unknown): Array<number> =>
  typeof value === "number"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(numbers)
      : []
const alike = (one: Attribution, other: Attribution) => {
  const [first, second] = [numbers(one), numbers(other)]
  expect(second.length).toBe(first.length)
  second.forEach((value, index) => {
    const before = first[index] as number
    expect(Math.abs(value - before)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(before)))
  })
}

describe("attribution of any cells", () => {
  it("is finite everywhere, has reasons for what is missing, and survives JSON", () => {
    fc.assert(
      fc.property(design, options, (drawn, chosen) => {
        const result = attribute(dataOf(drawn), chosen)
        expect(numbers(result).every(Number.isFinite)).toBe(true)
        expect(Schema.decodeUnknownSync(Attribution)(JSON.parse(JSON.stringify(result)))).toEqual(result)
        for (const effect of effectsOf(result)) {
          if (effect.estimate === null || effect.error === null) expect(effect.reason).toBeTruthy()
          if (effect.estimate === null) expect([effect.clear, effect.p, effect.error]).toEqual([false, null, null])
        }
      }),
      runs
    )
  })

  it("has p-values that agree with intervals and grow with every adjustment", () => {
    fc.assert(
      fc.property(design, options, (drawn, chosen) => {
        for (const { lower, upper, p, pHolm, pBH } of effectsOf(attribute(dataOf(drawn), chosen))) {
          if (p === null || lower === null || upper === null) {
            expect([p, lower, upper, pHolm, pBH]).toEqual([null, null, null, null, null])
            continue
          }
          if (Math.abs(p - 0.05) > 1e-9) expect(p < 0.05).toBe(lower > 0 || upper < 0)
          expect(p).toBeLessThanOrEqual(pBH as number)
          expect(pBH).toBeLessThanOrEqual((pHolm as number) + 1e-12)
        }
      }),
      runs
    )
  })

  it("has nested intervals", () => {
    fc.assert(
      fc.property(design, (drawn) => {
        const narrow = effectsOf(attribute(dataOf(drawn), { level: 0.9 }))
        effectsOf(attribute(dataOf(drawn), { level: 0.99 })).forEach(({ lower, upper }, index) => {
          if (lower === null || upper === null) return
          expect(lower).toBeLessThanOrEqual(narrow[index]?.lower as number)
          expect(upper).toBeGreaterThanOrEqual(narrow[index]?.upper as number)
        })
      }),
      runs
    )
  })

  it("does not depend on the order of cells, items and seeds, nor on the names of clusters", () => {
    fc.assert(
      fc.property(design, options, (drawn, chosen) => {
        const data = dataOf(drawn)
        const stream = createStream(drawn.seed)
        const order = stream.shuffle([...(data.cells[0]?.scores ?? []).keys()])
        const pick = <A>(values: ReadonlyArray<A>) => order.map((item) => values[item] as A)
        alike(
          attribute(data, chosen),
          attribute(
            {
              ...data,
              cells: stream.shuffle(data.cells).map((cell) => ({
                ...cell,
                scores: pick(cell.scores).map((row) => row.toReversed()),
                cost: pick(cell.cost ?? [])
              })),
              ...(data.clusters === undefined ? {} : { clusters: pick(data.clusters).map((label) => `of ${label}`) })
            },
            chosen
          )
        )
      }),
      runs
    )
  })

  it("turns every effect around when null and on level change places", () => {
    fc.assert(
      fc.property(design, options, (drawn, { scale }) => {
        const data = dataOf(drawn)
        const before = attribute(data, { scale })
        const after = attribute(
          { ...data, factors: data.factors.map((factor) => ({ ...factor, nullLevel: "on", onLevel: "off" })) },
          { scale }
        )
        const opposite = (one: EffectEstimate | undefined, other: EffectEstimate | undefined) => {
          if (one?.estimate == null) expect(other?.estimate).toBeNull()
          else expect(other?.estimate).toBeCloseTo(-one.estimate, 10)
        }
        before.factors.forEach((factor, index) => {
          const turned = after.factors[index]
          opposite(factor.fromBase, turned?.fromFull)
          opposite(factor.fromFull, turned?.fromBase)
          opposite(factor.main, turned?.main)
          opposite(factor.shapley, turned?.shapley)
        })
        before.interactions.forEach(({ effect }, index) => {
          const turned = after.interactions[index]?.effect
          if (effect.estimate === null) expect(turned?.estimate).toBeNull()
          else expect(turned?.estimate).toBeCloseTo(effect.estimate, 10)
        })
      }),
      runs
    )
  })

  it("keeps its sums in complete designs: efficiency, Banzhaf, Sobol", () => {
    fc.assert(
      fc.property(design, (drawn) => {
        const all = { ...drawn, subsets: Array.from({ length: 2 ** drawn.count }, (_, subset) => subset) }
        const { factors, efficiency, full, base } = attribute(dataOf(all), { scale: "linear" })
        expect(efficiency.holds).toBe(true)
        const sum = factors.reduce((total, { shapley }) => total + (shapley.estimate as number), 0)
        expect(sum).toBeCloseTo((full.value as number) - (base.value as number), 10)
        if (drawn.count <= 2) {
          for (const { main, shapley } of factors) expect(shapley.estimate).toBeCloseTo(main.estimate as number, 10)
        }
        const shares = factors.map(({ sobol }) => sobol)
        if (shares.includes(null)) return
        expect(shares.reduce((total, share) => total + (share?.shapley as number), 0)).toBeCloseTo(1, 10)
        for (const share of shares) {
          expect(share?.first).toBeLessThanOrEqual((share?.shapley as number) + 1e-12)
          expect(share?.shapley).toBeLessThanOrEqual((share?.total as number) + 1e-12)
        }
      }),
      runs
    )
  })

  it("is unmoved by a factor that changes nothing", () => {
    fc.assert(
      fc.property(design, (drawn) => {
        if (drawn.count > 3) return
        const data = dataOf({ ...drawn, subsets: Array.from({ length: 2 ** drawn.count }, (_, subset) => subset) })
        const extra = onOff(drawn.count + 1)
        const idle = extra.at(-1)?.id as string
        const doubled: CellData = {
          ...data,
          factors: extra,
          cells: ["off", "on"].flatMap((level) =>
            data.cells.map((cell) => ({ ...cell, levels: { ...cell.levels, [idle]: level } }))
          )
        }
        const before = attribute(data, { scale: "linear" } satisfies AttributionOptions)
        const after = attribute(doubled, { scale: "linear" })
        before.factors.forEach(({ shapley, main, fromFull }, index) => {
          expect(after.factors[index]?.shapley.estimate).toBeCloseTo(shapley.estimate as number, 10)
          expect(after.factors[index]?.main.estimate).toBeCloseTo(main.estimate as number, 10)
          expect(after.factors[index]?.fromFull.estimate).toBeCloseTo(fromFull.estimate as number, 10)
        })
        expect(after.factors.at(-1)?.shapley.estimate).toBeCloseTo(0, 12)
      }),
      runs
    )
  })
})
