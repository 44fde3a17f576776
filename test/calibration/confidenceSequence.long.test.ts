import { describe, expect, it } from "vitest"
import { confidenceSequence } from "../../src/gain/confidenceSequence.js"
import { moverWilson } from "../../src/gain/moverWilson.js"
import { deriveSeed } from "../../src/stats/deriveSeed.js"
import { eBH } from "../../src/stats/eBH.js"
import { latentWorld } from "../fixtures/latentWorld.js"

const repeats = 400
const items = 200

const means = (rows: ReadonlyArray<ReadonlyArray<number>>) =>
  rows.map((row) => row.reduce((sum, score) => sum + score, 0) / row.length)

const draw = (seed: number, of: { readonly phiS: number; readonly gamma: number; readonly seeds: number }) => {
  const drawn = latentWorld({ seed, items, seeds: of.seeds, phiM: of.phiS * of.gamma, phiS: [of.phiS] })
  return { team: means(drawn.team), single: means(drawn.singles[0] ?? []) }
}

const settings = [
  { phiS: 0.2, gamma: 1, seeds: 1 },
  { phiS: 0.5, gamma: 1, seeds: 1 },
  { phiS: 0.8, gamma: 1, seeds: 3 },
  { phiS: 0.4, gamma: 1.5, seeds: 1 },
  { phiS: 0.6, gamma: 0.7, seeds: 3 }
]

describe("the confidence sequence, looked at after every task", () => {
  let all = 0
  it.each(settings)("misses Γ at any time in at most 5 % of runs: $phiS × $gamma, $seeds seeds", (of) => {
    let missed = 0
    let stopped = 0
    let tasks = 0
    for (let repeat = 0; repeat < repeats; repeat++) {
      const scores = draw(deriveSeed(31, of.phiS, of.gamma, of.seeds, repeat), of)
      // Intervals only shrink: what the last one holds, all of them held.
      const { lower, upper, stoppedAt } = confidenceSequence(scores)
      if (lower > of.gamma || (upper !== null && upper < of.gamma)) missed++
      if (stoppedAt !== undefined) {
        stopped++
        tasks += stoppedAt
      }
    }
    console.log(
      `Φ_S ${of.phiS}, Γ ${of.gamma}, ${of.seeds} seeds: missed ${missed}/${repeats}, stopped ${stopped}` +
        (stopped === 0 ? "" : ` after ${(tasks / stopped).toFixed(0)} of ${items} tasks`)
    )
    all += missed
    // 5 % is the promise for every setting; two standard errors of 400 repeats are 2.2 points.
    expect(missed / repeats).toBeLessThanOrEqual(0.072)
    if (of.gamma === 1) expect(stopped / repeats).toBeLessThanOrEqual(0.05)
    else expect(stopped / repeats).toBeGreaterThan(0.5)
  })

  it("misses in well under 5 % of all runs together", () => {
    console.log(
      `missed in ${((100 * all) / (repeats * settings.length)).toFixed(2)} % of ${repeats * settings.length} runs`
    )
    expect(all / (repeats * settings.length)).toBeLessThan(0.04)
  })

  it("holds where the fixed-n interval, looked at as often, does not", () => {
    let fixed = 0
    const looks = 150
    for (let repeat = 0; repeat < looks; repeat++) {
      const { team, single } = draw(deriveSeed(32, repeat), { phiS: 0.5, gamma: 1, seeds: 1 })
      const wrong = Array.from({ length: items - 14 }, (_, at) => at + 15).some((n) => {
        const { lower, upper } = moverWilson({ team: team.slice(0, n), single: single.slice(0, n) })
        return lower > 1 || upper < 1
      })
      if (wrong) fixed++
    }
    console.log(`fixed-n interval looked at after every task from 15 on: wrong at some time in ${fixed}/${looks}`)
    expect(fixed / looks).toBeGreaterThan(0.15)
  })

  it("has e-values of mean at most 1 at Γ = 1, whenever one stops, and e-BH keeps its false discoveries", () => {
    let sum = 0
    let squares = 0
    let discoveries = 0
    let families = 0
    for (let repeat = 0; repeat < repeats; repeat++) {
      // Two of eight hypotheses are false; each stops when its own e-value looks good.
      const evidence = [1.6, 1.6, 1, 1, 1, 1, 1, 1].map((gamma, arm) => {
        const { team, single } = draw(deriveSeed(33, repeat, arm), { phiS: 0.4, gamma, seeds: 1 })
        const until = 20 + ((repeat * 37 + arm * 11) % 180)
        return confidenceSequence({ team: team.slice(0, until), single: single.slice(0, until) }).eValue
      })
      for (const value of evidence.slice(2)) {
        sum += value
        squares += value * value
      }
      const rejected = eBH(evidence, 0.1)
      const all = rejected.filter(Boolean).length
      const wrong = rejected.slice(2).filter(Boolean).length
      discoveries += all === 0 ? 0 : wrong / all
      families++
    }
    const n = repeats * 6
    const mean = sum / n
    const error = Math.sqrt((squares / n - mean * mean) / n)
    console.log(`mean e-value under Γ = 1: ${mean.toFixed(3)} ± ${error.toFixed(3)}; FDR ${discoveries / families}`)
    expect(mean - 3 * error).toBeLessThan(1)
    expect(discoveries / families).toBeLessThanOrEqual(0.1)
  })
})
