import { describe, expect, it } from "vitest"
import { outcomeAmplification } from "../../src/dynamics/errorAmplification.js"
import { efficiency, overhead } from "../../src/dynamics/overhead.js"
import { readFixture } from "../fixtures/readFixture.js"

interface Table {
  readonly single: { readonly success: number; readonly turns: number }
  readonly teams: ReadonlyArray<{
    readonly name: string
    readonly success: number
    readonly turns: number
    readonly overheadPercent: number
    readonly efficiency: number
  }>
  readonly reportedErrorAmplificationOfIndependent: number
}
const table = readFixture<Table>("scalingTable.json")
const { single, teams } = table

describe("the table of arXiv 2512.08296 v2", () => {
  it.each(teams)("overhead of $name: $overheadPercent %", ({ turns, overheadPercent }) => {
    const { value } = overhead({ team: turns, single: single.turns })
    expect(Math.round(100 * (value ?? Number.NaN))).toBe(overheadPercent)
  })

  it("efficiency of the single agent is its success", () => {
    const { value } = efficiency({ success: single.success, team: single.turns, single: single.turns })
    expect(value).toBe(0.466)
  })

  it.each(teams)("efficiency of $name: $efficiency", (team) => {
    // Success, turns and efficiency are printed rounded: what they may have been before gives the range to hit.
    const at = (success: number, turns: number, alone: number) =>
      efficiency({ success, team: turns, single: alone }).value ?? Number.NaN
    expect(at(team.success - 0.0005, team.turns + 0.05, single.turns - 0.05)).toBeLessThan(team.efficiency + 0.0005)
    expect(at(team.success + 0.0005, team.turns - 0.05, single.turns + 0.05)).toBeGreaterThan(team.efficiency - 0.0005)
    expect(Math.abs(at(team.success, team.turns, single.turns) - team.efficiency)).toBeLessThan(0.00055)
  })

  it("rounds to the printed efficiencies but for the last, .0735 against .074", () => {
    const found = teams.map(
      ({ success, turns }) => efficiency({ success, team: turns, single: single.turns }).value ?? 0
    )
    expect(found.map((value) => value.toFixed(3))).toEqual(["0.234", "0.132", "0.120", "0.073"])
    expect(found[3]?.toFixed(4)).toBe("0.0735")
  })

  it("does not hold an outcome ratio of 17.2: the outcomes give 1.18, and no team could give more than 1.87", () => {
    const [independent] = teams
    const found = outcomeAmplification({ team: independent?.success ?? 0, single: single.success }).value ?? Number.NaN
    expect(found).toBeCloseTo(1.18, 2)
    const worst = outcomeAmplification({ team: 0, single: single.success }).value ?? Number.NaN
    expect(worst).toBeCloseTo(1.873, 3)
    expect(table.reportedErrorAmplificationOfIndependent).toBeGreaterThan(9 * worst)
  })
})

describe("what cannot be estimated", () => {
  it.each([
    overhead({ team: 3, single: 0 }),
    overhead({ team: Number.NaN, single: 1 }),
    efficiency({ success: 1, team: 0, single: 1 }),
    efficiency({ success: 1, team: 1, single: 0 }),
    efficiency({ success: Number.NaN, team: 1, single: 1 }),
    outcomeAmplification({ team: 0.5, single: 1 }),
    outcomeAmplification({ team: 1.5, single: 0.5 }),
    outcomeAmplification({ team: Number.NaN, single: 0.5 })
  ])("says why: %o", (measure) => {
    expect(measure.value).toBeNull()
    expect(measure.reason).toMatch(/^not estimable: /u)
  })
})
