import { describe, expect, it } from "vitest"
import { type DOptimalOptions, dOptimal } from "../../../src/design/plans/dOptimal.js"
import { fractionalFactorial } from "../../../src/design/plans/fractionalFactorial.js"
import type { Forbidden, PlanModel, RunTable } from "../../../src/design/plans/RunTable.js"
import { InputError } from "../../../src/errors/InputError.js"
import { readFixture } from "../../fixtures/readFixture.js"
import { column, dot, leveled, pairsOf, switches } from "./planFactors.js"

interface Reference {
  readonly levels: ReadonlyArray<number>
  readonly runs: number
  readonly model: PlanModel
  /** Each a list of (factor, level) that must not come together. */
  readonly forbidden: ReadonlyArray<ReadonlyArray<readonly [number, number]>>
  readonly parameters: number
  readonly tried: number
  readonly dValue: number
  readonly dEfficiency: number
}

const references = readFixture<ReadonlyArray<Reference>>("dOptimal.json")

/** |X′X/N|^(1/p) in sum-to-zero coding, from the level names, by elimination. */
const dValue = (table: RunTable): number => {
  const ids = table.factors.map(({ id }) => id)
  const coded = (row: RunTable["rows"][number], id: string): ReadonlyArray<number> => {
    const levels = table.factors.find((factor) => factor.id === id)?.levels as ReadonlyArray<string>
    const at = levels.indexOf(row[id] as string)
    return levels.slice(1).map((_, index) => (at === levels.length - 1 ? -1 : at === index ? 1 : 0))
  }
  const rows = table.rows.map((row) => [
    1,
    ...ids.flatMap((id) => coded(row, id)),
    ...(table.model === "main"
      ? []
      : pairsOf(ids).flatMap(([left, right]) => coded(row, left).flatMap((a) => coded(row, right).map((b) => a * b))))
  ])
  const size = rows[0]?.length as number
  const matrix = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_unused, j) =>
      rows.reduce((sum, row) => sum + ((row[i] as number) * (row[j] as number)) / rows.length, 0)
    )
  )
  let determinant = 1
  for (let step = 0; step < size; step++) {
    const pivot = matrix[step] as Array<number>
    determinant *= pivot[step] as number
    for (let row = step + 1; row < size; row++) {
      const line = matrix[row] as Array<number>
      const share = (line[step] as number) / (pivot[step] as number)
      for (let at = step; at < size; at++) line[at] = (line[at] as number) - share * (pivot[at] as number)
    }
  }
  return determinant ** (1 / size)
}

describe("the exchange finds what an exhaustive search finds", () => {
  it.each(references)("$levels levels, $runs runs, $model, $tried plans", (reference) => {
    const forbidden: Forbidden = (row) =>
      reference.forbidden.some((together) =>
        together.every(([factor, level]) => row[String.fromCharCode(65 + factor)] === `l${level}`)
      )
        ? "these do not go together"
        : undefined
    const table = dOptimal(leveled(reference.levels), { ...reference, seed: 5, forbidden })
    expect(table.rows).toHaveLength(reference.runs)
    expect(new Set(table.rows.map((row) => JSON.stringify(row))).size).toBe(reference.runs)
    expect(table.rows.filter((row) => forbidden(row) !== undefined)).toEqual([])
    expect(Math.abs(dValue(table) - reference.dValue)).toBeLessThan(1e-9)
    expect(Math.abs(table.dEfficiency - reference.dEfficiency)).toBeLessThan(1e-9)
  })
})

describe("the exchange reaches known maxima", () => {
  /** Hadamard's maximal determinants of ±1 matrices of order 3 to 11 (OEIS A003433). */
  const maximal = [4, 16, 48, 160, 576, 4096, 14336, 73728, 327680]
  it.each(maximal.map((determinant, index) => [index + 3, determinant] as const))(
    "saturated ±1 plans of %i runs: |X| = %i",
    (runs, determinant) => {
      const table = dOptimal(switches(runs - 1), { runs, model: "main", seed: 1 })
      expect(table.dEfficiency * runs).toBeCloseTo(determinant ** (2 / runs), 9)
    }
  )

  // Barba's bound generalised: for N = 1 mod 4, |X′X| ≤ (N − 1)^(p − 1)·(N − 1 + p), reached by one run more than an
  // orthogonal plan.
  it.each([
    [4, 9],
    [5, 9],
    [6, 9],
    [5, 13],
    [5, 17]
  ])("%i factors in %i runs: (N − 1)^(p − 1)·(N − 1 + p)", (count, runs) => {
    const p = count + 1
    const table = dOptimal(switches(count), { runs, model: "main", seed: 1 })
    const bound = ((runs - 1) ** (p - 1) * (runs - 1 + p)) ** (1 / p) / runs
    expect(table.dEfficiency).toBeLessThanOrEqual(bound + 1e-12)
    expect(table.dEfficiency).toBeCloseTo(bound, 9)
  })

  it("an orthogonal plan where there is one: efficiency 1", () => {
    for (const options of [
      { count: 7, runs: 8, model: "main" },
      { count: 5, runs: 16, model: "main+2fi" },
      { count: 5, runs: 12, model: "main" }
    ] as const) {
      const table = dOptimal(switches(options.count), { ...options, seed: 3 })
      expect(table.dEfficiency).toBe(1)
      for (const [left, right] of pairsOf(table.factors.map(({ id }) => id))) {
        expect(dot(column(table, left), column(table, right))).toBe(0)
      }
    }
    // The search's plan of 7 factors in 8 runs is the saturated fraction up to signs.
    const found = dOptimal(switches(7), { runs: 8, model: "main", seed: 3 })
    expect(found.wordLengths).toEqual(fractionalFactorial(switches(7), { runs: 8 }).wordLengths)
    expect(found.resolution).toBe(3)
  })
})

describe("a D-optimal plan", () => {
  const plan = (options: Partial<DOptimalOptions>) =>
    dOptimal(leveled([3, 2, 2, 2, 3]), { runs: 11, model: "main", seed: 8, ...options })

  it("is the same for the same seed, and never worse with more restarts", () => {
    expect(plan({ restarts: 3 })).toEqual(plan({ restarts: 3 }))
    // Saturated plans of 9 runs: a single start often ends at a lesser maximum.
    const efficiencies = [1, 2, 4, 8, 16].map(
      (restarts) => dOptimal(switches(8), { runs: 9, model: "main", seed: 8, restarts }).dEfficiency
    )
    expect([...efficiencies].sort((a, b) => a - b)).toEqual(efficiencies)
    expect(new Set(efficiencies).size).toBeGreaterThan(1)
  })

  it("does not depend on the names or order of levels", () => {
    const renamed = leveled([3, 2, 2, 2, 3]).map((factor) => ({
      ...factor,
      levels: factor.levels.map((level) => `other ${level}`),
      nullLevel: `other ${factor.nullLevel}`
    }))
    expect(dOptimal(renamed, { runs: 11, model: "main", seed: 8 }).dEfficiency).toBe(plan({}).dEfficiency)
    // Another null level: another coding, the same best value.
    const moved = leveled([3, 2, 2]).map((factor) => ({ ...factor, nullLevel: factor.levels.at(-1) as string }))
    expect(dOptimal(moved, { runs: 7, model: "main", seed: 8 }).dEfficiency).toBeCloseTo(
      dOptimal(leveled([3, 2, 2]), { runs: 7, model: "main", seed: 8 }).dEfficiency,
      12
    )
  })

  it("of main effects and interactions keeps them clear of each other; of main effects alone says what leaks in", () => {
    const both = dOptimal(switches(4), { runs: 12, model: "main+2fi", seed: 1 })
    expect(both.clear).toHaveLength(6)
    expect(both.biases).toEqual([])
    const main = dOptimal(switches(4), { runs: 7, model: "main", seed: 1 })
    expect(main.clear).toEqual([])
    expect(main.biases.length).toBeGreaterThan(0)
  })

  const refusal = (options: Partial<DOptimalOptions>): string => {
    try {
      plan(options)
    } catch (error) {
      if (error instanceof InputError) return error.message
      throw error
    }
    throw new Error("nothing was refused")
  }

  it("is refused where it cannot be had", () => {
    expect(refusal({ runs: 7 })).toContain("the model has 8 parameters")
    expect(refusal({ runs: 73 })).toContain("only 72 of 72 combinations")
    expect(refusal({ runs: 10.5 })).toContain("10.5 runs")
    expect(refusal({ restarts: 0 })).toContain("0 restarts")
    expect(refusal({ seed: Number.NaN })).toContain("requires a whole number")
    // B only ever on together with C: the two cannot be told apart.
    expect(refusal({ forbidden: (row) => (row.B === row.C ? undefined : "B needs C") })).toContain(
      "they cannot separate the effect of C"
    )
    // Never both on: their interaction cannot be seen.
    const exclusive: Forbidden = (row) => (row.B === "l1" && row.C === "l1" ? "either or" : undefined)
    expect(refusal({ model: "main+2fi", runs: 30, forbidden: exclusive })).toContain("the effect of B × C from")
    expect(refusal({ forbidden: () => "nothing works here" })).toContain("only 0 of 72")
  })

  it("is refused where the search would take minutes", () => {
    expect(() => dOptimal(switches(16), { runs: 140, model: "main+2fi", seed: 1 })).toThrow("too long")
  })
})
