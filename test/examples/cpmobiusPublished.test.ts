import { describe, expect, it, vi } from "vitest"

const printed: Array<string> = []
vi.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line))
const { ratios, recomputed } = await import("../../examples/cpmobius-published.js")

const of = (base: string, over: string) => ratios.find((one) => one.base.startsWith(base) && one.over === over)

describe("the published tables of CPMöbius", () => {
  it("flag the five printed means that are not those of their columns, and no other", () => {
    const flagged = recomputed
      .filter(({ outOfDistributionOff }) => outOfDistributionOff)
      .map(({ base, method, outOfDistributionMean }) => [base, method, outOfDistributionMean.toFixed(1)])
    expect(flagged).toEqual([
      ["Qwen2.5-Math-1.5B", "base", "21.0"],
      ["Qwen2.5-Math-1.5B", "CPMöbius", "26.6"],
      ["OctoThinker-3B-Hybrid-Zero", "CPMöbius", "22.7"],
      ["Qwen2.5-Math-7B-Instruct", "RENT", "36.4"],
      ["Qwen2.5-Math-7B-Instruct", "CPMöbius", "37.8"]
    ])
    expect(recomputed.filter(({ averageOff }) => averageOff)).toEqual([])
  })

  it("give the gain out of distribution of the 7B model as +4.7, not as +5.4", () => {
    expect(of("Qwen2.5-Math-7B", "base")?.gain).toBeCloseTo(4.7, 1)
    expect(of("Qwen2.5-Math-7B", "base")?.printedGain).toBeCloseTo(5.4, 1)
  })

  it.each<readonly [string, ReadonlyArray<number | undefined>]>([
    ["base", [1.236, 1.044, 1.108, 1.137]],
    ["R-Zero", [1.063, undefined, 1.151, 1.103]],
    ["RENT", [1.063, 1.006, 1.026, 1.038]]
  ])("give the unmatched ratios over %s", (over, expected) => {
    const bases = ["Qwen2.5-Math-1.5B", "OpenMath", "OctoThinker", "Qwen2.5-Math-7B"]
    expect(bases.map((base) => of(base, over)?.printedRatio.toFixed(3))).toEqual(expected.map((one) => one?.toFixed(3)))
    // The columns say the same up to the rounding of the printed means.
    for (const base of bases) {
      const one = of(base, over)
      if (one !== undefined) expect(Math.abs(one.ratio - one.printedRatio)).toBeLessThan(0.004)
    }
  })

  it("place the margin over RENT in Minerva", () => {
    const without = ["Qwen2.5-Math-1.5B", "OpenMath", "OctoThinker", "Qwen2.5-Math-7B"].map((base) =>
      of(base, "RENT")?.withoutMinerva.toFixed(3)
    )
    expect(without).toEqual(["1.007", "1.007", "0.973", "1.016"])
  })

  it("say what they cannot show", () => {
    expect(printed.join("\n")).toContain("cannot show a Γ")
  })
})
