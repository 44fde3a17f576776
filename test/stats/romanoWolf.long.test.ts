import { expect, it } from "vitest"
import { logGainInfluence } from "../../src/gain/logGainInfluence.js"
import { benjaminiHochberg } from "../../src/stats/benjaminiHochberg.js"
import { deriveSeed } from "../../src/stats/deriveSeed.js"
import { holm } from "../../src/stats/holm.js"
import { resampledStatistics } from "../../src/stats/resampledStatistics.js"
import { romanoWolf } from "../../src/stats/romanoWolf.js"
import { studentCdf } from "../../src/stats/studentCdf.js"
import { latentWorld } from "../fixtures/latentWorld.js"

const items = 60
const repeats = 600

/** Eight ablations against one full arm, all log ratios sharing it. */
const draw = (seed: number, ablated: ReadonlyArray<number>) => {
  const { team, singles } = latentWorld({ seed, items, seeds: 3, phiM: 0.6, phiS: ablated })
  const means = (rows: ReadonlyArray<ReadonlyArray<number>>) =>
    rows.map((row) => row.reduce((sum, score) => sum + score, 0) / row.length)
  const full = means(team)
  const total = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0)
  const arms = singles.map(means)
  const estimates = arms.map((arm) => Math.log(total(full) / total(arm)))
  return { estimates, contributions: arms.map((arm) => logGainInfluence(full, arm) ?? []) }
}

it("8 ablations of 60 items: Romano–Wolf and Holm keep the family's error, single tests do not; power lies between", () => {
  const errors = { raw: 0, holm: 0, romanoWolf: 0, joint: 0 }
  const found = { raw: 0, holm: 0, romanoWolf: 0, bh: 0 }
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const real of [false, true]) {
      const ablated = Array.from({ length: 8 }, (_, which) => (real && which < 4 ? 0.48 : 0.6))
      const world = draw(deriveSeed(61, String(real), repeat), ablated)
      const joint = romanoWolf({ ...world, seed: deriveSeed(62, repeat), resamples: 999 })
      const { errors: standard } = resampledStatistics({ contributions: world.contributions, resamples: 1, seed: 1 })
      const raw = world.estimates.map((estimate, which) =>
        Math.min(1, 2 * studentCdf(-Math.abs(estimate / (standard[which] as number)), items - 1))
      )
      const hits = (values: ReadonlyArray<number | null>) => values.filter((p) => (p as number) <= 0.05).length
      if (real) {
        found.raw += hits(raw.slice(0, 4))
        found.holm += hits(holm(raw).slice(0, 4))
        found.bh += hits(benjaminiHochberg(raw).slice(0, 4))
        found.romanoWolf += hits(joint.adjusted.slice(0, 4))
      } else {
        if (hits(raw) > 0) errors.raw++
        if (hits(holm(raw)) > 0) errors.holm++
        if (hits(joint.adjusted) > 0) errors.romanoWolf++
        if (joint.intervals.some((interval) => interval !== null && (interval.lower > 0 || interval.upper < 0)))
          errors.joint++
      }
    }
  }
  const rate = (counts: Record<string, number>, over: number) =>
    Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Number((count / over).toFixed(3))]))
  console.log(
    `family-wise error ${JSON.stringify(rate(errors, repeats))}, power ${JSON.stringify(rate(found, 4 * repeats))}`
  )
  // 600 runs: standard error .9 points at .05.
  expect(errors.raw / repeats).toBeGreaterThan(0.15)
  expect(errors.holm / repeats).toBeLessThan(0.07)
  expect(errors.romanoWolf / repeats).toBeLessThan(0.075)
  expect(errors.joint).toBe(errors.romanoWolf)
  expect(found.romanoWolf).toBeGreaterThan(found.holm)
  expect(found.raw).toBeGreaterThan(found.romanoWolf)
})
