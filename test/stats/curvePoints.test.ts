import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { bestOfK } from "../../src/stats/bestOfK.js"
import { pluralityAtK } from "../../src/stats/pluralityAtK.js"
import { relativeError } from "../fixtures/relativeError.js"

/** Mean of a score over all choices of k out of the given samples. */
const enumerate = <A>(samples: ReadonlyArray<A>, k: number, score: (chosen: ReadonlyArray<A>) => number): number => {
  let sum = 0
  let count = 0
  for (let mask = 0; mask < 2 ** samples.length; mask++) {
    const chosen = samples.filter((_, index) => (mask >> index) & 1)
    if (chosen.length !== k) continue
    sum += score(chosen)
    count += 1
  }
  return sum / count
}

// 0 is right, −1 has no answer, the rest are wrong.
const vote = (answers: ReadonlyArray<number>): number => {
  const counts = new Map<number, number>()
  for (const answer of answers) if (answer >= 0) counts.set(answer, (counts.get(answer) ?? 0) + 1)
  const most = Math.max(0, ...counts.values())
  return most > 0 && counts.get(0) === most ? 1 / [...counts.values()].filter((count) => count === most).length : 0
}

const counts = fc
  .record({
    right: fc.nat({ max: 6 }),
    wrong: fc.array(fc.nat({ max: 4 }), { maxLength: 5 }),
    abstain: fc.nat({ max: 3 })
  })
  .map((of) => ({ of, total: of.right + of.abstain + of.wrong.reduce((sum, count) => sum + count, 0) }))
  .filter(({ total }) => total >= 1 && total <= 10)

describe("plurality at k", () => {
  it("equals full enumeration, with abstentions and ties, for up to 10 samples", () => {
    fc.assert(
      fc.property(counts, ({ of, total }) => {
        const samples = [
          ...Array<number>(of.right).fill(0),
          ...Array<number>(of.abstain).fill(-1),
          ...of.wrong.flatMap((count, index) => Array<number>(count).fill(index + 1))
        ]
        for (let k = 1; k <= total; k++) {
          expect(pluralityAtK({ counts: of, k })).toBeCloseTo(enumerate(samples, k, vote), 12)
        }
      }),
      { seed: 6, numRuns: 150 }
    )
  })
  it("is the share of right samples at k = 1, and the winner at k = N", () => {
    expect(pluralityAtK({ counts: { right: 3, wrong: [4, 2], abstain: 1 }, k: 1 })).toBeCloseTo(0.3, 14)
    expect(pluralityAtK({ counts: { right: 3, wrong: [4, 2], abstain: 1 }, k: 10 })).toBe(0)
    expect(pluralityAtK({ counts: { right: 4, wrong: [4, 2], abstain: 1 }, k: 11 })).toBeCloseTo(0.5, 14)
    expect(pluralityAtK({ counts: { right: 2, wrong: [1], abstain: 0 }, k: 3 })).toBe(1)
    expect(pluralityAtK({ counts: { right: 0, wrong: [], abstain: 4 }, k: 2 })).toBe(0)
    expect(pluralityAtK({ counts: { right: 1, wrong: [], abstain: 3 }, k: 2 })).toBeCloseTo(0.5, 14)
  })
  it("gains nothing from an even vote over the odd one below it, where there are two answers", () => {
    for (const [right, wrong] of [
      [5, 4],
      [30, 50],
      [1100, 900]
    ] as const) {
      for (let m = 1; m <= 6; m++) {
        const odd = pluralityAtK({ counts: { right, wrong: [wrong], abstain: 0 }, k: Math.min(right, 2 * m - 1) })
        const even = pluralityAtK({ counts: { right, wrong: [wrong], abstain: 0 }, k: Math.min(right, 2 * m) })
        if (2 * m <= Math.min(right, wrong)) expect(relativeError(even, odd)).toBeLessThan(1e-10)
      }
    }
  })
  it("comes near the majority of independent draws when the pool is large", () => {
    // P(maj 3, .6) = .648; a pool of 100,000 is as good as without end.
    expect(pluralityAtK({ counts: { right: 60_000, wrong: [40_000], abstain: 0 }, k: 3 })).toBeCloseTo(0.648, 4)
  })
  it("does not depend on the order or on empty wrong answers", () => {
    const given = pluralityAtK({ counts: { right: 5, wrong: [4, 1, 3], abstain: 2 }, k: 7 })
    expect(pluralityAtK({ counts: { right: 5, wrong: [0, 3, 4, 0, 1], abstain: 2 }, k: 7 })).toBeCloseTo(given, 14)
  })
  it("refuses more votes than samples and broken counts", () => {
    expect(() => pluralityAtK({ counts: { right: 1, wrong: [1], abstain: 0 }, k: 3 })).toThrow(RangeError)
    expect(() => pluralityAtK({ counts: { right: 1, wrong: [1], abstain: 0 }, k: 0 })).toThrow(RangeError)
    expect(() => pluralityAtK({ counts: { right: 1, wrong: [0.5], abstain: 0 }, k: 1 })).toThrow(RangeError)
  })
})

describe("best of k", () => {
  const samples = fc.array(
    fc.record({ rating: fc.nat({ max: 4 }), grade: fc.double({ min: 0, max: 1, noNaN: true }) }),
    { minLength: 1, maxLength: 8 }
  )
  it("equals full enumeration, ties in the rating broken evenly", () => {
    fc.assert(
      fc.property(samples, (given) => {
        for (let k = 1; k <= given.length; k++) {
          const expected = enumerate(given, k, (chosen) => {
            const best = Math.max(...chosen.map(({ rating }) => rating))
            const tied = chosen.filter(({ rating }) => rating === best)
            return tied.reduce((sum, { grade }) => sum + grade, 0) / tied.length
          })
          expect(bestOfK({ samples: given, k })).toBeCloseTo(expected, 12)
        }
      }),
      { seed: 7, numRuns: 200 }
    )
  })
  it("is pass at k when the rating is the grade", () => {
    // 1 − C(7, 4)/C(10, 4)
    const graded = Array.from({ length: 10 }, (_, index) => ({ rating: index < 3 ? 1 : 0, grade: index < 3 ? 1 : 0 }))
    expect(bestOfK({ samples: graded, k: 4 })).toBeCloseTo(1 - 35 / 210, 13)
  })
  it("refuses more choices than samples and ratings that are no numbers", () => {
    expect(() => bestOfK({ samples: [], k: 1 })).toThrow(RangeError)
    expect(() => bestOfK({ samples: [{ rating: Number.NaN, grade: 1 }], k: 1 })).toThrow(RangeError)
  })
})
