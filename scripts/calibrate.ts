/**
 * Measures how often the intervals of Γ hold the truth and writes what it found into docs/gain.md and docs/calibration.csv.
 *
 *     npm run calibrate                  1,000 runs a cell, some minutes on one core
 *     npm run calibrate -- 100           fewer runs, for a look
 *
 * The worlds are drawn from fixed seeds: the same number of runs gives the same tables.
 */
import { writeFileSync } from "node:fs"
import type { GainMethod } from "../src/gain/GainInput.js"
import {
  cellsOf,
  contests,
  coverageOf,
  fullGrid,
  type Measured,
  measureCell,
  measureContest
} from "../test/calibration/grid.js"
import { writeSection } from "./writeSection.js"

const repeats = Number(process.argv[2] ?? 1000)
if (!(Number.isInteger(repeats) && repeats >= 20))
  throw new RangeError(`Runs a cell: ${process.argv[2]}; requires at least 20`)
const seed = 20260205
const closed = ["mover-wilson", "delta-log", "smoothed", "fieller"] as const
const drawn = ["bayes-bootstrap", "bca"] as const
const resamples = 1000

const average = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length
const share = (value: number) => value.toFixed(3).replace(/^0/u, "")
const short = (value: number) => String(value).replace(/^0/u, "")
const table = (rows: ReadonlyArray<ReadonlyArray<string | number>>): string => {
  const [head = [], ...body] = rows
  const line = (cells: ReadonlyArray<string | number>) => `| ${cells.join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...body.map(line)].join("\n")
}
const sum = (measured: ReadonlyArray<Measured>, method: GainMethod, side: "above" | "below" | "none" | "unbounded") =>
  average(measured.map(({ misses, repeats: runs }) => (misses.get(method)?.[side] ?? 0) / runs))

const measure = (cells: typeof fullGrid, methods: ReadonlyArray<GainMethod>, runs: number) =>
  cells.map((cell, index) => {
    if (index % 20 === 0) process.stderr.write(`\r${methods[0]}: ${index} of ${cells.length} cells `)
    return measureCell(cell, { repeats: runs, seed, methods, resamples })
  })

const grid = measure(fullGrid, closed, repeats)
const some = cellsOf({ items: [30, 100], seeds: [1, 3], icc: [0.6], phiS: [0.1, 0.3, 0.5, 0.9], gamma: [0.8, 1, 1.2] })
const few = Math.max(20, Math.round(repeats / 4))
const sampled = measure(some, [...drawn, "mover-wilson"], few)

const summary = (measured: ReadonlyArray<Measured>, method: GainMethod) => {
  const coverages = measured.map((one) => coverageOf(one, method))
  return [
    share(average(coverages)),
    share(Math.min(...coverages)),
    `${((100 * coverages.filter((value) => value < 0.93).length) / coverages.length).toFixed(0)} %`
  ]
}
const where = (test: (cell: Measured["cell"]) => boolean) => grid.filter(({ cell }) => test(cell))
const row = (name: string, measured: ReadonlyArray<Measured>) => {
  const atOne = measured.filter(({ cell }) => cell.gamma === 1)
  return [
    name,
    ...summary(measured, "mover-wilson"),
    share(sum(atOne, "mover-wilson", "above")),
    share(sum(atOne, "mover-wilson", "below"))
  ]
}
const methodRow = (method: GainMethod, measured: ReadonlyArray<Measured>) => [
  `\`${method}\``,
  ...summary(measured, method),
  share(sum(measured, method, "none")),
  share(sum(measured, method, "unbounded"))
]
const head = ["mean coverage", "worst cell", "cells below .93"]
const methodHead = ["method", ...head, "no interval", "no upper limit"]

const contestRows = contests.flatMap(([name, phiS]) =>
  ([100, 300] as const).map((items) => {
    process.stderr.write(`\r${name}, ${items} items `)
    const found = ([1, 1.2] as const).map((gamma) =>
      measureContest({ name, phiS, items, seeds: 2, gamma, repeats: Math.max(20, Math.round(repeats / 2)), seed })
    )
    const [atOne] = found
    return [
      name,
      items,
      found.map(({ coverage }) => share(coverage)).join(", "),
      share(atOne?.above ?? Number.NaN),
      share(atOne?.below ?? Number.NaN)
    ]
  })
)
process.stderr.write("\n")

const standardError = (runs: number) => (100 * Math.sqrt((0.95 * 0.05) / runs)).toFixed(1)
const section = `\`npm run calibrate\` writes this section: right-or-wrong scores of latent Gaussian worlds, ${fullGrid.length} cells (30, 100, 300
items; 1, 3, 5 seeds; correlation of an item's seeds .3, .6, .9 and of the arms' difficulties .7, both on the latent scale;
Φ_S .1, .3, .5, .7, .9; Γ .8, 1, 1.2, 1.5 with Γ·Φ_S ≤ .97), ${repeats} runs a cell from seed ${seed}. A coverage of .95 has a Monte Carlo
standard error of ${standardError(repeats)} points in a cell and ${(Number(standardError(repeats)) / Math.sqrt(fullGrid.length)).toFixed(2)} points in the mean. Every cell is in \`calibration.csv\`.

The default, 95 % intervals:

${table([
  ["cells", ...head, "positive at Γ = 1", "harmful at Γ = 1"],
  row("all", grid),
  ...[30, 100, 300].map((items) =>
    row(
      `${items} items`,
      where((cell) => cell.items === items)
    )
  ),
  ...[1, 3, 5].map((seeds) =>
    row(
      `${seeds} ${seeds === 1 ? "seed" : "seeds"}`,
      where((cell) => cell.seeds === seeds)
    )
  ),
  ...[0.3, 0.6, 0.9].map((icc) =>
    row(
      `correlation ${short(icc)}`,
      where((cell) => cell.icc === icc)
    )
  ),
  ...[0.1, 0.3, 0.5, 0.7, 0.9].map((phiS) =>
    row(
      `Φ_S ${short(phiS)}`,
      where((cell) => cell.phiS === phiS)
    )
  )
])}

All closed forms in the same worlds; a run without an interval counts as a miss:

${table([methodHead, ...closed.map((method) => methodRow(method, grid))])}

The resampling methods in ${some.length} of the cells (30 and 100 items, 1 and 3 seeds, correlation .6), ${few} runs a cell, ${resamples} resamples:

${table([methodHead, ...[...drawn, "mover-wilson" as const].map((method) => methodRow(method, sampled))])}

Several policies of which the best scores .6, 2 seeds, ${Math.max(20, Math.round(repeats / 2))} runs a cell:

${table([["policies", "items", "coverage at Γ = 1, 1.2", "positive at Γ = 1", "harmful at Γ = 1"], ...contestRows])}`

writeSection("calibration", section)

const columns = closed.flatMap((method) => ["coverage", "above", "below", "none"].map((what) => `${method} ${what}`))
writeFileSync(
  new URL("../docs/calibration.csv", import.meta.url),
  `${[
    ["items", "seeds", "icc", "phiS", "gamma", "runs", ...columns],
    ...grid.map((one) => [
      ...Object.values(one.cell),
      one.repeats,
      ...closed.flatMap((method) => {
        const { above = 0, below = 0, none = 0 } = one.misses.get(method) ?? {}
        return [coverageOf(one, method).toFixed(4), above, below, none]
      })
    ])
  ]
    .map((cells) => cells.join(","))
    .join("\n")}\n`
)
