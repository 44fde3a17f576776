import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { fixedApart } from "../../src/report/format/fixedApart.js"
import { formatCost } from "../../src/report/format/formatCost.js"
import { formatDifference } from "../../src/report/format/formatDifference.js"
import { formatInterval } from "../../src/report/format/formatInterval.js"
import { formatP } from "../../src/report/format/formatP.js"
import { formatRatio } from "../../src/report/format/formatRatio.js"
import { formatShare } from "../../src/report/format/formatShare.js"
import { formatSigned } from "../../src/report/format/formatSigned.js"

const read = (text: string): number => Number(text.replace("−", "-"))
const seed = 20261125

describe("numbers as they are printed", () => {
  it("never cross a landmark by rounding", () => {
    fc.assert(
      fc.property(fc.double({ min: -0.2, max: 2.2, noNaN: true }), fc.constantFrom(0, 1), (value, landmark) => {
        const shown = read(fixedApart(value, 2, [0, 1]))
        // Six decimals are the end: within half a unit of the last one they may meet.
        if (Math.abs(value - landmark) > 5.0001e-7)
          expect(Math.sign(shown - landmark)).toBe(Math.sign(value - landmark))
        expect(Math.abs(shown - value)).toBeLessThanOrEqual(0.005 + 1e-12)
      }),
      { seed, numRuns: 2000 }
    )
  })

  it("have no negative zero", () => {
    expect(formatSigned(-1e-12)).toBe("0.000000")
    expect(formatSigned(-0)).toBe("0.000")
  })

  it.each([
    [0.97183, "0.97"],
    [0.9999, "0.9999"],
    [1, "1.00"],
    [1.00041, "1.0004"],
    [12.345, "12.3"],
    [123.45, "123"],
    [0, "0.00"],
    [null, "–"]
  ])("ratio %s is %s", (value, text) => expect(formatRatio(value)).toBe(text))

  it.each([
    [0.91, 1.03, "[0.91, 1.03]"],
    [1.9, null, "[1.90, ∞)"],
    [null, 1.3, "[0, 1.30]"],
    [0, null, "[0, ∞)"],
    [null, null, "–"]
  ])("interval %s, %s is %s", (lower, upper, text) => expect(formatInterval(lower, upper)).toBe(text))

  it.each([
    [-0.066, 0.026, "[−0.066, +0.026]"],
    [null, 0.14, "≤ +0.140"],
    [null, null, "–"]
  ])("difference %s, %s is %s", (lower, upper, text) => expect(formatDifference(lower, upper)).toBe(text))

  it.each([
    [431.6, "432"],
    [1881.6, "1,882"],
    [1234567.8, "1,234,568"],
    [19.14, "19.1"],
    [0.00421, "0.00421"],
    [0, "0"],
    [null, "–"]
  ])("cost %s is %s", (value, text) => expect(formatCost(value)).toBe(text))

  it.each([
    [0.984, "98%"],
    [1, "100%"],
    [0.9999, "100.0%"],
    [0.998, "99.8%"],
    [0.0025, "0.3%"],
    [0, "0%"]
  ])("share %s is %s", (value, text) => expect(formatShare(value)).toBe(text))

  it.each([
    [0.0000252, "< 0.001"],
    [0.0047, "0.005"],
    [0.04996, "0.04996"],
    [0.05, "0.050"],
    [0.3944, "0.394"]
  ])("p %s is %s", (value, text) => expect(formatP(value, 0.05)).toBe(text))
})
