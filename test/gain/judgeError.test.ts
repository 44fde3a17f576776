import { describe, expect, it } from "vitest"
import { type AuditPair, correctForJudge, judgeError } from "../../src/gain/judgeError.js"
import { studentQuantile } from "../../src/stats/studentQuantile.js"
import { wilsonLimits } from "../../src/stats/wilsonLimits.js"

const repeat = <A>(count: number, make: (index: number) => A): Array<A> =>
  Array.from({ length: count }, (_, i) => make(i))
const pair = (index: number, right: boolean, accepted: boolean): AuditPair => ({
  cluster: `i${index}`,
  right,
  accepted
})
const ones = (n: number) => new Array<number>(n).fill(1)
/** n items of which the first `right` score 1. */
const arm = (n: number, right: number) => ({ scores: repeat(n, (i) => (i < right ? 1 : 0)), answered: ones(n) })

describe("judgeError", () => {
  it("is the plain share with Wilson's interval where every answer is its own cluster", () => {
    const pairs = [...repeat(30, (i) => pair(i, true, i < 27)), ...repeat(20, (i) => pair(100 + i, false, i < 4))]
    const { sensitivity, specificity, clusters } = judgeError(pairs)
    expect(sensitivity.value).toBeCloseTo(0.9, 12)
    expect(specificity.value).toBeCloseTo(0.8, 12)
    expect(clusters).toBe(50)
    // n − 1 in the variance makes the effective size 19.
    expect(specificity.effective).toBeCloseTo(19, 9)
    const wilson = wilsonLimits({ proportion: 0.8, size: 19, quantile: studentQuantile(0.975, 19) })
    expect(specificity.lower).toBeCloseTo(wilson.lower, 12)
    expect(specificity.upper).toBeCloseTo(wilson.upper, 12)
  })

  it("counts answers of one item as far as they differ: copies add nothing", () => {
    const once = repeat(20, (i) => pair(i, false, i < 5))
    const copies = [...once, ...once, ...once]
    expect(judgeError(copies).specificity.value).toBeCloseTo(0.75, 12)
    expect(judgeError(copies).specificity.effective).toBeCloseTo(judgeError(once).specificity.effective, 9)
    const heavy = once.map((one) => ({ ...one, weight: 7 }))
    expect(judgeError(heavy).specificity).toEqual(judgeError(once).specificity)
  })

  it("does not take a judge without a seen error for perfect", () => {
    const { specificity } = judgeError(repeat(20, (i) => pair(i, false, false)))
    expect(specificity).toMatchObject({ value: 1, upper: 1, effective: 20 })
    expect(specificity.lower).toBeLessThan(0.85)
    expect(judgeError([pair(1, true, true)]).specificity).toMatchObject({ value: null, answers: 0 })
  })
})

describe("correctForJudge", () => {
  const audit = (wrong: number, falselyAccepted: number, right = 100, accepted = 90) =>
    judgeError([
      ...repeat(right, (i) => pair(i, true, i < accepted)),
      ...repeat(wrong, (i) => pair(1000 + i, false, i < falselyAccepted))
    ])

  it("is Rogan and Gladen's estimate in both arms, and sensitivity cancels from the ratio", () => {
    // p = .9Φ + .2(1 − Φ): Φ_M = .6 → .62, Φ_S = .4 → .48.
    const got = correctForJudge({ team: arm(100, 62), single: arm(100, 48), error: audit(500, 100) })
    expect(got.phiM).toBeCloseTo(0.6, 12)
    expect(got.phiS).toBeCloseTo(0.4, 12)
    expect(got.gamma).toBeCloseTo(1.5, 12)
    const blunt = correctForJudge({ team: arm(100, 62), single: arm(100, 48), error: audit(500, 100, 100, 50) })
    expect(blunt.gamma).toBeCloseTo(1.5, 12)
    expect(blunt.lower).toBe(got.lower)
  })

  it("takes nothing off answers that were never given", () => {
    // Half of the team's trials gave no answer: p_M = .9·.3 + .2·(.5 − .3) = .31.
    const team = { scores: repeat(100, (i) => (i < 31 ? 1 : 0)), answered: repeat(100, (i) => (i < 50 ? 1 : 0)) }
    const got = correctForJudge({ team, single: arm(100, 48), error: audit(500, 100) })
    expect(got.phiM).toBeCloseTo(0.3, 12)
    expect(got.gamma).toBeCloseTo(0.75, 12)
  })

  it("widens with the uncertainty of the audit, and with a large audit of a perfect judge changes nothing", () => {
    const [team, single] = [arm(400, 240), arm(400, 160)]
    const raw = 240 / 160
    const wide = correctForJudge({ team, single, error: audit(12, 0) })
    const narrow = correctForJudge({ team, single, error: audit(20_000, 0) })
    expect(narrow.gamma).toBeCloseTo(raw, 12)
    expect((wide.upper ?? 0) - wide.lower).toBeGreaterThan((narrow.upper ?? 0) - narrow.lower)
    // Fieller's interval of the ratio of these paired means, computed by hand: with q² = 3.8650, M = .6, S = .4,
    // var M = .24/399, var S = .24/399, cov = (.4 − .24)/399.
    const [q2, v, c] = [3.865, 0.24 / 399, 0.16 / 399]
    const [aa, bb, dd] = [0.16 - q2 * v, 0.24 - q2 * c, 0.36 - q2 * v]
    const root = Math.sqrt(bb * bb - aa * dd)
    expect(Math.abs(narrow.lower - (bb - root) / aa)).toBeLessThan(0.015)
    expect(Math.abs((narrow.upper ?? 0) - (bb + root) / aa)).toBeLessThan(0.015)
  })

  it("gives no number where there is none", () => {
    const team = arm(50, 30)
    expect(correctForJudge({ team, single: team, error: audit(0, 0) }).reason).toContain("no wrong answer")
    expect(correctForJudge({ team, single: team, error: audit(10, 10) }).reason).toContain("as readily")
    const low = correctForJudge({ team, single: arm(50, 5), error: audit(100, 20) })
    expect(low).toMatchObject({ gamma: null, upper: null })
    expect(low.reason).toContain("no more than the judge would accept")
    expect(() => correctForJudge({ team, single: arm(49, 5), error: audit(10, 1) })).toThrow(/same items/)
  })
})
