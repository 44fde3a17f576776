import { beforeAll, describe, expect, it } from "vitest"
import { estimateGain } from "../../src/gain/estimateGain.js"
import { deriveSeed } from "../../src/stats/deriveSeed.js"
import { latentWorld } from "../fixtures/latentWorld.js"

const policies: ReadonlyArray<readonly [string, ReadonlyArray<number>]> = [
  ["three, gaps of .1", [0.6, 0.5, 0.4]],
  ["six, gaps of .02", [0.6, 0.58, 0.56, 0.54, 0.52, 0.5]],
  ["five equal", [0.6, 0.6, 0.6, 0.6, 0.6]],
  ["eight equal", Array<number>(8).fill(0.6)]
]
const repeats = 500

const measure = (of: { readonly name: string; readonly phiS: ReadonlyArray<number>; readonly gamma: number }) => {
  const counts = { covered: 0, positive: 0, naive: 0, harmful: 0 }
  let crossFitted = 0
  let inSample = 0
  for (let repeat = 0; repeat < repeats; repeat++) {
    const seed = deriveSeed(4, of.name, of.gamma, repeat)
    const { team, singles } = latentWorld({ seed, items: 100, seeds: 3, phiM: 0.6 * of.gamma, phiS: of.phiS })
    const { interval, phiS, phiSInSample, baseline = [] } = estimateGain({ team, singles })
    const [lower, upper] = [interval.lower as number, interval.upper ?? Number.POSITIVE_INFINITY]
    if (lower <= of.gamma && upper >= of.gamma) counts.covered += 1
    if (lower > 1) counts.positive += 1
    if (upper < 1) counts.harmful += 1
    const naive = estimateGain({ team, single: baseline.map((score) => [score]) })
    if ((naive.interval.lower as number) > 1) counts.naive += 1
    crossFitted += phiS as number
    inSample += phiSInSample as number
  }
  return {
    coverage: counts.covered / repeats,
    positive: counts.positive / repeats,
    harmful: counts.harmful / repeats,
    naive: counts.naive / repeats,
    crossFitted: crossFitted / repeats,
    inSample: inSample / repeats
  }
}

describe.each(policies)("envelope of %s", (name, phiS) => {
  const measured: Array<ReturnType<typeof measure>> = []
  beforeAll(() => {
    for (const gamma of [1, 1.2]) measured.push(measure({ name, phiS, gamma }))
    console.log(name, JSON.stringify(measured))
  })
  const at = (index: number) => measured[index] as ReturnType<typeof measure>

  it("covers, and says positive at Γ = 1 no more often than .025 allows", () => {
    // 500 repeats: standard error 1 point for the coverage, .7 for the errors.
    expect(at(0).coverage).toBeGreaterThan(0.92)
    expect(at(0).positive).toBeLessThan(0.045)
    // The cross-fitted baseline alone would say so in 5 to 6 % of runs where policies tie.
    expect(at(0).harmful).toBeLessThan(0.045)
    // Naive: taking the cross-fitted baseline as if it had been fixed beforehand.
    expect(at(0).naive).toBeGreaterThanOrEqual(at(0).positive)
  })
  it("brackets the best policy: cross-fitted below, in-sample above", () => {
    // Standard error .0018
    expect(at(0).crossFitted).toBeLessThan(0.6 + 0.006)
    expect(at(0).inSample).toBeGreaterThan(0.6 - 0.006)
  })
  it("covers at Γ = 1.2 and finds it", () => {
    expect(at(1).coverage).toBeGreaterThan(0.92)
    expect(at(1).positive).toBeGreaterThan(0.5)
  })
})
