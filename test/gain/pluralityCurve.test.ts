import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { pluralityCurve } from "../../src/gain/pluralityCurve.js"
import { pluralityAtK } from "../../src/stats/pluralityAtK.js"

interface Vote {
  readonly answer: string | null
  readonly score: number
}

const votes = (counts: ReadonlyArray<{ readonly count: number; readonly score: number }>, abstain = 0): Array<Vote> => [
  ...counts.flatMap(({ count, score }, name) =>
    Array.from({ length: count }, () => ({ answer: `answer ${name}`, score }))
  ),
  ...Array.from({ length: abstain }, () => ({ answer: null, score: 0 }))
]

/** Mean over all subsets of k: the definition. */
const enumerate = (samples: ReadonlyArray<Vote>, k: number): number => {
  let sum = 0
  let subsets = 0
  for (let mask = 0; mask < 2 ** samples.length; mask++) {
    const chosen = samples.filter((_, index) => (mask >> index) & 1)
    if (chosen.length !== k) continue
    subsets++
    const counts = new Map<string, number>()
    for (const { answer } of chosen) if (answer !== null) counts.set(answer, (counts.get(answer) ?? 0) + 1)
    const most = Math.max(0, ...counts.values())
    const winners = [...counts.keys()].filter((answer) => counts.get(answer) === most)
    const worth = (name: string) => {
      const all = samples.filter(({ answer }) => answer === name)
      return all.reduce((total, { score }) => total + score, 0) / all.length
    }
    if (winners.length > 0) sum += winners.reduce((total, name) => total + worth(name), 0) / winners.length
  }
  return sum / subsets
}

const graded = fc.array(
  fc.record({ answer: fc.constantFrom("a", "b", "c", "d", null), score: fc.constantFrom(0, 0.25, 0.5, 1) }),
  { minLength: 1, maxLength: 9 }
)

describe("pluralityCurve", () => {
  it("is the mean over all subsets, also of graded scores", () => {
    fc.assert(
      fc.property(graded, (raw) => {
        const samples = raw.map(({ answer, score }) => ({ answer, score: answer === null ? 0 : score }))
        const curve = pluralityCurve(samples)
        samples.forEach((_, index) => {
          expect(curve[index]).toBeCloseTo(enumerate(samples, index + 1), 12)
        })
      }),
      { seed: 11, numRuns: 60 }
    )
  })

  it("agrees with the count for one right answer at every k", () => {
    fc.assert(
      fc.property(
        fc.record({
          right: fc.nat({ max: 12 }),
          wrong: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 6 }),
          abstain: fc.nat({ max: 6 })
        }),
        (counts) => {
          const samples = votes(
            [{ count: counts.right, score: 1 }, ...counts.wrong.map((count) => ({ count, score: 0 }))],
            counts.abstain
          )
          const curve = pluralityCurve(samples)
          samples.forEach((_, index) => {
            expect(curve[index]).toBeCloseTo(pluralityAtK({ counts, k: index + 1 }), 11)
          })
        }
      ),
      { seed: 12, numRuns: 150 }
    )
  })

  it("gains nothing from an even number of votes on two answers", () => {
    const curve = pluralityCurve(
      votes([
        { count: 9, score: 1 },
        { count: 6, score: 0 }
      ])
    )
    for (let m = 1; 2 * m < curve.length; m++) expect(curve[2 * m - 1]).toBeCloseTo(curve[2 * m - 2] as number, 12)
    expect(curve[2]).toBeGreaterThan(curve[0] as number)
  })

  it("has no rounding where there is nothing to count", () => {
    expect([...pluralityCurve(votes([{ count: 23, score: 1 }]))]).toEqual(new Array(23).fill(1))
    expect([...pluralityCurve(votes([], 5))]).toEqual(new Array(5).fill(0))
    expect(
      pluralityCurve(
        votes([
          { count: 2, score: 1 },
          { count: 1, score: 0 }
        ])
      )[0]
    ).toBe(2 / 3)
    expect(pluralityCurve([])).toHaveLength(0)
  })

  it("stays accurate with hundreds of samples and refuses more than it can count", () => {
    const curve = pluralityCurve(
      votes([
        { count: 420, score: 1 },
        { count: 300, score: 0 },
        { count: 80, score: 0 }
      ])
    )
    expect(curve[0]).toBe(420 / 800)
    expect(curve[799]).toBe(1)
    expect(curve.every((value) => value >= 0 && value <= 1)).toBe(true)
    expect(() => pluralityCurve(votes([{ count: 1001, score: 1 }]))).toThrow(RangeError)
  })
})
