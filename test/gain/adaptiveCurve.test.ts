import { describe, expect, it } from "vitest"
import { adaptiveCurve, adaptiveMaxima } from "../../src/gain/adaptiveCurve.js"
import { leadIsSafe } from "../../src/gain/leadIsSafe.js"
import { pluralityCurve } from "../../src/gain/pluralityCurve.js"
import type { Sample } from "../../src/gain/Samples.js"

const sample = (answer: string | null, cost: number | null = 10): Sample => ({
  answer,
  score: answer === "right" ? 1 : 0,
  cost,
  selection: null
})

const many = (right: number, wrong: number, abstain = 0): Array<Sample> => [
  ...Array.from({ length: right }, () => sample("right")),
  ...Array.from({ length: wrong }, () => sample("wrong")),
  ...Array.from({ length: abstain }, () => sample(null))
]

/** Expected score and draws over all orders, by walking the tree of what may be drawn next. */
const exact = (left: ReadonlyArray<number>, maximum: number, seen: ReadonlyArray<number> = left.map(() => 0)) => {
  const drawn = seen.reduce((sum, count) => sum + count, 0)
  const votes = seen.slice(0, -1)
  const lead = Math.max(...votes)
  const second = [...votes].sort((a, b) => b - a)[1] ?? 0
  if (drawn === maximum || (lead > second && leadIsSafe(lead, second))) {
    const ties = votes.filter((count) => count === lead).length
    return { score: lead > 0 && votes[0] === lead ? 1 / ties : 0, draws: drawn }
  }
  const rest = left.reduce((sum, count) => sum + count, 0)
  let score = 0
  let draws = 0
  left.forEach((count, name) => {
    if (count === 0) return
    const step = exact(
      left.map((value, other) => (other === name ? value - 1 : value)),
      maximum,
      seen.map((value, other) => (other === name ? value + 1 : value))
    )
    score += (count / rest) * step.score
    draws += (count / rest) * step.draws
  })
  return { score, draws }
}

describe("adaptiveCurve", () => {
  it("stops after four equal answers", () => {
    const { scores, costs } = adaptiveCurve(many(12, 0), [5, 8, 12], 1)
    expect([...scores]).toEqual([1, 1, 1])
    expect([...(costs ?? [])]).toEqual([40, 40, 40])
  })

  it("agrees with the exact mean over all orders", () => {
    const maxima = [5, 8, 12]
    const worlds = [
      [8, 3, 1],
      [5, 5, 2],
      [3, 8, 1],
      [6, 4, 2]
    ] as const
    for (const [right, wrong, abstain] of worlds) {
      const runs = Array.from({ length: 40 }, (_, seed) => adaptiveCurve(many(right, wrong, abstain), maxima, seed))
      maxima.forEach((maximum, index) => {
        const truth = exact([right, wrong, abstain], maximum)
        const mean = (of: (run: (typeof runs)[number]) => number) => runs.reduce((sum, run) => sum + of(run), 0) / 40
        // 4,000 replays: standard errors of at most .008 and .06 draws.
        expect(Math.abs(mean((run) => run.scores[index] as number) - truth.score)).toBeLessThan(0.032)
        expect(Math.abs(mean((run) => run.costs?.[index] as number) / 10 - truth.draws)).toBeLessThan(0.2)
      })
    }
  })

  it("is the plain vote while no lead can be safe, and never dearer than it", () => {
    const samples = many(7, 5)
    const { scores, costs } = adaptiveCurve(samples, [3, 12], 5)
    const vote = pluralityCurve(samples)
    expect(Math.abs((scores[0] as number) - (vote[2] as number))).toBeLessThan(0.2)
    expect(costs?.[0]).toBe(30)
    expect(costs?.[1]).toBeLessThanOrEqual(120)
  })

  it("charges what the drawn samples really cost; an unknown cost stays unknown", () => {
    const samples = Array.from({ length: 6 }, () => sample("right", 7))
    expect([...(adaptiveCurve(samples, [5], 1).costs ?? [])]).toEqual([28])
    expect(adaptiveCurve([...samples, sample("right", null)], [5], 1).costs).toBeNull()
  })

  it("gives the same numbers for the same seed", () => {
    const samples = many(6, 5, 2)
    expect(adaptiveCurve(samples, [8, 13], 3)).toEqual(adaptiveCurve(samples, [8, 13], 3))
    expect(adaptiveCurve(samples, [8, 13], 3)).not.toEqual(adaptiveCurve(samples, [8, 13], 4))
  })

  it("tries maxima that the size of the pool fixes", () => {
    expect(adaptiveMaxima(4)).toEqual([])
    expect(adaptiveMaxima(5)).toEqual([5])
    expect(adaptiveMaxima(25)).toEqual([5, 8, 12, 18, 25])
    expect(adaptiveMaxima(64)).toEqual([5, 8, 12, 18, 27, 40, 64])
  })
})
