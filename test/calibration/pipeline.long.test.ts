import { describe, expect, it } from "vitest"
import { ensembleWorld, stoppedRun } from "../fixtures/ensembleWorld.js"
import { envelopeTruth, measurePipeline, voteAtBudget } from "./pipeline.js"

// `npm run calibrate:pipeline` takes more runs of more cells and publishes them in docs/gain.md.
describe("the whole way from trials to verdict", () => {
  const truth = Math.max(voteAtBudget, envelopeTruth(5, 6000))

  it.each([1, 1.2])("covers Γ = %d among five strategies, with an estimated budget between two sizes", (gamma) => {
    const repeats = 100
    const found = measurePipeline({ strategies: 5, items: 60, gamma }, { repeats, seed: 5, truth })
    console.log(`Γ ${gamma}: ${JSON.stringify(found)}`)
    // Nominal .95: fewer than 88 of 100 have a chance of .004. Nominal .025: more than 7 a chance of .004.
    expect(found.coverage).toBeGreaterThanOrEqual(0.88)
    if (gamma === 1) {
      expect(found.positive).toBeLessThanOrEqual(0.07)
      expect(found.lambda).toBeGreaterThanOrEqual(0.88)
    }
  })

  it("is rarely stopped for a gain or a loss where there is none", async () => {
    let wrong = 0
    const runs = 60
    for (let seed = 500; seed < 500 + runs; seed++) {
      const { looks } = await stoppedRun(ensembleWorld({ seed, items: 100 }))
      if (looks.some(({ rows }) => rows.some(({ verdict }) => /positive|harmful/u.test(verdict)))) wrong++
    }
    console.log(`stopped wrongly in ${wrong} of ${runs}`)
    // At most .05 each: 8 or more of 60 have a chance of .01.
    expect(wrong).toBeLessThanOrEqual(7)
  })
})
