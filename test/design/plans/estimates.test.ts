import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { addOneIn, leaveOneOut } from "../../../src/design/plans/ablations.js"
import { twoLevels } from "../../../src/design/plans/checkFactors.js"
import { dOptimal } from "../../../src/design/plans/dOptimal.js"
import { foldover } from "../../../src/design/plans/foldover.js"
import { fractionalFactorial } from "../../../src/design/plans/fractionalFactorial.js"
import { fullFactorial } from "../../../src/design/plans/fullFactorial.js"
import { plackettBurman } from "../../../src/design/plans/plackettBurman.js"
import type { PlanRow, RunTable } from "../../../src/design/plans/RunTable.js"
import { tableOf } from "../../../src/design/plans/tableOf.js"
import { createStream } from "../../../src/stats/createStream.js"
import { column, dot, leastSquares, pairsOf, subsetsOf, switches } from "./planFactors.js"

const seeds = fc.integer({ min: 0, max: 0xffffffff })

/** Mean of y where the product of the columns is +1, less the mean where it is −1. */
const contrast = (table: RunTable, ids: ReadonlyArray<string>, values: ReadonlyArray<number>): number =>
  (2 * dot(column(table, ...ids), values)) / values.length

describe("an estimate from a half fraction", () => {
  it.each([3, 4, 5, 6, 7])("of %i factors is the full factorial's effect plus its alias, exactly", (count) => {
    const factors = switches(count)
    const ids = factors.map(({ id }) => id)
    const full = fullFactorial(factors)
    const half = fractionalFactorial(factors, { runs: 2 ** (count - 1) })
    fc.assert(
      fc.property(seeds, (seed) => {
        // Whole numbers, so that sums and quotients by powers of two are exact.
        const stream = createStream(seed)
        const truth = new Map(full.rows.map((row) => [JSON.stringify(row), stream.int(1000)]))
        const valuesOf = (table: RunTable) => table.rows.map((row) => truth.get(JSON.stringify(row)) as number)
        for (const effect of subsetsOf(ids)) {
          const alias = ids.filter((id) => !effect.includes(id))
          // The word itself is aliased with the mean: twice the mean of all, in the scale of a contrast.
          const aliased =
            alias.length === 0
              ? (2 *
                  dot(
                    valuesOf(full),
                    full.rows.map(() => 1)
                  )) /
                2 ** count
              : contrast(full, alias, valuesOf(full))
          expect(contrast(half, effect, valuesOf(half))).toBe(contrast(full, effect, valuesOf(full)) + aliased)
        }
      }),
      { seed: 11, numRuns: count > 5 ? 3 : 20 }
    )
  })
})

describe("the weights of a plan", () => {
  const forbidden = (row: Readonly<Record<string, string>>) =>
    row.A === "on" && row.B === "on" ? "too long" : undefined
  const plans: ReadonlyArray<readonly [string, RunTable]> = [
    ["half fraction", fractionalFactorial(switches(4), { runs: 8 })],
    ["saturated fraction", fractionalFactorial(switches(7), { runs: 8 })],
    ["Plackett–Burman", plackettBurman(switches(8))],
    ["Plackett–Burman of 20 runs", plackettBurman(switches(6), { runs: 20 })],
    ["folded Plackett–Burman", foldover(plackettBurman(switches(5)))],
    ["leave-one-out", leaveOneOut(switches(6))],
    ["add-one-in", addOneIn(switches(5))],
    ["both ends", foldover(leaveOneOut(switches(5)))],
    ["d-optimal", dOptimal(switches(5), { runs: 9, model: "main", seed: 4, restarts: 5 })],
    ["d-optimal around forbidden", dOptimal(switches(4), { runs: 7, model: "main", seed: 4, restarts: 5, forbidden })]
  ]

  it.each(plans)("say what the least-squares main effects hold: %s", (_, table) => {
    const ids = table.factors.map(({ id }) => id)
    fc.assert(
      fc.property(seeds, (seed) => {
        const stream = createStream(seed)
        const main = ids.map(() => stream.normal())
        const pairs = pairsOf(ids).map((pair) => ({ pair, size: stream.normal() }))
        const values = table.rows.map((_row, run) => {
          const at = (...names: ReadonlyArray<string>) => column(table, ...names)[run] as number
          const linear = ids.reduce((sum, id, index) => sum + (main[index] as number) * at(id), 3)
          return pairs.reduce((sum, { pair, size }) => sum + size * at(...pair), linear)
        })
        const ones = table.rows.map(() => 1)
        const [, ...estimates] = leastSquares([ones, ...ids.map((id) => column(table, id))], values)
        ids.forEach((id, index) => {
          const expected = table.biases
            .filter(({ effect }) => effect === id)
            .reduce((sum, { by, weight }) => {
              const size = pairs.find(({ pair }) => pair.join(" × ") === by)?.size as number
              return sum + weight * size
            }, main[index] as number)
          expect(estimates[index]).toBeCloseTo(expected, 9)
        })
      }),
      { seed: 12, numRuns: 5 }
    )
  })
})

describe("relabelling", () => {
  /** A plan's structure with factors renamed back and lists as sets. */
  const structure = (table: RunTable, nameOf: (id: string) => string) => {
    const effect = (name: string) => name.split(" × ").map(nameOf).sort().join(" × ")
    return {
      aliases: new Map(
        table.aliases.map((one) => [effect(one.effect), one.aliasedWith.map(effect).sort().join(", ")] as const)
      ),
      sizes: new Map(table.biases.map(({ effect: own, by, weight }) => [`${own} ${by}`, Math.abs(weight).toFixed(9)])),
      clear: table.clear.map(effect).sort(),
      wordLengths: table.wordLengths,
      resolution: table.resolution,
      dEfficiency: table.dEfficiency
    }
  }
  const identity = (id: string) => id
  /** Rows of levels "off" and "on" as a table of their own. */
  const reading = (rows: ReadonlyArray<PlanRow>): RunTable => {
    const factors = switches(7)
    const codes = rows.map((row) => factors.map(({ id }) => (row[id] === "on" ? 1 : 0)))
    return tableOf({ kind: "fractional", factors, used: twoLevels(factors), codes })
  }

  it("of factors renames the plan and changes nothing else", () => {
    for (const plan of [
      (factors: ReturnType<typeof switches>) => fractionalFactorial(factors, { runs: 16 }),
      plackettBurman,
      leaveOneOut,
      (factors: ReturnType<typeof switches>) => dOptimal(factors, { runs: 9, model: "main", seed: 2, restarts: 4 })
    ]) {
      const plain = switches(6)
      const renamed = plain.map((factor) => ({ ...factor, id: `factor ${factor.id}` }))
      const back = (id: string) => id.replace("factor ", "")
      const before = structure(plan(plain), identity)
      const after = structure(plan(renamed), back)
      expect(after.aliases).toEqual(before.aliases)
      expect({ ...after, sizes: after.sizes.size }).toEqual({ ...before, sizes: before.sizes.size })
      expect(plan(renamed).rows.map((row) => Object.values(row))).toEqual(
        plan(plain).rows.map((row) => Object.values(row))
      )
    }
  })

  it("of off and on changes signs only", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }), (flips) => {
        const plain = switches(7)
        const swapped = plain.map((factor, index) => ({
          ...factor,
          nullLevel: flips[index] ? "on" : "off",
          // Levels in the other order as well: only their roles count.
          levels: flips[index] ? ["on", "off"] : ["off", "on"]
        }))
        for (const runs of [8, 16, 32]) {
          const before = fractionalFactorial(plain, { runs })
          const after = fractionalFactorial(swapped, { runs })
          expect(structure(after, identity)).toEqual(structure(before, identity))
          // The runs of the swapped plan, read with the plain labels, are a fraction of the same pattern with other signs.
          const reread = reading(after.rows)
          expect(reread.wordLengths).toEqual(before.wordLengths)
          expect(structure(reread, identity).aliases).toEqual(structure(before, identity).aliases)
          expect(structure(reread, identity).sizes).toEqual(structure(before, identity).sizes)
          for (const word of reread.definingWords ?? []) {
            const flipped = word.factors.filter((id) => flips[plain.findIndex((factor) => factor.id === id)]).length
            expect(word.sign).toBe(flipped % 2 === 0 ? 1 : -1)
          }
        }
      }),
      { seed: 13, numRuns: 15 }
    )
  })
})
