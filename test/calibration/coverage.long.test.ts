import { beforeAll, describe, expect, it } from "vitest"
import { estimateGain } from "../../src/gain/estimateGain.js"
import { deriveSeed } from "../../src/stats/deriveSeed.js"
import { latentWorld } from "../fixtures/latentWorld.js"

const repeats = 400

interface Setting {
  readonly items: number
  readonly seeds: number
  readonly within: number
  readonly phiS: number
  readonly gamma: number
}

const settings: Array<Setting> = []
for (const items of [30, 100]) {
  for (const seeds of [1, 3]) {
    for (const within of [0.3, 0.9]) {
      for (const phiS of [0.1, 0.3, 0.6, 0.9]) {
        for (const gamma of [0.8, 1, 1.5]) if (phiS * gamma < 0.97) settings.push({ items, seeds, within, phiS, gamma })
      }
    }
  }
}

const measure = ({ items, seeds, within, phiS, gamma }: Setting) => {
  let below = 0
  let above = 0
  for (let repeat = 0; repeat < repeats; repeat++) {
    const seed = deriveSeed(2, items, seeds, within, phiS, gamma, repeat)
    const { team, singles } = latentWorld({ seed, items, seeds, within, phiM: phiS * gamma, phiS: [phiS] })
    const { interval } = estimateGain({ team, singles })
    if ((interval.lower as number) > gamma) above += 1
    if ((interval.upper ?? Number.POSITIVE_INFINITY) < gamma) below += 1
  }
  return { coverage: 1 - (above + below) / repeats, positive: above / repeats, harmful: below / repeats }
}

describe("the default interval in latent Gaussian worlds", () => {
  let measured: Array<{ readonly setting: Setting } & ReturnType<typeof measure>> = []
  beforeAll(() => {
    measured = settings.map((setting) => ({ setting, ...measure(setting) }))
  })
  const average = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length

  it("covers in every setting at least .91, and .94 to .97 in the mean", () => {
    // Nominal .95; 400 repeats have a standard error of 1.1 points, the mean over all settings about .15.
    const low = measured.filter(({ coverage }) => coverage < 0.91)
    expect(low).toEqual([])
    const mean = average(measured.map(({ coverage }) => coverage))
    console.log(`coverage: mean ${mean.toFixed(4)} over ${measured.length} settings of ${repeats} repeats`)
    expect(mean).toBeGreaterThan(0.94)
    expect(mean).toBeLessThan(0.97)
  })
  it("errs to either side at Γ = 1 at most as often as .025 allows", () => {
    const atOne = measured.filter(({ setting }) => setting.gamma === 1)
    const positive = average(atOne.map((one) => one.positive))
    const harmful = average(atOne.map((one) => one.harmful))
    console.log(`at Γ = 1: positive ${positive.toFixed(4)}, harmful ${harmful.toFixed(4)}`)
    for (const rate of [positive, harmful]) {
      expect(rate).toBeGreaterThan(0.012)
      expect(rate).toBeLessThan(0.03)
    }
  })
})
