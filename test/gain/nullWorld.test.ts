import { describe, expect, it } from "vitest"
import { estimatesFromLedger } from "../../src/gain/estimatesFromLedger.js"
import { nullWorld, repeatNullWorld } from "../fixtures/nullWorld.js"

describe("a world in which Γ = 1, through the whole pipeline", () => {
  it("covers 1 and rarely says positive", () => {
    // 40 seeded repeats; nominal .95 and .025: fewer than 34 or more than 4 have a chance of about .003 each.
    const { coverage, positive } = repeatNullWorld({ repeats: 40, items: 80 })
    expect(coverage).toBeGreaterThanOrEqual(34 / 40)
    expect(positive).toBeLessThanOrEqual(4 / 40)
  })

  it("has Γ = 1 up to the error of 1,200 items, and the strategy that was built to be best wins", () => {
    const [row] = estimatesFromLedger(nullWorld({ seed: 77, items: 1200 }))
    expect(row?.budget.matched).toBe(true)
    expect(row?.baseline.selected).toMatch(/^self-consistency of .*\(chain-of-thought\)$/u)
    // 4 standard errors of log Γ̂: √(2·.635·.365/1200)/.635 ≈ .031 and less with paired items
    expect(Math.abs(Math.log(row?.gamma ?? 0))).toBeLessThan(4 * 0.031)
  })
})
