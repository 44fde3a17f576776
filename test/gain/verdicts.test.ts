import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decideVerdicts } from "../../src/gain/decideVerdicts.js"
import { estimateGain } from "../../src/gain/estimateGain.js"

const decide = (lower: number, upper: number, narrowLower = lower, narrowUpper = upper) =>
  decideVerdicts({
    interval: { lower, upper },
    narrow: { lower: narrowLower, upper: narrowUpper },
    relevance: 1.05,
    margin: 0.9
  })

describe("verdicts", () => {
  it.each([
    ["clear gain", decide(1.1, 1.4), ["positive", "non-inferior"]],
    [
      "gain too small to matter",
      decide(1.01, 1.06, 1.015, 1.04),
      ["positive-below-relevance", "positive", "no-relevant-gain", "non-inferior"]
    ],
    ["harm", decide(0.7, 0.95), ["harmful"]],
    ["small harm", decide(0.955, 0.99, 0.96, 0.985), ["harmful", "no-relevant-gain", "non-inferior"]],
    ["no relevant gain", decide(0.94, 1.06, 0.96, 1.04), ["no-relevant-gain", "non-inferior"]],
    ["non-inferior", decide(0.92, 1.3), ["non-inferior"]],
    ["nothing", decide(0.5, 2), ["inconclusive"]],
    ["no upper limit", decide(1.2, Number.POSITIVE_INFINITY), ["positive", "non-inferior"]],
    ["exactly 1 is not above 1", decide(1, 1.2), ["non-inferior"]]
  ])("%s", (_, verdicts, expected) => {
    expect(verdicts).toEqual(expected)
  })
  it("never call a gain and harm at once, and always something", () => {
    const value = fc.double({ min: 0.2, max: 3, noNaN: true })
    fc.assert(
      fc.property(fc.tuple(value, value, value, value), (four) => {
        const [lower, narrowLower, narrowUpper, upper] = four.sort((a, b) => a - b) as [number, number, number, number]
        const verdicts = decide(lower, upper, narrowLower, narrowUpper)
        expect(verdicts.length).toBeGreaterThan(0)
        expect(verdicts.includes("positive") && verdicts.includes("harmful")).toBe(false)
        expect(verdicts.includes("inconclusive")).toBe(verdicts.length === 1 && verdicts[0] === "inconclusive")
      }),
      { seed: 51, numRuns: 300 }
    )
  })
  it("follow from data: a small gain on many items is below relevance", () => {
    // 4,000 items; the team solves 3,000 and the single agent 2,960 of the same ones: Γ = 1.0135.
    const rows = (right: number) => Array.from({ length: 4000 }, (_, item) => [item < right ? 1 : 0])
    const result = estimateGain({ team: rows(3000), single: rows(2960) })
    expect(result.gamma).toBeCloseTo(3000 / 2960, 12)
    expect(result.verdict).toBe("positive-below-relevance")
    expect(result.verdicts).toContain("no-relevant-gain")
    expect(estimateGain({ team: rows(3000), single: rows(2960), relevance: 1.01 }).verdict).toBe("positive")
  })
  it("use the margin that is given", () => {
    const rows = (right: number) => Array.from({ length: 400 }, (_, item) => [(item * 7) % 400 < right ? 1 : 0])
    const arms = { team: rows(196), single: rows(200) }
    expect(estimateGain({ ...arms, margin: 0.5 }).verdicts).toContain("non-inferior")
    expect(estimateGain({ ...arms, margin: 0.99 }).verdicts).not.toContain("non-inferior")
  })
})
