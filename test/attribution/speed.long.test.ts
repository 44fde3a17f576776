import { expect, it } from "vitest"
import { attribute } from "../../src/attribution/attribute.js"
import { createStream } from "../../src/stats/createStream.js"
import { allSubsets, levelsOf, onOff } from "../fixtures/factorialWorld.js"

it("12 factors, 4,096 cells and 1,000 items take seconds, standard errors and interactions included", () => {
  const count = 12
  const factors = onOff(count)
  const stream = createStream(1)
  // Shared rows keep the table small in memory.
  const [right, wrong] = [[1], [0]]
  const cells = allSubsets(count).map((subset) => {
    const chance = 0.2 + 0.04 * count * (subset / 4096) ** 0.5
    return {
      levels: levelsOf(factors, subset),
      scores: Array.from({ length: 1000 }, () => (stream.next() < chance ? right : wrong))
    }
  })
  const start = process.cpuUsage()
  const result = attribute({ factors, cells })
  // Processor time: the machine may be busy.
  const { user, system } = process.cpuUsage(start)
  const seconds = (user + system) / 1e6
  process.stdout.write(`attribution of 12 factors x 1,000 items: ${seconds.toFixed(2)} s\n`)
  expect(result.efficiency.holds).toBe(true)
  expect(result.factors[11]?.shapley.error).toBeGreaterThan(0)
  // At most 2 s on a quiet machine.
  expect(seconds).toBeLessThan(4)
})
