import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { answerKeys } from "../../../src/cases/cpmobius/answerKeys.js"
import { bleu, clusterShares } from "../../../src/cases/cpmobius/clusterShares.js"
import { type CoachedProblem, coachRewards } from "../../../src/cases/cpmobius/coachRewards.js"
import { deltaSignalToNoise, deltaStandardError } from "../../../src/cases/cpmobius/deltaNoise.js"
import { fillCost } from "../../../src/cases/cpmobius/fillCost.js"
import { gateCounts, passesGate } from "../../../src/cases/cpmobius/gate.js"
import { groupAdvantages } from "../../../src/cases/cpmobius/groupAdvantages.js"
import { lengthCovariance } from "../../../src/cases/cpmobius/lengthCovariance.js"
import { afterSave, firstProbe, nextProbe, savesBest } from "../../../src/cases/cpmobius/ProbeHistory.js"
import { trainingFlops } from "../../../src/cases/cpmobius/trainingFlops.js"
import { type VoteRule, vote } from "../../../src/cases/cpmobius/vote.js"
import { createStream } from "../../../src/stats/createStream.js"

const released: VoteRule = { tie: "all-wrong", none: "always-wrong", reward: "plus-minus" }
const bounds = { lower: 0.2, upper: 0.8 }
const noDraw = () => {
  throw new Error("no tie is broken by chance here")
}

/** "a9 b7 None2" as 18 keys; "12*1" are 12 different single keys. */
const keysOf = (counts: string): Array<string | null> =>
  counts.split(" ").flatMap((part) => {
    const singles = /^(\d+)\*1$/u.exec(part)
    if (singles !== null) return Array.from({ length: Number(singles[1]) }, (_, index) => `single${index}`)
    const [, key = "", count = "0"] = /^([A-Za-z]+)(\d+)$/u.exec(part) ?? []
    return new Array<string | null>(Number(count)).fill(key === "None" ? null : key)
  })

describe("the vote and the gate, table 4.1", () => {
  it.each([
    ["a9 b7", 9, "majority", true],
    ["a8 b8", 0, "tie", false],
    ["None9 a7", 0, "none", false],
    ["a7 None7 b2", 0, "tie", false],
    ["a5 None4 b4 c3", 5, "majority", true],
    ["a4 12*1", 4, "majority", true],
    ["a3 13*1", 3, "majority", false],
    ["a12 b4", 12, "majority", true],
    ["a13 b3", 13, "majority", false]
  ])("%s", (counts, winners, outcome, kept) => {
    const keys = keysOf(counts)
    expect(keys).toHaveLength(16)
    const result = vote({ keys, rule: released, draw: noDraw })
    expect(result.winners).toBe(winners)
    expect(result.outcome).toBe(outcome)
    expect(result.label).toBe(winners > 0 ? "a" : null)
    expect(result.rewards).toEqual(keys.map((key) => (winners > 0 && key === "a" ? 1 : -1)))
    expect(passesGate(bounds, { winners, answers: 16 })).toBe(kept)
  })

  it("pays 0 for an empty reply, whoever wins", () => {
    const keys = ["a", "a", null, null]
    const empty = [false, false, true, false]
    expect(vote({ keys, empty, rule: { ...released, none: "excluded" }, draw: noDraw }).rewards).toEqual([1, 1, 0, -1])
    expect(vote({ keys: [null, null], empty: [true, true], rule: released, draw: noDraw }).rewards).toEqual([0, 0])
  })

  it("can leave missing answers out and break ties by chance", () => {
    const outside = { ...released, none: "excluded" as const }
    expect(vote({ keys: keysOf("None9 a7"), rule: outside, draw: noDraw })).toMatchObject({ label: "a", winners: 7 })
    expect(vote({ keys: keysOf("None16"), rule: outside, draw: noDraw })).toMatchObject({ outcome: "none", winners: 0 })
    const drawn = { ...outside, tie: "random-top" as const }
    expect(vote({ keys: keysOf("a8 b8"), rule: drawn, draw: () => 1 })).toMatchObject({ label: "b", winners: 8 })
    const stream = createStream(3)
    const labels = Array.from(
      { length: 400 },
      () => vote({ keys: keysOf("a8 b8"), rule: drawn, draw: stream.int }).label
    )
    // 400 fair coins: 4 standard deviations are 40.
    expect(Math.abs(labels.filter((label) => label === "a").length - 200)).toBeLessThan(40)
    const none = { ...drawn, none: "always-wrong" as const }
    expect(vote({ keys: keysOf("a8 None8"), rule: none, draw: () => 1 })).toMatchObject({ outcome: "none", winners: 0 })
  })

  it("does not depend on the order of the answers", () => {
    const key = fc.constantFrom("a", "b", "c", null)
    fc.assert(
      fc.property(
        fc.array(key, { minLength: 1, maxLength: 16 }),
        fc.integer({ min: 0, max: 2 ** 31 }),
        (keys, seed) => {
          const one = vote({ keys, rule: released, draw: noDraw })
          const other = vote({ keys: createStream(seed).shuffle(keys), rule: released, draw: noDraw })
          expect(other).toMatchObject({ label: one.label, outcome: one.outcome, winners: one.winners })
          expect(one.rewards.filter((reward) => reward === 1)).toHaveLength(one.winners)
        }
      ),
      { seed: 5 }
    )
  })

  it("keeps 4 to 12 of 16, and meets bounds that binary fractions miss", () => {
    expect(gateCounts(bounds, 16)).toEqual({ least: 4, most: 12 })
    const kept = Array.from({ length: 17 }, (_, winners) => winners).filter((winners) =>
      passesGate(bounds, { winners, answers: 16 })
    )
    expect(kept).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(gateCounts(bounds, 15)).toEqual({ least: 3, most: 12 })
    expect(gateCounts({ lower: 0.3, upper: 0.7 }, 10)).toEqual({ least: 3, most: 7 })
    expect(passesGate(null, { winners: 0, answers: 16 })).toBe(true)
  })
})

describe("answer keys", () => {
  it("are texts, unified spellings or values", () => {
    const answers = ["1/2", "0.5", " 0.50 ", "\\frac{1}{2}", null, "1,234", "1234", "X"]
    expect(answerKeys(answers, "raw")).toEqual(answers)
    const normalised = answerKeys(answers, "normalised")
    expect(normalised[1]).toBe(normalised[2])
    expect(normalised[0]).not.toBe(normalised[1])
    expect(normalised[5]).toBe(normalised[6])
    expect(normalised[4]).toBeNull()
    const symbolic = answerKeys(answers, "symbolic")
    expect(new Set(symbolic.slice(0, 4)).size).toBe(1)
    expect(new Set(symbolic).size).toBe(4)
    expect(symbolic[4]).toBeNull()
  })
})

describe("advantages, 4.3", () => {
  const group = (winners: number, [right, wrong]: readonly [number, number] = [1, -1]) =>
    Array.from({ length: 16 }, (_, index) => (index < winners ? right : wrong))
  it.each([
    [8, "unbiased", 0.968, -0.968],
    [4, "unbiased", 1.677, -0.559],
    [12, "unbiased", 0.559, -1.677],
    [8, "population", 1, -1],
    [4, "population", 1.732, -0.577],
    [12, "population", 0.577, -1.732]
  ] as const)("%i of 16, %s", (winners, scale, right, wrong) => {
    const advantages = groupAdvantages(group(winners), { scale })
    expect(advantages[0]).toBeCloseTo(right, 3)
    expect(advantages[15]).toBeCloseTo(wrong, 3)
    const zeroOne = groupAdvantages(group(winners, [1, 0]), { scale })
    zeroOne.forEach((value, index) => {
      expect(value).toBeCloseTo(advantages[index] ?? Number.NaN, 4)
    })
  })
  it("are 0 when all rewards are equal, and plain differences without a scale", () => {
    expect(groupAdvantages(group(16), { scale: "unbiased" })).toEqual(new Array(16).fill(0))
    expect(groupAdvantages([1, 0, 0, 0], { scale: "none" })).toEqual([0.75, -0.25, -0.25, -0.25])
    expect(groupAdvantages([5], { scale: "unbiased" })).toEqual([0])
  })
})

describe("the Coach's rewards, 4.4", () => {
  const advantages = groupAdvantages(
    Array.from({ length: 16 }, (_, index) => (index < 8 ? 1 : -1)),
    { scale: "unbiased" }
  )
  const lengths = (right: number, wrong: number) =>
    Array.from({ length: 16 }, (_, index) => (index < 8 ? right : wrong))
  const problem: CoachedProblem = {
    solveRate: 0.5,
    agreement: 0.5625,
    readable: true,
    lengthCovariance: 0.25,
    clusterShare: 0.125
  }
  const pay = (reward: Parameters<typeof coachRewards>[0], of: Partial<Parameters<typeof coachRewards>[1]> = {}) =>
    coachRewards(reward, { problems: [problem], g: 2, averageGain: 0.02, earlier: [-1, 3], draw: () => 0.6, ...of })

  it("c is −0.242, +0.242 and 0 for the lengths of the table", () => {
    expect(lengthCovariance(lengths(300, 500), advantages)).toBeCloseTo(-0.242, 3)
    expect(lengthCovariance(lengths(500, 300), advantages)).toBeCloseTo(0.242, 3)
    expect(lengthCovariance(lengths(400, 400), advantages)).toBe(0)
    expect(lengthCovariance([0, 0], [1, -1])).toBe(0)
  })
  it("pay what each says", () => {
    expect(pay({ kind: "solve-rate-delta" })).toEqual([1])
    expect(pay({ kind: "delta" })).toEqual([2])
    expect(pay({ kind: "length-cov-delta" })).toEqual([0.5])
    expect(pay({ kind: "length-cov-delta" }, { problems: [{ ...problem, lengthCovariance: 0 }] })).toEqual([-1])
    expect(pay({ kind: "length-cov-delta" }, { problems: [{ ...problem, lengthCovariance: -0.242 }], g: -1 })).toEqual([
      0.242
    ])
    expect(pay({ kind: "ema-delta", decay: 0.99 })).toEqual([0.02])
    expect(pay({ kind: "learnability" })).toEqual([0.25])
    expect(pay({ kind: "adversarial" })).toEqual([0.4375 - 0.125])
    expect(pay({ kind: "adversarial" }, { problems: [{ ...problem, readable: false }] })).toEqual([-1.125])
    expect(pay({ kind: "random" })).toEqual([1])
    expect(pay({ kind: "shuffled-delta" })).toEqual([1.5])
    expect(pay({ kind: "shuffled-delta" }, { earlier: [] })).toBeNull()
    expect(pay({ kind: "frozen" })).toBeNull()
  })
})

describe("similar problems, as R-Zero counts them", () => {
  it("BLEU agrees with the value worked out by hand", () => {
    // 5 of 6 words, 4 of 5 pairs, 3 of 4 triples, 2 of 3 fours.
    const expected = ((5 / 6) * (4 / 5) * (3 / 4) * (2 / 3)) ** 0.25
    expect(bleu("topic 1 level 2 item 7", "topic 1 level 2 item 9")).toBeCloseTo(expected, 12)
    expect(bleu("a b c d", "a b c d")).toBeCloseTo(1, 12)
    expect(bleu("a b", "c d")).toBe(0)
    // Brevity: 4 of 6 words, all matching.
    expect(bleu("a b c d", "a b c d e f")).toBeCloseTo(Math.exp(1 - 6 / 4), 12)
  })
  it("shares count the texts of one cluster", () => {
    const shares = clusterShares([
      "topic 1 level 2 item 7",
      "riddle item 4",
      "topic 1 level 2 item 9",
      "topic 1 level 2 item 8"
    ])
    expect(shares).toEqual([0.75, 0.25, 0.75, 0.75])
    expect(clusterShares([])).toEqual([])
  })
})

describe("rollback, 4.6", () => {
  const walk = (kind: "released" | "sane", accuracies: ReadonlyArray<number>) => {
    const rule = { kind, begin: 0, patience: 3 } as const
    let history = firstProbe(accuracies[0] ?? 0, rule)
    let kept = "initial"
    return accuracies.slice(1).map((accuracy, index) => {
      const step = index + 1
      const saves = savesBest(history)
      if (saves) {
        history = afterSave(history)
        kept = `step ${step - 1}`
      }
      const next = nextProbe(history, { step, accuracy, rule })
      history = next.history
      return {
        g: Math.round(next.g * 1e6) / 1e6,
        difference: Math.round((history.difference ?? 0) * 1e6) / 1e6,
        bad: history.bad,
        event: next.rollback === "reload" ? `rollback to ${kept}` : saves ? `saves ${kept}` : next.rollback
      }
    })
  }
  const scripted = [0.3, 0.32, 0.31, 0.32, 0.3, 0.33]

  it("follows the scripted trace", () => {
    expect(walk("released", scripted)).toEqual([
      { g: 2, difference: 0.02, bad: 0, event: "none" },
      { g: -1, difference: -0.01, bad: 1, event: "saves step 1" },
      { g: 1, difference: 0, bad: 2, event: "none" },
      { g: -2, difference: -0.02, bad: 0, event: "rollback to step 1" },
      { g: 3, difference: 0.01, bad: 0, event: "none" }
    ])
  })
  it("never fires in the released way once the counter has passed the patience on an equal step", () => {
    const later = Array.from({ length: 20 }, () => 0.3)
    const trace = walk("released", [0.3, 0.32, 0.31, 0.3, 0.32, 0.3, ...later])
    expect(trace.slice(0, 5).map(({ bad }) => bad)).toEqual([0, 1, 2, 3, 4])
    expect(trace.some(({ event }) => event.startsWith("rollback"))).toBe(false)
    expect(walk("released", [0.3, 0.32, 0.31, 0.3, 0.32, 0.3, 0.34, 0.33]).at(-1)).toMatchObject({
      bad: 1,
      event: "saves step 6"
    })
  })
  it("in the sane way fires all the same, and credits nobody for the reload", () => {
    const variant = walk("sane", [0.3, 0.32, 0.31, 0.3, 0.32, 0.3, 0.33])
    expect(variant.map(({ event }) => event)).toEqual([
      "none",
      "saves step 1",
      "none",
      "none",
      "rollback to step 1",
      "none"
    ])
    expect(variant.at(-1)?.g).toBe(1)
    expect(walk("sane", scripted).map(({ g }) => g)).toEqual([2, -1, 1, -2, 1])
  })
  it("before any improvement has nothing to load in the released way, and the untrained Player in the sane one", () => {
    const falling = [0.3, 0.29, 0.28, 0.27, 0.29]
    expect(walk("released", falling).map(({ bad, event }) => [bad, event])).toEqual([
      [1, "none"],
      [2, "none"],
      [0, "nothing-saved"],
      [1, "none"]
    ])
    expect(walk("sane", falling).map(({ g, event }) => [g, event])).toEqual([
      [-1, "none"],
      [-1, "none"],
      [-1, "rollback to initial"],
      [-1, "none"]
    ])
  })
  it("counts nothing before its begin, and nothing at all when it is off", () => {
    const rule = { kind: "released", begin: 2, patience: 3 } as const
    const one = nextProbe(firstProbe(0.3, rule), { step: 1, accuracy: 0.2, rule }).history
    expect(one.bad).toBe(0)
    expect(nextProbe(one, { step: 2, accuracy: 0.2, rule }).history.bad).toBe(1)
    expect(nextProbe(firstProbe(0.3, null), { step: 9, accuracy: 0.1, rule: null })).toMatchObject({
      rollback: "none",
      history: { bad: 0 }
    })
  })
  it("the moving average gains 100 (1 − d) (accuracy − average)", () => {
    let history = firstProbe(0.3, null)
    let average = 0.3
    for (const [index, accuracy] of [0.35, 0.28, 0.4].entries()) {
      const next = nextProbe(history, { step: index + 1, accuracy, rule: null, decay: 0.9 })
      expect(next.averageGain).toBeCloseTo(100 * 0.1 * (accuracy - average), 10)
      average = 0.9 * average + 0.1 * accuracy
      expect(next.history.average).toBeCloseTo(average, 12)
      history = next.history
    }
  })
})

describe("costs and noise, 6 and 9", () => {
  it.each([
    [0.25, 4.47, 72, 1144],
    [0.5, 2.44, 39, 624],
    [0.75, 1.99, 32, 510],
    [0.9, 1.81, 29, 465],
    [1, 1, 16, 256]
  ])("acceptance %f", (acceptance, rounds, coachTexts, playerAnswers) => {
    const cost = fillCost({ problems: 16, answers: 16, acceptance, resample: "round" })
    expect(cost.rounds).toBeCloseTo(rounds, 2)
    // The table rounds the rounds first.
    expect(Math.abs(cost.coachTexts - coachTexts)).toBeLessThan(0.6)
    expect(Math.abs(cost.playerAnswers - playerAnswers)).toBeLessThan(1)
  })
  it("one by one costs 256/a answers", () => {
    const cost = fillCost({ problems: 16, answers: 16, acceptance: 0.5, resample: "item" })
    expect(cost).toEqual({ rounds: 32, coachTexts: 32, playerAnswers: 512 })
    expect(() => fillCost({ problems: 16, answers: 16, acceptance: 0, resample: "item" })).toThrow(RangeError)
  })
  it.each([
    [83, 0, 5.38],
    [83, 0.5, 3.8],
    [83, 0.9, 1.7],
    [830, 0, 1.7],
    [830, 0.5, 1.2],
    [830, 0.9, 0.54],
    [8300, 0, 0.54],
    [8300, 0.5, 0.38],
    [8300, 0.9, 0.17]
  ])("noise of Δ with %i answers, correlation %f", (generations, correlation, points) => {
    expect(deltaStandardError({ variance: 0.12, correlation, generations })).toBeCloseTo(points, 2)
  })
  it("signal to noise", () => {
    expect(deltaSignalToNoise([1, 2, 3])).toBeCloseTo(2, 12)
    expect(deltaSignalToNoise([1])).toBeNull()
    expect(deltaSignalToNoise([1, 1])).toBeNull()
  })
  it("a trained token with two log-probability passes costs six votes' tokens", () => {
    expect(trainingFlops(1e6, { forward: 100, trained: 10 })).toBe(260e6)
    const [voted, trained] = [
      trainingFlops(1, { forward: 1, trained: 0 }),
      trainingFlops(1, { forward: 3, trained: 1 })
    ]
    expect((trained ?? 0) / (voted ?? 0)).toBe(6)
    expect(trainingFlops(null, { forward: 1, trained: 0 })).toBeNull()
  })
})
