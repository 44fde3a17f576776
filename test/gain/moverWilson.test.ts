import { describe, expect, it } from "vitest"
import { estimateGain } from "../../src/gain/estimateGain.js"
import type { Scores } from "../../src/gain/GainInput.js"
import { moverWilson } from "../../src/gain/moverWilson.js"
import { readFixture } from "../fixtures/readFixture.js"
import { relativeError } from "../fixtures/relativeError.js"

interface Case {
  readonly name: string
  readonly team: Scores
  readonly single: Scores
  readonly clusters: ReadonlyArray<string> | null
  readonly level: number
  readonly gamma: number | null
  readonly lower: number
  readonly upper: number | null
  readonly p: number
  readonly delta: number
  readonly deltaLower: number | null
  readonly deltaUpper: number | null
}

// 50-digit results of an independent program; see moverWilson.py.
const cases = readFixture<ReadonlyArray<Case>>("moverWilson.json")

const same = (value: number | null, expected: number | null): void => {
  if (expected === null || value === null) expect(value).toBe(expected)
  else expect(relativeError(value, expected, 1e-3)).toBeLessThan(1e-10)
}

describe("the default interval agrees with 50-digit references", () => {
  it.each(cases)("$name", ({ team, single, clusters, level, ...expected }) => {
    const result = estimateGain({ team, single, level, ...(clusters === null ? {} : { clusters }) })
    same(result.gamma, expected.gamma)
    same(result.interval.lower, expected.lower)
    same(result.interval.upper, expected.upper)
    same(result.p, expected.p)
    same(result.delta.value, expected.delta)
    same(result.delta.lower, expected.deltaLower)
    same(result.delta.upper, expected.deltaUpper)
  })
})

describe("moverWilson on item means", () => {
  it("is the interval of estimateGain", () => {
    for (const { team, single, clusters, level } of cases) {
      const means = (scores: Scores) => scores.map((row) => row.reduce((sum, score) => sum + score, 0) / row.length)
      const seeds = (scores: Scores) => scores.map((row) => row.length)
      const binary = (scores: Scores) => scores.flat().every((score) => score === 0 || score === 1)
      const direct = moverWilson({
        team: means(team),
        single: means(single),
        level,
        ...(clusters === null ? {} : { clusters }),
        ...(binary(team) ? { teamSeeds: seeds(team) } : {}),
        ...(binary(single) ? { singleSeeds: seeds(single) } : {})
      })
      const whole = estimateGain({ team, single, level, ...(clusters === null ? {} : { clusters }) })
      expect(direct.ratio).toBe(whole.gamma)
      expect(direct.lower).toBe(whole.interval.lower)
      expect(Number.isFinite(direct.upper) ? direct.upper : null).toBe(whole.interval.upper)
      expect(direct.p).toBe(whole.p)
    }
  })
  it("has the ratio of its example", () => {
    expect(moverWilson({ team: [1, 1, 0, 1], single: [1, 0, 0, 1] }).ratio).toBe(1.5)
  })
})
