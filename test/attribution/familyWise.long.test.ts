import { describe, expect, it } from "vitest"
import type { Attribution } from "../../src/attribution/Attribution.js"
import { attribute } from "../../src/attribution/attribute.js"
import { levelsOf, onOff } from "../fixtures/factorialWorld.js"
import { latentWorld } from "../fixtures/latentWorld.js"

const count = 8
const items = 60
const repeats = 2000
const all = 2 ** count - 1

/** Eight ablations that share the full arm; `without` are the mean scores without each factor. */
const ablations = (seed: number, full: number, without: ReadonlyArray<number>): Attribution => {
  const { team, singles } = latentWorld({ seed, items, seeds: 1, phiM: full, phiS: without })
  const factors = onOff(count)
  return attribute({
    factors,
    cells: [
      { levels: levelsOf(factors, all), scores: team, gamma: { lower: 1.1, upper: 2 } },
      ...singles.map((scores, factor) => ({ levels: levelsOf(factors, all ^ (1 << factor)), scores }))
    ]
  })
}
/** Share of the repeats in which something is true. */
const share = (run: (seed: number) => boolean): number => {
  let found = 0
  for (let seed = 0; seed < repeats; seed++) if (run(seed)) found++
  return found / repeats
}
const equal = (score: number) => new Array<number>(count).fill(score)

describe("eight ablations of 60 items", () => {
  it("without any effect: some claim in at most 7 % of the runs after Holm, in far more without", () => {
    let unadjusted = 0
    let drivers = 0
    const adjusted = share((seed) => {
      const { factors } = ablations(seed, 0.6, equal(0.6))
      if (factors.some(({ fromFull }) => (fromFull.p as number) < 0.05)) unadjusted++
      if (factors.some((factor) => factor.class === "I")) drivers++
      return factors.some(({ fromFull }) => (fromFull.pHolm as number) < 0.05)
    })
    process.stdout.write(
      `family-wise error, null: Holm ${adjusted}, unadjusted ${unadjusted / repeats}, false drivers ${drivers / repeats}\n`
    )
    expect(adjusted).toBeLessThanOrEqual(0.07)
    expect(unadjusted / repeats).toBeGreaterThan(0.18)
    expect(drivers / repeats).toBeLessThanOrEqual(0.05)
  })

  it("with four real effects: a claim about one of the other four in at most 7 % of the runs", () => {
    let power = 0
    const error = share((seed) => {
      const { factors } = ablations(seed + 10_000, 0.7, [...equal(0.7).slice(4), ...equal(0.4).slice(4)])
      power += factors.slice(4).filter(({ fromFull }) => (fromFull.pHolm as number) < 0.05).length / 4 / repeats
      return factors.slice(0, 4).some(({ fromFull }) => (fromFull.pHolm as number) < 0.05)
    })
    process.stdout.write(`family-wise error, four real effects: ${error}; average power ${power.toFixed(3)}\n`)
    expect(error).toBeLessThanOrEqual(0.07)
    expect(power).toBeGreaterThan(0.5)
  })

  it("that each matter just enough: put aside wrongly in at most 7 % of the runs", () => {
    const error = share((seed) => {
      const { factors } = ablations(seed + 20_000, 0.63, equal(0.6))
      return factors.some((factor) => factor.class === "II")
    })
    process.stdout.write(`some factor of ratio 1.05 put aside: ${error}\n`)
    expect(error).toBeLessThanOrEqual(0.07)
  })
})
