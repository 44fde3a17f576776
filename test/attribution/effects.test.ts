import { describe, expect, it } from "vitest"
import type { EffectEstimate } from "../../src/attribution/Attribution.js"
import { attribute } from "../../src/attribution/attribute.js"
import { levelsOf, onOff } from "../fixtures/factorialWorld.js"
import { readFixture } from "../fixtures/readFixture.js"

interface Effect {
  readonly estimate: number
  readonly error: number
  readonly lower: number
  readonly upper: number
  readonly p: number
}
interface Effects {
  readonly main: ReadonlyArray<Effect>
  readonly pairs: ReadonlyArray<Effect>
  readonly fromBase?: ReadonlyArray<Effect>
  readonly fromFull?: ReadonlyArray<Effect>
  readonly shapley?: ReadonlyArray<Effect>
}
const reference = readFixture<{
  factorials: Array<{
    name: string
    factors: number
    cells: Array<number>
    scores: Array<Array<Array<number>>>
    clusters: Array<string> | null
    CR2main: Array<number> | null
    linear: Effects
    log?: Effects
  }>
  mixed: {
    cells: Array<[number, number]>
    scores: Array<Array<Array<number>>>
    first: Effect
    second: Array<Effect>
    pair: Effect
  }
}>("attribution.json")

const same = (effect: EffectEstimate | undefined, expected: Effect | undefined) => {
  for (const field of ["estimate", "error", "lower", "upper", "p"] as const) {
    expect(effect?.[field], field).toBeCloseTo(expected?.[field] as number, 10)
  }
}

describe.each(reference.factorials)("effects of $name", (one) => {
  const factors = onOff(one.factors)
  const data = {
    factors,
    cells: one.cells.map((subset, cell) => ({ levels: levelsOf(factors, subset), scores: one.scores[cell] ?? [] })),
    ...(one.clusters === null ? {} : { clusters: one.clusters })
  }

  it("equal least squares with cluster-robust errors on the linear scale", () => {
    const result = attribute(data, { scale: "linear" })
    expect(result.factors.length).toBe(one.factors)
    result.factors.forEach((factor, index) => {
      same(factor.main, one.linear.main[index])
      if (one.linear.shapley === undefined) return
      same(factor.fromBase, one.linear.fromBase?.[index])
      same(factor.fromFull, one.linear.fromFull?.[index])
      same(factor.shapley, one.linear.shapley[index])
      // With one row an item the bias-reduced CR2 is the same; with clusters of unequal size it is not.
      if (one.clusters === null) expect(factor.main.error).toBeCloseTo(one.CR2main?.[index] as number, 10)
    })
    result.interactions.forEach(({ effect }, index) => {
      same(effect, one.linear.pairs[index])
    })
  })

  it("equal the log-link model with cluster-robust errors on the log scale", () => {
    if (one.log === undefined) return
    const { log } = one
    const result = attribute(data)
    result.factors.forEach((factor, index) => {
      same(factor.main, log.main[index])
      same(factor.fromBase, log.fromBase?.[index])
      same(factor.fromFull, log.fromFull?.[index])
      same(factor.shapley, log.shapley?.[index])
      expect(factor.main.ratio.lower).toBeCloseTo(Math.exp(log.main[index]?.lower as number), 10)
      expect(factor.main.other?.estimate).toBeCloseTo(one.linear.main[index]?.estimate as number, 10)
    })
    result.interactions.forEach(({ effect }, index) => {
      same(effect, log.pairs[index])
    })
  })
})

it("of a factor of three levels compare every level with the null level", () => {
  const { cells, scores, first, second, pair } = reference.mixed
  const result = attribute(
    {
      factors: [
        { id: "critic", levels: ["off", "on"], nullLevel: "off" },
        { id: "topology", levels: ["star", "none", "chain"], nullLevel: "none", onLevel: "star" }
      ],
      cells: cells.map(([a, b], cell) => ({
        levels: { critic: a === 1 ? "on" : "off", topology: ["none", "star", "chain"][b] as string },
        scores: scores[cell] ?? []
      }))
    },
    { scale: "linear" }
  )
  const [critic, star, chain] = result.factors
  expect([star?.factor, star?.level, star?.against, chain?.level]).toEqual(["topology", "star", "none", "chain"])
  same(critic?.main, first)
  same(star?.main, second[0])
  same(chain?.main, second[1])
  same(result.interactions[0]?.effect, pair)
  expect(result.complete).toBe(true)
  // Null and on levels make a game of two players; the third level is in no game.
  const shares = (critic?.shapley.estimate ?? 0) + (star?.shapley.estimate ?? 0)
  expect(shares).toBeCloseTo((result.full.value as number) - (result.base.value as number), 12)
  expect(chain?.shapley.estimate).toBeNull()
  expect(chain?.shapley.reason).toMatch(/null and on levels/u)
  // From full: the other factor is at its on level.
  const mean = (cell: number) => (scores[cell] ?? []).reduce((all, [score = 0]) => all + score / 40, 0)
  const at = (a: number, b: number) => cells.findIndex(([x, y]) => x === a && y === b)
  expect(chain?.fromFull.estimate).toBeCloseTo(mean(at(1, 2)) - mean(at(1, 0)), 12)
  expect(chain?.fromBase.estimate).toBeCloseTo(mean(at(0, 2)) - mean(at(0, 0)), 12)
})
