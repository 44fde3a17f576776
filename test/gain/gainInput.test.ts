import { describe, expect, it } from "vitest"
import { InputError } from "../../src/errors/InputError.js"
import { estimateGain } from "../../src/gain/estimateGain.js"
import type { GainInput } from "../../src/gain/GainInput.js"

const good = [[1], [0], [1]]

describe("malformed input", () => {
  it.each<[string, GainInput, RegExp]>([
    ["NaN", { team: [[1], [Number.NaN], [1]], single: good }, /Team score of item 1, seed 0: NaN/u],
    ["infinite", { team: good, single: [[1], [0], [Number.POSITIVE_INFINITY]] }, /Single agent score of item 2/u],
    ["below the range", { team: [[-0.1], [0], [1]], single: good }, /-0.1; requires a number from 0 to 1/u],
    [
      "above the range",
      { team: good, singles: [good, [[1], [0], [3]]], range: [0, 2] },
      /Single agent 1 score of item 2/u
    ],
    ["text", { team: [["1"], [0], [1]] as never, single: good }, /Team score of item 0/u],
    ["an empty row", { team: [[1], [], [1]], single: good }, /Team scores of item 1: none/u],
    ["no matrix", { team: 3 as never, single: good }, /Team scores: number/u],
    ["no row", { team: [1, 0, 1] as never, single: good }, /Team scores of item 0/u],
    ["other items", { team: good, single: [[1], [0]] }, /has 2; requires the 3 items/u],
    ["no single agent", { team: good }, /Single agent: no scores/u],
    ["no policies", { team: good, singles: [] }, /Single agent: no scores/u],
    ["single and singles", { team: good, single: good, singles: [good] }, /both single and singles/u],
    ["labels missing", { team: good, single: good, clusters: ["a"] }, /Cluster labels: 1/u],
    ["level", { team: good, single: good, level: 95 }, /Confidence level: 95/u],
    ["level at .5", { team: good, single: good, level: 0.5 }, /Confidence level/u],
    ["range", { team: good, single: good, range: [1, 1] }, /Range of scores/u],
    ["relevance", { team: good, single: good, relevance: 1 }, /Relevance: 1/u],
    ["margin", { team: good, single: good, margin: 1.2 }, /Margin: 1.2/u],
    ["folds", { team: good, single: good, folds: 1 }, /Folds: 1/u],
    ["method", { team: good, single: good, method: "bootstrap" as never }, /Interval method: bootstrap/u],
    ["text as range", { team: good, single: good, range: "any" as never }, /Range of scores: any/u],
    ["population", { team: good, single: good, population: "items" as never }, /Population: items/u],
    ["seed", { team: good, single: good, seed: 1.5 }, /Seed: 1.5/u],
    ["resamples", { team: good, single: good, resamples: 10 }, /Resamples: 10/u],
    ["guess rate", { team: good, single: good, guessRate: 1 }, /Guess rate: 1; requires a number of at least 0/u],
    ["guess rate without range", { team: good, single: good, range: "unbounded", guessRate: 0.2 }, /Guess rate/u],
    ["a negative unbounded score", { team: [[-1], [0], [1]], single: good, range: "unbounded" }, /true zero/u],
    ["an infinite one", { team: [[Infinity], [0], [1]], single: good, range: "unbounded" }, /from 0 to 1e\+100/u],
    ...(["mover-wilson", "smoothed", "bayes-bootstrap"] as const).map((method): [string, GainInput, RegExp] => [
      `${method} without a range`,
      { team: good, single: good, range: "unbounded", method },
      /for unbounded scores; requires scores with a range.*fieller/u
    ]),
    ...(["smoothed", "bayes-bootstrap", "bca"] as const).map((method): [string, GainInput, RegExp] => [
      `${method} on a fixed benchmark`,
      { team: good, single: good, population: "benchmark", method },
      /for a fixed benchmark; requires one of mover-wilson, delta-log, fieller/u
    ])
  ])("%s is refused", (_, input, message) => {
    const call = () => estimateGain(input)
    expect(call).toThrow(InputError)
    expect(call).toThrow(message)
    try {
      call()
    } catch (error) {
      const { what, value, limit, advice } = error as InputError
      for (const part of [what, value, limit, advice]) expect(part.length).toBeGreaterThan(0)
    }
  })
  it("lets rounding at the ends of the range pass", () => {
    expect(estimateGain({ team: [[1 + 1e-15], [0], [-1e-15]], single: good }).phiM).toBeCloseTo(1 / 3, 12)
  })
})

describe("well-formed input that is too small", () => {
  it.each<[string, GainInput, RegExp]>([
    ["no item", { team: [], single: [] }, /at least 2 items, got 0/u],
    ["one item", { team: [[1, 0]], single: [[1]] }, /at least 2 items, got 1/u],
    ["one item, two policies", { team: [[1]], singles: [[[0]], [[1]]] }, /at least 2 items, got 1/u],
    ["a benchmark run once", { team: good, single: good, population: "benchmark" }, /at least 2 seeds/u],
    ["one cluster", { team: good, single: good, clusters: ["a", "a", "a"] }, /at least 2 clusters/u]
  ])("%s: not estimable, with a reason", (_, input, reason) => {
    const result = estimateGain(input)
    expect(result).toMatchObject({ gamma: null, status: "not-estimable", verdict: "not-estimable", p: null })
    expect(result.verdicts).toEqual(["not-estimable"])
    expect(result.interval).toMatchObject({ lower: null, upper: null })
    expect(result.delta).toEqual({ value: null, lower: null, upper: null })
    expect(result.reason).toMatch(reason)
  })
  it("two items are enough", () => {
    expect(estimateGain({ team: [[1], [0]], single: [[1], [1]] })).toMatchObject({ gamma: 0.5, status: "ok" })
    expect(
      estimateGain({
        team: [[1], [0]],
        singles: [
          [[1], [1]],
          [[0], [1]]
        ]
      }).status
    ).toBe("ok")
  })
})
