import { describe, expect, it } from "vitest"
import { fCdf } from "../../src/stats/fDistribution.js"
import { mean } from "../../src/stats/mean.js"
import { sampleVariance } from "../../src/stats/sampleVariance.js"
import { readFixture } from "../fixtures/readFixture.js"
import { relativeError } from "../fixtures/relativeError.js"

// Certified values of NIST's statistical reference data sets; see nistAnova.py.
const sets =
  readFixture<
    ReadonlyArray<{
      readonly name: string
      readonly groups: ReadonlyArray<ReadonlyArray<number>>
      readonly degrees: readonly [number, number]
      readonly meanSquareBetween: number
      readonly meanSquareWithin: number
      readonly f: number
      readonly p: number
    }>
  >("nistAnova.json")

describe("means and variances reach NIST's certified analysis of variance", () => {
  it.each(sets)("$name", ({ name, groups, degrees, f, meanSquareBetween, meanSquareWithin, p }) => {
    const size = groups[0]?.length ?? 0
    expect(groups.every((group) => group.length === size)).toBe(true)
    expect([groups.length - 1, groups.length * (size - 1)]).toEqual(degrees)
    const between = size * sampleVariance(groups.map(mean))
    const within = mean(groups.map(sampleVariance))
    // The first two have 7 constant leading digits, which a double's 16 must hold too, also in the groups' means; SmLs07 has 13,
    // and reading it into doubles leaves 4 of the result.
    const tolerance = { AtmWtAg: 1e-8, SmLs04: 1e-8, SmLs07: 1e-3 }[name] ?? 1e-10
    expect(relativeError(between, meanSquareBetween)).toBeLessThan(tolerance)
    expect(relativeError(within, meanSquareWithin)).toBeLessThan(tolerance)
    expect(relativeError(between / within, f)).toBeLessThan(tolerance)
    expect(relativeError(fCdf(f, { above: degrees[0], below: degrees[1] }, "upper"), p)).toBeLessThan(1e-11)
  })
})
