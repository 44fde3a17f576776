import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { bestOfCurve } from "../../src/gain/bestOfCurve.js"

interface Judged {
  readonly score: number
  readonly selection: number | null
}

const enumerate = (samples: ReadonlyArray<Judged>, k: number): number => {
  let sum = 0
  let subsets = 0
  for (let mask = 0; mask < 2 ** samples.length; mask++) {
    const chosen = samples.filter((_, index) => (mask >> index) & 1)
    if (chosen.length !== k) continue
    subsets++
    const rank = ({ selection }: Judged) => selection ?? Number.NEGATIVE_INFINITY
    const best = Math.max(...chosen.map(rank))
    const ties = chosen.filter((one) => rank(one) === best)
    sum += ties.reduce((total, { score }) => total + score, 0) / ties.length
  }
  return sum / subsets
}

describe("bestOfCurve", () => {
  it("is the mean over all subsets; a sample without a judgement comes last", () => {
    const judged = fc.record({
      score: fc.constantFrom(0, 0.5, 1),
      selection: fc.constantFrom(null, -3, 0, 0.4, 0.9)
    })
    fc.assert(
      fc.property(fc.array(judged, { minLength: 1, maxLength: 8 }), (samples) => {
        const curve = bestOfCurve(samples)
        samples.forEach((_, index) => {
          expect(curve[index]).toBeCloseTo(enumerate(samples, index + 1), 12)
        })
      }),
      { seed: 13, numRuns: 60 }
    )
  })

  it("never falls with a perfect judge and never rises with an inverted one", () => {
    const scores = [1, 0, 0, 1, 0, 1, 0]
    const rising = bestOfCurve(scores.map((score) => ({ score, selection: score })))
    const falling = bestOfCurve(scores.map((score) => ({ score, selection: -score })))
    for (let k = 1; k < scores.length; k++) {
      expect(rising[k]).toBeGreaterThanOrEqual(rising[k - 1] as number)
      expect(falling[k]).toBeLessThanOrEqual(falling[k - 1] as number)
    }
    expect(rising[6]).toBe(1)
    expect(falling[6]).toBe(0)
  })
})
