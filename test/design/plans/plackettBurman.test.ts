import { describe, expect, it } from "vitest"
import { foldover } from "../../../src/design/plans/foldover.js"
import { plackettBurman } from "../../../src/design/plans/plackettBurman.js"
import { column, dot, pairsOf, switches } from "./planFactors.js"

const sizes = [
  [12, ["0.333"]],
  [20, ["0.200", "0.600"]],
  [24, ["0.000", "0.333"]]
] as const

describe.each(sizes)("the Plackett–Burman plan of %i runs", (runs, wanted) => {
  const ids = switches(runs - 1).map(({ id }) => id)
  const table = plackettBurman(switches(runs - 1), { runs })

  it("is balanced and orthogonal", () => {
    const columns = [table.rows.map(() => 1), ...ids.map((id) => column(table, id))]
    columns.forEach((left, i) => {
      columns.forEach((right, j) => {
        expect(dot(left, right)).toBe(i === j ? runs : 0)
      })
    })
    expect(table.dEfficiency).toBe(1)
    expect(table.resolution).toBe(3)
    expect(table.model).toBe("main")
    expect(table.clear).toEqual([])
  })

  it(`correlates main effects with the interactions that do not contain them: ${wanted.join(" or ")}`, () => {
    const listed = new Map(table.biases.map(({ effect, by, weight }) => [`${effect} < ${by}`, weight]))
    const seen = new Set<string>()
    for (const [left, right] of pairsOf(ids)) {
      const product = column(table, left, right)
      for (const id of ids) {
        const correlation = dot(column(table, id), product) / runs
        expect(listed.get(`${id} < ${left} × ${right}`) ?? 0).toBeCloseTo(correlation, 12)
        if (id === left || id === right) expect(correlation).toBe(0)
        else seen.add(Math.abs(correlation).toFixed(3))
      }
    }
    expect([...seen].sort()).toEqual(wanted)
  })

  it("folded has resolution IV", () => {
    const folded = foldover(table)
    expect(folded.rows).toHaveLength(2 * runs)
    expect(folded.resolution).toBe(4)
    expect(folded.biases).toEqual([])
    expect(folded.wordLengths?.[0]).toBe(0)
    expect(folded.dEfficiency).toBe(1)
  })
})

describe("a Plackett–Burman plan", () => {
  it("takes the fewest runs that hold the factors", () => {
    const runsOf = (count: number) => plackettBurman(switches(count)).rows.length
    expect([4, 11, 12, 19, 20, 23].map(runsOf)).toEqual([12, 12, 20, 20, 24, 24])
  })

  it("of 12 runs begins with the published row, shifts it to the right and ends with all off", () => {
    const signs = plackettBurman(switches(11)).rows.map((row) =>
      Object.values(row)
        .map((level) => (level === "on" ? "+" : "-"))
        .join("")
    )
    expect(signs.slice(0, 2)).toEqual(["++-+++---+-", "-++-+++---+"])
    expect(signs[11]).toBe("-----------")
  })

  it("counts partial words: the generalised pattern of any 5 columns in 12 runs", () => {
    // 10 triples and 5 quadruples of correlation 1/3 each; the five-column product depends on which columns are taken.
    const { wordLengths, definingWords } = plackettBurman(switches(5))
    expect(wordLengths?.[0]).toBeCloseTo(10 / 9, 12)
    expect(wordLengths?.[1]).toBeCloseTo(5 / 9, 12)
    expect(definingWords).toBeUndefined()
  })

  it("says when runs repeat a configuration", () => {
    // Two factors in 12 runs: each of the 4 combinations three times.
    expect(plackettBurman(switches(2)).notes).toContain(
      "8 of the 12 runs repeat a configuration: run them as further seeds of it."
    )
    expect(plackettBurman(switches(11)).notes.join()).not.toContain("repeat")
  })

  it("refuses other sizes and too many factors", () => {
    expect(() => plackettBurman(switches(5), { runs: 16 })).toThrow("requires 12, 20 or 24 runs")
    expect(() => plackettBurman(switches(12), { runs: 12 })).toThrow("12 factors in 12 runs")
    expect(() => plackettBurman(switches(24))).toThrow("24 factors")
  })
})
