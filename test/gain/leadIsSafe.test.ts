import { describe, expect, it } from "vitest"
import { leadIsSafe, leadProbability } from "../../src/gain/leadIsSafe.js"
import { incompleteBeta } from "../../src/stats/incompleteBeta.js"

describe("leadIsSafe", () => {
  it("is the upper half of the Beta posterior", () => {
    // Exact fractions: ∫½..1 xᵃ(1−x)ᵇ dx over ∫0..1.
    expect(leadProbability(4, 0)).toBeCloseTo(31 / 32, 14)
    expect(leadProbability(3, 0)).toBeCloseTo(15 / 16, 14)
    expect(leadProbability(6, 1)).toBeCloseTo(0.96484375, 14)
    expect(leadProbability(20, 11)).toBeCloseTo(0.9449079174082726, 13)
    expect(leadProbability(10, 10)).toBeCloseTo(0.5, 14)
    for (const [lead, second] of [
      [30, 18],
      [7, 2],
      [55, 40]
    ] as const) {
      expect(leadProbability(lead, second)).toBeCloseTo(
        1 - incompleteBeta({ x: 0.5, y: 0.5, a: lead + 1, b: second + 1 }),
        12
      )
    }
  })

  it("stops at the leads that exact arithmetic gives for .95", () => {
    const needed = [4, 6, 8, 9, 11, 12, 14, 15, 17, 18, 19, 21, 22, 23, 25, 26]
    needed.forEach((lead, second) => {
      expect(leadIsSafe(lead, second), `${lead} to ${second}`).toBe(true)
      expect(leadIsSafe(lead - 1, second), `${lead - 1} to ${second}`).toBe(false)
    })
  })
})
