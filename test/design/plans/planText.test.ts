import { describe, expect, it } from "vitest"
import { addOneIn } from "../../../src/design/plans/ablations.js"
import { fractionalFactorial } from "../../../src/design/plans/fractionalFactorial.js"
import { fullFactorial } from "../../../src/design/plans/fullFactorial.js"
import { plackettBurman } from "../../../src/design/plans/plackettBurman.js"
import { planText } from "../../../src/design/plans/planText.js"
import { switches } from "./planFactors.js"

describe("a printed plan", () => {
  it("shows generators, words, aliases, notes and runs", () => {
    expect(
      planText(fractionalFactorial(switches(4), { runs: 8 }))
    ).toBe(`Plan: fractional, 4 factors, 8 runs, model main
Resolution: 4
Generators:
  D = A · B · C
Word lengths: A3 = 0, A4 = 1
Shortest words: A · B · C · D
D-efficiency: 1.000
Aliases:
  A × B: C × D
  A × C: B × D
  A × D: B × C
  B × C: A × D
  B × D: A × C
  C × D: A × B
Clear interactions: 0 of 6
Note: Main effects are clear of two-factor interactions; 0 of the 6 interactions are clear of the others.
Note: Interactions of three and more factors are taken to be absent.
Runs:
     A    B    C    D
  1  off  off  off  off
  2  on   off  off  on
  3  off  on   off  on
  4  on   on   off  off
  5  off  off  on   on
  6  on   off  on   off
  7  off  on   on   off
  8  on   on   on   on`)
  })

  it("shows how strongly interactions move main effects where they do so in part or against the sign", () => {
    const partial = planText(plackettBurman(switches(4)))
    expect(partial).toMatch(/^ {2}A, 0\.333 of each: [+−] B × C, [+−] B × D, [+−] C × D$/mu)
    expect(planText(addOneIn(switches(3)))).toContain("A, 1 of each: − A × B, − A × C")
  })

  it("stays short: at most 128 runs and 12 names in a list", () => {
    const text = planText(fullFactorial(switches(8)))
    expect(text).toContain("and 16 more)")
    expect(text.endsWith("and 128 more")).toBe(true)
    expect(text).toContain("Aliases: none")
    expect(text).not.toContain("Resolution")
  })
})
