import { describe, expect, it } from "vitest"
import { estimateGain } from "../../src/gain/estimateGain.js"
import { createStream } from "../../src/stats/createStream.js"
import { deriveSeed } from "../../src/stats/deriveSeed.js"

/** Clusters of 1 to 8 items whose chances are alike, each item with 1 to 4 seeds; the truth is Γ = 1.25. */
const draw = (seed: number) => {
  const stream = createStream(seed)
  const team: Array<Array<number>> = []
  const single: Array<Array<number>> = []
  const clusters: Array<string> = []
  for (let cluster = 0; cluster < 40; cluster++) {
    // Each arm finds some clusters easier than others, on its own account.
    const [easeM, easeS] = [stream.beta(1, 1), stream.beta(1, 1)]
    const size = 1 + stream.int(8)
    for (let item = 0; item < size; item++) {
      const own = stream.beta(2, 2)
      const row = (chance: number) => Array.from({ length: 1 + stream.int(4) }, () => (stream.next() < chance ? 1 : 0))
      team.push(row(0.7 * easeM + 0.3 * own))
      single.push(row(0.8 * (0.7 * easeS + 0.3 * own)))
      clusters.push(`cluster ${cluster}`)
    }
  }
  return { team, single, clusters }
}

describe("clusters of unequal size and unequal seeds", () => {
  const repeats = 1000
  const covered = (labelled: boolean): number => {
    let count = 0
    for (let repeat = 0; repeat < repeats; repeat++) {
      const { clusters, ...arms } = draw(deriveSeed(3, "clusters", repeat))
      const { interval } = estimateGain(labelled ? { ...arms, clusters } : arms)
      if ((interval.lower as number) <= 1.25 && (interval.upper ?? Number.POSITIVE_INFINITY) >= 1.25) count += 1
    }
    return count / repeats
  }
  it("cover as they should with labels, and far too rarely without", () => {
    // Standard error .7 points.
    const [labelled, unlabelled] = [covered(true), covered(false)]
    console.log(`coverage with labels: ${labelled}, without: ${unlabelled}`)
    expect(labelled).toBeGreaterThan(0.925)
    expect(labelled).toBeLessThan(0.975)
    expect(unlabelled).toBeLessThan(0.85)
  })
})
