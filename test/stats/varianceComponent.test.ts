import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { chiSquareQuantile } from "../../src/stats/chiSquare.js"
import { createStream } from "../../src/stats/createStream.js"
import { normalQuantile } from "../../src/stats/normalQuantile.js"
import { sampleVariance } from "../../src/stats/sampleVariance.js"
import { varianceComponent } from "../../src/stats/varianceComponent.js"

const diagonal = (variances: ReadonlyArray<number>) =>
  variances.map((variance, i) => variances.map((_, j) => (i === j ? variance : 0)))

describe("varianceComponent", () => {
  it("has the closed form S² − σ² where all errors are independent and equal", () => {
    const values = [0.1, 0.5, -0.3, 0.9]
    const [s2, noise] = [sampleVariance(values), 0.02]
    const got = varianceComponent(values, diagonal([noise, noise, noise, noise]))
    expect(got.value).toBeCloseTo(s2 - noise, 10)
    expect(got.lower).toBeCloseTo((3 * s2) / chiSquareQuantile(0.975, 3) - noise, 10)
    expect(got.upper).toBeCloseTo((3 * s2) / chiSquareQuantile(0.025, 3) - noise, 10)
  })

  it("does not see an error that all groups share", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (shared, shift) => {
          const values = [0.2, 0.6, 0.1]
          const alone = varianceComponent(values, diagonal([0.01, 0.02, 0.03]))
          const together = varianceComponent(
            values.map((value) => value + shift),
            diagonal([0.01, 0.02, 0.03]).map((row) => row.map((value) => value + shared))
          )
          expect(together.value).toBeCloseTo(alone.value, 6)
          expect(together.p).toBeCloseTo(alone.p, 6)
        }
      ),
      { seed: 3, numRuns: 50 }
    )
  })

  it("is 0 with lower limit 0 where the values are equal, and needs some uncertainty", () => {
    expect(varianceComponent([1, 1, 1], diagonal([0.1, 0.1, 0.1]))).toMatchObject({
      value: 0,
      lower: 0,
      upper: 0,
      p: 1
    })
    expect(() => varianceComponent([1, 2], diagonal([0, 0]))).toThrow(RangeError)
    expect(() => varianceComponent([1], [[1]])).toThrow(RangeError)
  })

  it("covers the true variance, and rejects none at its level, with correlated unequal errors of three groups", () => {
    const stream = createStream(11)
    const normal = () => normalQuantile(stream.next())
    // Errors: a part shared by all, one shared by the first two, one of each group's own.
    const [all, two, own] = [0.1, 0.1, [0.1, 0.15, 0.2]] as const
    const covariance = own.map((one, i) =>
      own.map((_, j) => all ** 2 + (i < 2 && j < 2 ? two ** 2 : 0) + (i === j ? one ** 2 : 0))
    )
    for (const tau of [0, 0.3]) {
      const runs = 1000
      let covered = 0
      let rejected = 0
      for (let run = 0; run < runs; run++) {
        const [a, b] = [all * normal(), two * normal()]
        const values = own.map((one, i) => tau * normal() + a + (i < 2 ? b : 0) + one * normal())
        const { lower, upper, p } = varianceComponent(values, covariance)
        if (lower <= tau ** 2 && tau ** 2 <= (upper ?? Number.POSITIVE_INFINITY)) covered++
        if (p < 0.05) rejected++
      }
      // At 0 only the upper part of the interval can miss: one tail.
      const [expected, name] = tau === 0 ? [0.975, "none"] : [0.95, "some"]
      expect(Math.abs(covered / runs - expected), name).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / runs))
      if (tau === 0) expect(Math.abs(rejected / runs - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / runs))
      else expect(rejected / runs).toBeGreaterThan(0.3)
    }
  })
})
