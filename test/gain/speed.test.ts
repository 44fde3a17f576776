import { performance } from "node:perf_hooks"
import { expect, it } from "vitest"
import { estimateGain } from "../../src/gain/estimateGain.js"
import { latentWorld } from "../fixtures/latentWorld.js"

it("10,000 items with 5 seeds take at most 50 ms", () => {
  const { team, singles } = latentWorld({ seed: 1, items: 10_000, seeds: 5, phiM: 0.6, phiS: [0.5] })
  const [single = []] = singles
  // The best of seven runs: the machine may be busy with other tests.
  const times = Array.from({ length: 7 }, () => {
    const start = performance.now()
    estimateGain({ team, single })
    return performance.now() - start
  })
  expect(Math.min(...times)).toBeLessThan(50)
})
