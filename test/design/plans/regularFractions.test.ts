import { describe, expect, it } from "vitest"
import { foldover } from "../../../src/design/plans/foldover.js"
import { fractionalFactorial } from "../../../src/design/plans/fractionalFactorial.js"
import { column, dot, pairsOf, switches } from "./planFactors.js"

/** Factors, runs, generators by Yates number, resolution, word lengths from 3, clear two-factor interactions. */
const published = [
  [3, 4, "3", 3, "1", 0],
  [4, 8, "7", 4, "0 1", 0],
  [5, 8, "3 5", 3, "2 1", 0],
  [5, 16, "15", 5, "0 0 1", 10],
  [6, 8, "3 5 6", 3, "4 3", 0],
  [6, 16, "7 11", 4, "0 3", 0],
  [6, 32, "31", 6, "0 0 0 1", 15],
  [7, 8, "3 5 6 7", 3, "7 7 0 0 1", 0],
  [7, 16, "7 11 13", 4, "0 7", 0],
  [7, 32, "7 27", 4, "0 1 2", 15],
  [7, 64, "63", 7, "0 0 0 0 1", 21],
  [8, 16, "7 11 13 14", 4, "0 14 0 0 0 1", 0],
  [8, 32, "7 11 29", 4, "0 3 4", 13],
  [8, 64, "15 51", 5, "0 0 2 1", 28],
  [9, 16, "3 5 9 14 15", 3, "4 14 8 0 4 1", 0],
  [9, 32, "7 11 19 29", 4, "0 6 8 0 0 1", 8],
  [9, 64, "7 27 45", 4, "0 1 4 2", 30],
  [10, 16, "3 5 6 9 14 15", 3, "8 18 16 8 8 5", 0],
  [10, 32, "7 11 19 29 30", 4, "0 10 16 0 0 5", 0],
  [10, 64, "7 27 43 53", 4, "0 2 8 4 0 1", 33],
  [11, 16, "3 5 6 9 10 13 14", 3, "12 26 28 24 20 13 4", 0],
  [11, 32, "7 11 13 19 21 25", 4, "0 25 0 27 0 10 0 1", 0],
  [11, 64, "7 11 29 45 51", 4, "0 4 14 8 0 3 2", 34],
  [12, 16, "3 5 6 9 10 13 14 15", 3, "16 39 48 48 48 39 16 0 0 1", 0],
  [12, 32, "7 11 13 14 19 21 25", 4, "0 38 0 52 0 33 0 4", 0],
  [12, 64, "7 11 29 45 51 62", 4, "0 6 24 16 0 9 8", 36]
] as const

/** Words by multiplying generators with each other (exclusive or), which never looks at a run. */
const wordsByAlgebra = (base: number, generators: ReadonlyArray<number>): ReadonlyArray<number> => {
  const own = generators.map((generator, index) => generator | (1 << (base + index)))
  return Array.from({ length: 2 ** own.length - 1 }, (_, choice) =>
    own.reduce((word, member, index) => (((choice + 1) >> index) & 1 ? word ^ member : word), 0)
  )
}

describe.each(published)(
  "the fraction of %i factors in %i runs",
  (count, runs, generators, resolution, words, clear) => {
    const factors = switches(count)
    const ids = factors.map(({ id }) => id)
    const table = fractionalFactorial(factors, { runs })
    const masks = generators.split(" ").map(Number)
    const algebra = wordsByAlgebra(Math.log2(runs), masks)
    const maskOf = (names: ReadonlyArray<string>) => names.reduce((mask, id) => mask | (1 << ids.indexOf(id)), 0)

    it("has balanced, uncorrelated columns: X′X = N·I", () => {
      expect(table.rows).toHaveLength(runs)
      const columns = [table.rows.map(() => 1), ...ids.map((id) => column(table, id))]
      columns.forEach((left, i) => {
        columns.forEach((right, j) => {
          expect(dot(left, right)).toBe(i === j ? runs : 0)
        })
      })
      expect(table.dEfficiency).toBe(1)
    })

    it("has 2^p − 1 defining words, each a product of +1 in every run, the shortest of the resolution's length", () => {
      const found = table.definingWords ?? []
      expect(found).toHaveLength(2 ** masks.length - 1)
      for (const word of found) {
        expect(word.sign).toBe(1)
        expect(column(table, ...word.factors).every((sign) => sign === 1)).toBe(true)
      }
      expect(Math.min(...found.map((word) => word.factors.length))).toBe(resolution)
      expect(table.resolution).toBe(resolution)
      expect(found.map((word) => maskOf(word.factors)).sort((a, b) => a - b)).toEqual(
        [...algebra].sort((a, b) => a - b)
      )
    })

    it("has the published word lengths, clear interactions and generators", () => {
      expect(table.wordLengths?.join(" ")).toBe(words)
      expect(table.clear).toHaveLength(clear)
      const masksOfProducts = table.generators?.map(({ product }) => maskOf(product))
      expect(masksOfProducts?.join(" ")).toBe(generators)
      expect(table.generators?.map(({ factor }) => factor)).toEqual(ids.slice(Math.log2(runs)))
      const wanted = resolution >= 5 ? "main+2fi" : "main"
      expect(table.model).toBe(wanted)
    })

    it("lists as aliases exactly the effects whose product is a word", () => {
      const effects = [...ids.map((id) => [id]), ...pairsOf(ids)]
      const isWord = new Set(algebra)
      const expected = effects.map((effect) => ({
        effect: effect.join(" × "),
        aliasedWith: effects
          .filter((other) => isWord.has(maskOf(effect) ^ maskOf(other)))
          .map((other) => other.join(" × "))
      }))
      expect(table.aliases).toEqual(expected)
      for (const { effect, by, weight } of table.biases) {
        expect(weight).toBe(1)
        expect(table.aliases.find((one) => one.effect === effect)?.aliasedWith).toContain(by)
      }
    })
  }
)

describe("the choice of a fraction", () => {
  it("by resolution takes the fewest runs that reach it", () => {
    const runsFor = (count: number, resolution: number) =>
      fractionalFactorial(switches(count), { resolution }).rows.length
    expect([3, 4, 5, 6, 7].map((resolution) => runsFor(7, resolution))).toEqual([8, 16, 64, 64, 64])
    expect([3, 4, 5].map((resolution) => runsFor(8, resolution))).toEqual([16, 16, 64])
    expect(() => fractionalFactorial(switches(8), { resolution: 6 })).toThrow("must be one of 16 runs (resolution 4)")
  })
  it("by both must satisfy both", () => {
    expect(fractionalFactorial(switches(7), { runs: 32, resolution: 4 }).rows).toHaveLength(32)
    expect(() => fractionalFactorial(switches(7), { runs: 16, resolution: 5 })).toThrow("16 runs and resolution 5")
  })
})

describe("folding a fraction over", () => {
  it("of 7 factors in 8 runs gives A3 = 0 and A4 = 7", () => {
    const folded = foldover(fractionalFactorial(switches(7), { runs: 8 }))
    expect(folded.rows).toHaveLength(16)
    expect(folded.wordLengths).toEqual([0, 7])
    expect(folded.resolution).toBe(4)
    expect(folded.definingWords).toHaveLength(7)
  })

  const third = published.filter(([, , , resolution]) => resolution === 3)
  it.each(third)("of %i factors in %i runs clears resolution III and keeps the words of even length", (count, runs) => {
    const table = fractionalFactorial(switches(count), { runs })
    if (count === 3) {
      // The other half: together the full factorial.
      expect(foldover(table).wordLengths).toEqual([])
      expect(foldover(table).resolution).toBeNull()
      expect(foldover(table).model).toBe("main+2fi")
      return
    }
    const folded = foldover(table)
    expect(folded.wordLengths).toEqual(
      (table.wordLengths ?? [])
        .map((words, index) => (index % 2 === 1 ? words : 0))
        .slice(0, (table.wordLengths ?? []).findLastIndex((words, index) => index % 2 === 1 && words > 0) + 1)
    )
    expect(folded.resolution).toBe(4)
    expect(folded.biases).toEqual([])
  })

  it("refuses a plan whose reversed runs are its own", () => {
    expect(() => foldover(fractionalFactorial(switches(4), { runs: 8 }))).toThrow("the reversed runs are the same")
  })
})
