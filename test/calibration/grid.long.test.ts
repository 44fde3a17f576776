import { beforeAll, describe, expect, it } from "vitest"
import { cellsOf, coverageOf, type Measured, measureCell } from "./grid.js"

// A part of what `npm run calibrate` measures and docs/gain.md publishes, with other seeds.
const cells = cellsOf({
  items: [30, 100, 300],
  seeds: [1, 3],
  icc: [0.6],
  phiS: [0.1, 0.3, 0.5, 0.7, 0.9],
  gamma: [0.8, 1, 1.2, 1.5]
})
const repeats = 300
const average = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length

describe("95 % intervals in latent Gaussian worlds", () => {
  let measured: ReadonlyArray<Measured> = []
  beforeAll(() => {
    const methods = ["mover-wilson", "delta-log", "smoothed", "fieller"] as const
    measured = cells.map((cell) => measureCell(cell, { repeats, seed: 2, methods }))
  })
  it("default: .93 to .97 in the mean, at least .90 in every cell from 100 items on", () => {
    // 300 repeats have a standard error of 1.3 points a cell, the mean over all cells .13.
    const mean = average(measured.map((one) => coverageOf(one, "mover-wilson")))
    console.log(`default interval: coverage ${mean.toFixed(4)} over ${cells.length} cells of ${repeats} runs`)
    expect(mean).toBeGreaterThan(0.93)
    expect(mean).toBeLessThan(0.97)
    const low = measured.filter((one) => one.cell.items >= 100 && coverageOf(one, "mover-wilson") < 0.9)
    expect(low.map(({ cell }) => cell)).toEqual([])
  })
  it("default: errs to either side at Γ = 1 at most as often as .025 allows", () => {
    const atOne = measured.filter(({ cell }) => cell.gamma === 1)
    const rate = (side: "above" | "below") =>
      average(atOne.map(({ misses }) => (misses.get("mover-wilson")?.[side] ?? Number.NaN) / repeats))
    console.log(`at Γ = 1: positive ${rate("above").toFixed(4)}, harmful ${rate("below").toFixed(4)}`)
    for (const side of ["above", "below"] as const) {
      expect(rate(side)).toBeGreaterThan(0.012)
      expect(rate(side)).toBeLessThan(0.03)
    }
  })
  it("smoothed never lacks an interval and errs to the safe side; delta-log fails where successes are few", () => {
    const smoothed = measured.map((one) => coverageOf(one, "smoothed"))
    expect(Math.min(...smoothed)).toBeGreaterThan(0.89)
    expect(measured.every(({ misses }) => misses.get("smoothed")?.none === 0)).toBe(true)
    const enough = measured.filter(({ cell }) => cell.items * cell.phiS * Math.min(1, cell.gamma) >= 8)
    for (const method of ["delta-log", "fieller"] as const) {
      const mean = average(enough.map((one) => coverageOf(one, method)))
      expect(mean).toBeGreaterThan(0.935)
      expect(mean).toBeLessThan(0.97)
    }
    const few = measured.filter(({ cell }) => cell.items === 30 && cell.phiS === 0.1 && cell.seeds === 1)
    expect(Math.min(...few.map((one) => coverageOf(one, "delta-log")))).toBeLessThan(0.93)
  })
})

describe("resampling methods", () => {
  it("cover where there are 100 items and enough successes", () => {
    const some = cellsOf({ items: [100], seeds: [1, 3], icc: [0.6], phiS: [0.3, 0.6], gamma: [1, 1.2] })
    const found = some.map((cell) =>
      measureCell(cell, { repeats: 250, seed: 3, methods: ["bayes-bootstrap", "bca"], resamples: 500 })
    )
    for (const method of ["bayes-bootstrap", "bca"] as const) {
      // 2,000 runs: standard error half a point.
      const mean = average(found.map((one) => coverageOf(one, method)))
      console.log(`${method}: coverage ${mean.toFixed(4)}`)
      expect(mean).toBeGreaterThan(0.925)
      expect(mean).toBeLessThan(0.97)
    }
  })
})
