import * as Effect from "effect/Effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { CpmobiusRun } from "../../../src/cases/cpmobius/CpmobiusRun.js"
import { compareArms, evaluationAt } from "../../../src/cases/cpmobius/compareArms.js"
import { rivalOf } from "../../../src/cases/cpmobius/presets.js"
import { simulatedItems } from "../../../src/cases/cpmobius/simulated/simulatedItems.js"
import { simulatedLearner } from "../../../src/cases/cpmobius/simulated/simulatedLearner.js"
import {
  compareSimulated,
  drawnParameters,
  drawSetting,
  runSimulated,
  simulatedConfig,
  standardSetting
} from "../../../src/cases/cpmobius/simulated/simulatedStudy.js"
import { noSpending } from "../../../src/cases/cpmobius/spending.js"
import { trainingGain } from "../../../src/cases/cpmobius/trainingGain.js"
import { untrainedVotes } from "../../../src/cases/cpmobius/untrainedVotes.js"
import { voteBreakEven } from "../../../src/cases/cpmobius/voteBreakEven.js"
import { createStream } from "../../../src/stats/createStream.js"

describe("Γ_train over training seeds", () => {
  const first = [0.52, 0.55, 0.5, 0.58, 0.54]
  const second = [0.5, 0.5, 0.49, 0.53, 0.51]
  it("agrees with R", () => {
    // R 4.2: u <- m/mean(m) - s/mean(s); se <- sqrt(sum(u^2)/(5*4)); exp(log(mean(m)/mean(s)) + c(-1,1)*qt(.975,4)*se);
    // 2*pt(-abs(log(mean(m)/mean(s)))/se, 4); t.test(m, s, paired=TRUE)
    const gain = trainingGain({ first, second })
    expect(gain.gamma).toBeCloseTo(1.0632411067, 9)
    expect(gain.lower).toBeCloseTo(1.02174604477634, 8)
    expect(gain.upper).toBeCloseTo(1.10642136252682, 8)
    expect(gain.p).toBeCloseTo(0.01287980735447, 8)
    expect(gain.delta.value).toBeCloseTo(0.032, 12)
    expect(gain.delta.lower).toBeCloseTo(0.00978843915842, 8)
    expect(gain.delta.upper).toBeCloseTo(0.05421156084158, 8)
    expect(gain).toMatchObject({ wins: 5, seeds: 5, verdict: "positive" })
  })
  it("mirrors when the arms change places, and tells why where it has no interval", () => {
    const accuracy = fc.double({ min: 0.01, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(accuracy, accuracy), { minLength: 2, maxLength: 8 }), (pairs) => {
        const [a, b] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)]
        const [there, back] = [trainingGain({ first: a, second: b }), trainingGain({ first: b, second: a })]
        expect((there.gamma ?? 0) * (back.gamma ?? 0)).toBeCloseTo(1, 9)
        if (there.lower === null || back.upper === null) return
        expect(there.lower * back.upper).toBeCloseTo(1, 6)
        expect(there.lower).toBeLessThanOrEqual(there.gamma ?? 0)
      }),
      { seed: 8 }
    )
    expect(trainingGain({ first: [0.5], second: [0.4] })).toMatchObject({
      gamma: 1.25,
      verdict: "not-estimable",
      lower: null
    })
    expect(trainingGain({ first: [0.5, 0.6], second: [0, 0] })).toMatchObject({ gamma: null, verdict: "not-estimable" })
    expect(trainingGain({ first: [0.5, 0.6], second: [0.5, 0.6] }).reason).toMatch(/same ratio/u)
    expect(() => trainingGain({ first: [1], second: [] })).toThrow(RangeError)
  })
  it("covers the true ratio about as often as it says", () => {
    const stream = createStream(9)
    let covered = 0
    for (let repeat = 0; repeat < 1000; repeat++) {
      const shared = Array.from({ length: 8 }, () => 0.05 * stream.normal())
      const gain = trainingGain({
        first: shared.map((x) => 0.55 + x + 0.02 * stream.normal()),
        second: shared.map((x) => 0.5 + x + 0.02 * stream.normal())
      })
      if ((gain.lower ?? 0) <= 1.1 && (gain.upper ?? 0) >= 1.1) covered++
    }
    // Standard error .7 points.
    expect(covered / 1000).toBeGreaterThan(0.925)
    expect(covered / 1000).toBeLessThan(0.975)
  })
})

/** A run that was evaluated at these rollouts with these accuracies. */
const madeRun = (points: ReadonlyArray<readonly [rollouts: number, overall: number]>): CpmobiusRun => ({
  start: {
    type: "cpmobius-start",
    version: 1,
    hash: "",
    config: simulatedConfig({ setting: standardSetting, seed: 1, rollouts: 1 }),
    trainer: { id: "", deterministic: true, sharedWeights: false, settings: {} },
    items: { probe: 1, held: 1, outOfDistribution: 0, warmUp: 0, digest: "" }
  },
  firstProbe: null,
  steps: [],
  evaluations: points.map(([rollouts, overall], step) => ({
    type: "evaluation",
    step,
    overall,
    outOfDistribution: null,
    how: "exact",
    spent: { ...noSpending, rollouts, flops: 10 * rollouts }
  })),
  problems: [],
  policies: [],
  rollbacks: [],
  collapses: [],
  checkpoint: null,
  end: null
})

describe("arms at equal budgets", () => {
  const quick = [
    madeRun([
      [0, 0.3],
      [100, 0.5],
      [210, 0.7]
    ]),
    madeRun([
      [0, 0.32],
      [100, 0.5],
      [220, 0.7]
    ])
  ]
  const slow = [
    madeRun([
      [0, 0.3],
      [90, 0.4],
      [200, 0.5]
    ]),
    madeRun([
      [0, 0.32],
      [95, 0.42],
      [205, 0.53]
    ])
  ]
  it("are read at the last evaluation within the budget", () => {
    expect(evaluationAt(quick[0] as CpmobiusRun, "rollouts", 209)?.overall).toBe(0.5)
    expect(evaluationAt(quick[0] as CpmobiusRun, "rollouts", 210)?.overall).toBe(0.7)
    expect(evaluationAt(quick[0] as CpmobiusRun, "flops", 2099)?.overall).toBe(0.5)
    const { budget, arms, contrasts } = compareArms(
      [
        { id: "quick", runs: quick },
        { id: "slow", runs: slow }
      ],
      { unit: "rollouts", points: 2 }
    )
    expect(budget).toBe(200)
    expect(arms.map(({ overall }) => overall)).toEqual([
      [0.5, 0.5],
      [0.5, 0.42]
    ])
    expect(arms[0]?.curve).toEqual([
      { budget: 100, overall: 0.5, outOfDistribution: null },
      { budget: 200, overall: 0.5, outOfDistribution: null }
    ])
    expect(contrasts[0]).toMatchObject({ first: "quick", second: "slow", outOfDistribution: null })
    expect(contrasts[0]?.gammaOverBudget.map(({ gamma }) => gamma)).toEqual([
      expect.closeTo(1 / 0.82, 12),
      expect.closeTo(1 / 0.92, 12)
    ])
    expect(contrasts[0]?.overall?.gamma).toBeCloseTo(1 / 0.92, 12)
  })
  it("need the same seeds", () => {
    const arms = [
      { id: "a", runs: quick },
      { id: "b", runs: slow.slice(0, 1) }
    ]
    expect(() => compareArms(arms, { unit: "flops" })).toThrow(RangeError)
    expect(() => compareArms(arms.slice(0, 1), { unit: "flops" })).toThrow(RangeError)
  })
})

describe("votes without training", () => {
  // 4 samples an item: 3 right; 1 right against 3 different wrong ones; none right.
  const counts = [
    { right: 3, wrong: [1], abstain: 0 },
    { right: 1, wrong: [1, 1, 1], abstain: 0 },
    { right: 0, wrong: [4], abstain: 0 }
  ]
  it("break even at F/(f (k − 1)) questions", () => {
    // k = 1: (3/4 + 1/4 + 0)/3; k = 3: (1 + 1/4 + 0)/3 by hand: any 3 of the first item have 2 right; of the second, a third
    // of the three quarters of draws that hold the right one.
    const result = voteBreakEven({ counts, accuracy: 0.4, trainingFlops: 1e9, answerFlops: 1e6, votes: [1, 3] })
    expect(result.votes[0]?.accuracy).toBeCloseTo(1 / 3, 12)
    expect(result.votes[1]?.accuracy).toBeCloseTo(1.25 / 3, 12)
    expect(result).toMatchObject({ matchingVotes: 3, questions: 500 })
    expect(result.reason).toBeUndefined()
  })
  it("have no number where votes never reach it, or one answer is enough", () => {
    const never = voteBreakEven({ counts, accuracy: 0.9, trainingFlops: 1e9, answerFlops: 1e6 })
    expect(never).toMatchObject({ matchingVotes: null, questions: null })
    expect(never.votes.map(({ votes }) => votes)).toEqual([1, 2, 4])
    expect(voteBreakEven({ counts, accuracy: 0.2, trainingFlops: 1e9, answerFlops: 1e6 })).toMatchObject({
      matchingVotes: 1,
      questions: null
    })
  })
})

describe("the arm without training", () => {
  it("counts the untrained Player's answers, and votes come out as its probabilities say", async () => {
    const { world } = standardSetting
    const items = simulatedItems({ world, seed: 5, held: 4 })
    const trainer = simulatedLearner({ seed: 5, world })
    const config = simulatedConfig({ setting: standardSetting, seed: 5, rollouts: 1 })
    const votes = 32
    const { counts, answerFlops } = await Effect.runPromise(
      untrainedVotes({ trainer, items: items.held, grading: items, config, votes })
    )
    expect(counts).toHaveLength(48)
    for (const { right, wrong, abstain } of counts)
      expect(right + abstain + wrong.reduce((a, b) => a + b, 0)).toBe(votes)
    const expected = trainer.expectedScores?.(items.held) ?? []
    const error = Math.sqrt(expected.reduce((sum, p) => sum + p * (1 - p), 0) / votes) / 48
    const mean = (values: ReadonlyArray<number>) => values.reduce((a, b) => a + b, 0) / values.length
    expect(Math.abs(mean(counts.map(({ right }) => right / votes)) - mean(expected))).toBeLessThan(4 * error)
    // A problem of level d has 12 + 4 d tokens and the two symbols around it; a reply 20 + 10 d, longer when wrong.
    expect(answerFlops).toBeGreaterThan(2e6 * (14 + 4 * 3.5 + 55))
    expect(answerFlops).toBeLessThan(2e6 * (14 + 4 * 3.5 + 55 * 1.4))
    const accuracy = mean(counts.map(({ right }) => right / votes)) + 0.01
    const even = voteBreakEven({ counts, accuracy, trainingFlops: 1e12, answerFlops: answerFlops ?? 0 })
    expect(even.matchingVotes).toBeGreaterThan(1)
    expect(even.questions).toBeCloseTo(1e12 / ((answerFlops ?? 0) * ((even.matchingVotes ?? 0) - 1)), 6)
  })
})

describe("the simulated study, small", () => {
  it("finds that the trainer learns from the truth, and full and frozen differ only in the Coach", async () => {
    const seeds = [1, 2]
    const rollouts = 2000
    const comparison = await Effect.runPromise(
      compareSimulated({
        setting: { ...standardSetting, probe: 50 },
        rivals: ["true-reward", "frozen-coach"],
        seeds,
        rollouts
      })
    )
    const [full, truth, frozen] = comparison.arms
    // The control must learn: every seed ends above its own start.
    const start = truth?.curve[0]?.overall ?? 1
    for (const value of truth?.overall ?? []) expect(value).toBeGreaterThan(start - 0.02)
    const mean = (values: ReadonlyArray<number | null> = []) =>
      values.reduce<number>((a, b) => a + (b ?? 0), 0) / values.length
    expect(mean(truth?.overall)).toBeGreaterThan(start + 0.02)
    expect(frozen?.cost.coachTrainedTokens).toBeLessThan(full?.cost.coachTrainedTokens ?? 0)
    for (const { cost } of comparison.arms) {
      expect(cost.rollouts).toBeGreaterThanOrEqual(rollouts)
      expect(cost.rollouts).toBeLessThan(rollouts * 1.3)
    }
    expect(comparison.contrasts[0]?.overall?.differences).toHaveLength(2)
  })
  it("runs every rival", async () => {
    for (const name of [
      "self-problems",
      "entropy-reward",
      "adversarial",
      "no-gate",
      "shuffled-delta",
      "random-coach"
    ] as const) {
      const setting = { ...standardSetting, probe: 20 }
      const run = await Effect.runPromise(
        runSimulated(setting, { ...rivalOf(simulatedConfig({ setting, seed: 4, rollouts: 400 }), name), steps: 3 })
      )
      expect(run.start.config.id).toBe(name)
      expect(run.evaluations.length).toBeGreaterThan(1)
      expect(run.steps.some(({ player }) => player !== null)).toBe(true)
      expect(run.steps.some(({ coach }) => coach !== null)).toBe(
        ["adversarial", "no-gate", "shuffled-delta", "random-coach"].includes(name)
      )
    }
  })
  it("draws settings within the ranges decided beforehand, the same for the same number", () => {
    const draws = Array.from({ length: 200 }, (_, draw) => drawSetting(6, draw))
    expect(drawSetting(6, 3)).toEqual(draws[3])
    const range = (read: (index: number) => number) => [
      Math.min(...draws.map((_, i) => read(i))),
      Math.max(...draws.map((_, i) => read(i)))
    ]
    const [low = 0, high = 0] = range((index) => draws[index]?.playerRate ?? 0)
    expect(low).toBeGreaterThan(0.005 - 1e-12)
    expect(low).toBeLessThan(0.0056)
    expect(high).toBeLessThan(0.08 + 1e-12)
    expect(high).toBeGreaterThan(0.07)
    const [ease = 0, easeHigh = 0] = range((index) => draws[index]?.world.ease ?? 0)
    expect([ease > 3, easeHigh < 5.5, ease < 3.1, easeHigh > 5.4]).toEqual([true, true, true, true])
    expect(new Set(draws.map(({ probe }) => probe))).toEqual(new Set([50, 200, 800]))
    expect(Object.keys(drawnParameters(standardSetting))).toHaveLength(12)
  })
})
