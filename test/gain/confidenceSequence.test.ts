import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { InputError } from "../../src/errors/InputError.js"
import { confidenceSequence } from "../../src/gain/confidenceSequence.js"
import { createStream } from "../../src/stats/createStream.js"
import { readFixture } from "../fixtures/readFixture.js"

interface Case {
  readonly team: ReadonlyArray<number>
  readonly single: ReadonlyArray<number>
  readonly alpha: number
  readonly lower: number
  readonly upper: number | null
  readonly eValue: number
  readonly stoppedAt: number | null
}

// The published formulas on a grid of 70,000 ratios; see confidenceSequence.py.
const { step, cases } = readFixture<{ readonly step: number; readonly cases: ReadonlyArray<Case> }>(
  "confidenceSequence.json"
)

const flips = (seed: number, items: number, team: number, single: number) => {
  const stream = createStream(seed)
  const draw = (chance: number) => Array.from({ length: items }, () => (stream.next() < chance ? 1 : 0))
  return { team: draw(team), single: draw(single) }
}

describe("the confidence sequence", () => {
  it.each(cases)("of $team.length tasks at alpha $alpha agrees with the formulas on a dense grid", (one) => {
    const found = confidenceSequence(one)
    if (one.lower === 0) expect(found.lower).toBeLessThan(1e-3)
    else expect(Math.abs(Math.log(found.lower / one.lower))).toBeLessThan(1.01 * step)
    if (one.upper === null) expect(found.upper).toBeNull()
    else expect(Math.abs(Math.log((found.upper as number) / one.upper))).toBeLessThan(1.01 * step)
    expect(Math.abs(Math.log(found.eValue / one.eValue))).toBeLessThan(1e-9)
    expect(found.stoppedAt ?? null).toBe(one.stoppedAt)
  })

  it("only shrinks, and the path holds the exact interval at its end", () => {
    const found = confidenceSequence(flips(4, 250, 0.7, 0.5))
    expect(found.path).toHaveLength(250)
    const upper = (at: number) => found.path[at]?.upper ?? Number.POSITIVE_INFINITY
    for (let t = 1; t < 250; t++) {
      expect(found.path[t]?.lower).toBeGreaterThanOrEqual(found.path[t - 1]?.lower as number)
      expect(upper(t)).toBeLessThanOrEqual(upper(t - 1))
    }
    const last = found.path.at(-1)
    expect(last?.lower).toBeLessThanOrEqual(found.lower)
    expect(last?.lower).toBeGreaterThan(found.lower * 0.97)
    expect(last?.upper).toBeGreaterThanOrEqual(found.upper as number)
    expect(last?.upper).toBeLessThan((found.upper as number) * 1.07)
  })

  it("turns over when the arms change places", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 2, max: 80 }), (seed, items) => {
        const { team, single } = flips(seed, items, 0.7, 0.4)
        const one = confidenceSequence({ team, single })
        const other = confidenceSequence({ team: single, single: team })
        // The start of the running mean at ½ is the only thing that does not turn over with w; it enters σ̂ alone.
        if (one.upper === null) expect(other.lower).toBe(0)
        else expect(Math.abs(Math.log(other.lower * one.upper))).toBeLessThan(0.02)
      }),
      { seed: 3, numRuns: 40 }
    )
  })

  it("is wider at a smaller alpha, and knows the range of the scores", () => {
    const scores = flips(8, 120, 0.8, 0.5)
    const usual = confidenceSequence(scores)
    const strict = confidenceSequence({ ...scores, alpha: 0.01 })
    expect(strict.lower).toBeLessThan(usual.lower)
    expect(strict.upper).toBeGreaterThan(usual.upper as number)
    const percent = { team: scores.team.map((x) => 100 * x), single: scores.single.map((x) => 100 * x) }
    expect(confidenceSequence({ ...percent, range: [0, 100] })).toEqual(usual)
  })

  it("stays open where nothing was seen, and closes on few grid points with very many tasks", () => {
    expect(confidenceSequence({ team: [0, 0, 0], single: [0, 0, 0] })).toMatchObject({
      lower: 0,
      upper: null,
      eValue: 1
    })
    const alternating = Array.from({ length: 60_000 }, (_, task) => (task % 2 === 0 ? 1 : 0))
    const same = confidenceSequence({ team: alternating, single: alternating })
    expect(same.lower).toBeLessThan(1)
    expect(same.upper).toBeGreaterThan(1)
    expect((same.upper as number) / same.lower).toBeLessThan(1.02)
    expect(same.stoppedAt).toBeUndefined()
  })

  it.each([
    { team: [], single: [] },
    { team: [1], single: [1, 0] },
    { team: [1.2], single: [0] },
    { team: [Number.NaN], single: [0] },
    { team: [1], single: [0], alpha: 0 },
    { team: [1], single: [0], range: [1, 0] as const }
  ])("refuses %j", (of) => {
    expect(() => confidenceSequence(of)).toThrow(InputError)
  })
})
