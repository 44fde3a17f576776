import { describe, expect, it } from "vitest"
import { estimateGain } from "../../src/gain/estimateGain.js"

const column = (scores: ReadonlyArray<number>) => scores.map((score) => [score])
const ones = (count: number, of: number) => column(Array.from({ length: of }, (_, item) => (item < count ? 1 : 0)))

describe("means at the ends of the range", () => {
  it("single agent at 0: unbounded, with a lower limit and Δ", () => {
    const result = estimateGain({ team: ones(12, 40), single: ones(0, 40) })
    expect(result).toMatchObject({ gamma: null, status: "unbounded", phiS: 0 })
    expect(result.interval.lower).toBeGreaterThan(1)
    expect(result.interval.upper).toBeNull()
    expect(result.verdict).toBe("positive")
    expect(result.p).toBeLessThan(0.05)
    expect(result.delta.value).toBeCloseTo(0.3, 15)
    expect(result.delta.lower).toBeGreaterThan(0)
    expect(result.notes.join()).toMatch(/few successes/u)
  })
  it("single agent at 0, team barely above: unbounded and inconclusive", () => {
    const result = estimateGain({ team: ones(1, 40), single: ones(0, 40) })
    expect(result).toMatchObject({ gamma: null, status: "unbounded", verdict: "inconclusive" })
    expect(result.p).toBeGreaterThan(0.05)
  })
  it("team at 0: Γ is 0, with an upper limit", () => {
    const result = estimateGain({ team: ones(0, 40), single: ones(20, 40) })
    expect(result).toMatchObject({ gamma: 0, status: "ok", verdict: "harmful" })
    expect(result.interval.lower).toBe(0)
    expect(result.interval.upper).toBeLessThan(1)
  })
  it("both at 0: uninformative", () => {
    const result = estimateGain({ team: ones(0, 40), single: ones(0, 40) })
    expect(result).toMatchObject({ gamma: null, status: "uninformative", verdict: "inconclusive", p: 1 })
    expect(result.interval).toMatchObject({ lower: 0, upper: null })
    expect(result.minimumDetectable).toBeNull()
    expect(result.delta).toEqual({ value: 0, lower: null, upper: null })
  })
  it("both at 1: a ceiling, with a finite interval", () => {
    const result = estimateGain({ team: ones(40, 40), single: ones(40, 40) })
    expect(result).toMatchObject({ gamma: 1, status: "ceiling", p: 1, minimumDetectable: null })
    // Wilson at p = 1: l = 1/(1 + q²/n), and L = l(2 − l) because u = 1 and r = 0; with q = t of 39 degrees of freedom.
    const low = 1 / (1 + 2.0226909 ** 2 / 40)
    const discriminant = 1 - low * (2 - low)
    expect(result.interval.lower).toBeCloseTo((low * (2 - low)) / (1 + Math.sqrt(discriminant)), 6)
    expect(result.interval.upper).toBeCloseTo(1 / (result.interval.lower as number), 12)
  })
  it("constant graded scores are no perfect precision", () => {
    const result = estimateGain({ team: column(Array(50).fill(0.7)), single: column(Array(50).fill(0.3)) })
    expect(result.gamma).toBeCloseTo(7 / 3, 12)
    expect(result.interval.lower).toBeLessThan(1.6)
    expect(result.interval.upper).toBeGreaterThan(3.5)
    expect(result.delta.lower).toBeNull()
    expect(result.notes.join()).toMatch(/no width/u)
  })
  it("no number is ever NaN or infinite", () => {
    for (const team of [0, 1, 20, 39, 40]) {
      for (const single of [0, 1, 20, 39, 40]) {
        for (const copies of [1, 2]) {
          const result = estimateGain({
            team: ones(team, 40),
            singles: Array.from({ length: copies }, (_, copy) => ones(Math.max(0, single - copy), 40))
          })
          expect(JSON.parse(JSON.stringify(result))).toEqual(result)
        }
      }
    }
  })
})

describe("few successes", () => {
  it("are noted below 5, also when seeds repeat the same items", () => {
    const noted = (single: ReadonlyArray<ReadonlyArray<number>>) =>
      estimateGain({ team: ones(30, 60), single: [...single] }).notes.some((note) => note.startsWith("few successes"))
    expect(noted(ones(4, 60))).toBe(true)
    expect(noted(ones(5, 60))).toBe(false)
    // 4 items solved 5 times each are 4 successes, not 20.
    expect(noted(ones(4, 60).map(([score = 0]) => Array(5).fill(score)))).toBe(true)
    expect(noted(ones(6, 60).map(([score = 0]) => Array(5).fill(score)))).toBe(false)
  })
  it("few items are noted below 30, counted in clusters", () => {
    const few = (items: number, clusters?: ReadonlyArray<string>) =>
      estimateGain({ team: ones(9, items), single: ones(8, items), ...(clusters ? { clusters } : {}) }).notes.some(
        (note) => note.startsWith("few items")
      )
    expect(few(29)).toBe(true)
    expect(few(30)).toBe(false)
    expect(
      few(
        60,
        Array.from({ length: 60 }, (_, item) => `${item % 20}`)
      )
    ).toBe(true)
  })
})
