import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { contentEntropy, normalizedEntropy } from "../../src/dynamics/contentEntropy.js"

const answers = fc.array(fc.oneof(fc.constantFrom("a", "b", "c", "d"), fc.constant(null)), {
  minLength: 2,
  maxLength: 12
})

describe("contentEntropy", () => {
  it("is Shannon's entropy plus (classes − 1)/(2n): a case by hand", () => {
    // Counts 2 and 1: −⅔ ln ⅔ − ⅓ ln ⅓ = .6365141682948128; one class more than one, six half answers: + 1/6.
    expect(contentEntropy(["a", "a", "b"], "none").value).toBeCloseTo(0.6365141682948128, 14)
    expect(contentEntropy(["a", "a", "b"]).value).toBeCloseTo(0.6365141682948128 + 1 / 6, 14)
    // Counts 3, 2, 2, 1 of 8 in decimal places from −Σ p ln p.
    const eight = ["a", "a", "a", "b", "b", "c", "c", "d"]
    expect(contentEntropy(eight, "none").value).toBeCloseTo(1.3208883431493221, 13)
    expect(contentEntropy(eight).value).toBeCloseTo(1.3208883431493221 + 3 / 16, 13)
  })

  it("is 0 where all agree and log n where all differ", () => {
    expect(contentEntropy(["a", "a", "a"])).toEqual({ value: 0 })
    expect(contentEntropy(["a", "b", "c"], "none").value).toBeCloseTo(Math.log(3), 14)
  })

  it("counts no answer as a class of its own", () => {
    expect(contentEntropy([null, "a"], "none").value).toBeCloseTo(Math.log(2), 14)
    expect(contentEntropy([null, null]).value).toBe(0)
    expect(contentEntropy([null, "null"], "none").value).toBeCloseTo(Math.log(2), 14)
  })

  it("is not estimable from fewer than two answers", () => {
    for (const few of [[], ["a"]]) {
      for (const entropy of [contentEntropy(few), normalizedEntropy(few)]) {
        expect(entropy).toEqual({
          value: null,
          reason: `not estimable: requires at least 2 answers, got ${few.length}`
        })
      }
    }
  })

  it("comes nearer to the truth in the mean with the correction: all samples of 6 from (.5, .3, .2), enumerated", () => {
    const chances = { a: 0.5, b: 0.3, c: 0.2 }
    const truth = Object.values(chances).reduce((sum, p) => sum - p * Math.log(p), 0)
    const all = (length: number): Array<Array<keyof typeof chances>> =>
      length === 0 ? [[]] : all(length - 1).flatMap((one) => (["a", "b", "c"] as const).map((next) => [...one, next]))
    const bias = (correction: "miller-madow" | "none") =>
      all(6).reduce((sum, sample) => {
        const chance = sample.reduce((product, one) => product * chances[one], 1)
        return sum + chance * (contentEntropy(sample, correction).value ?? Number.NaN)
      }, 0) - truth
    // The same sum in another language.
    expect(bias("none")).toBeCloseTo(-0.19884815119818644, 12)
    expect(bias("miller-madow")).toBeCloseTo(-0.06513298453153094, 12)
  })

  it("lies in its bounds", () => {
    fc.assert(
      fc.property(answers, (all) => {
        const plain = contentEntropy(all, "none").value ?? Number.NaN
        const corrected = contentEntropy(all).value ?? Number.NaN
        const share = normalizedEntropy(all).value ?? Number.NaN
        const classes = new Set(all).size
        expect(plain).toBeGreaterThanOrEqual(0)
        expect(plain).toBeLessThanOrEqual(Math.log(classes) + 1e-12)
        expect(corrected - plain).toBeCloseTo((classes - 1) / (2 * all.length), 12)
        expect(share).toBeGreaterThanOrEqual(0)
        expect(share).toBeLessThanOrEqual(1)
        expect(share).toBeCloseTo(plain / Math.log(all.length), 12)
      }),
      { seed: 11 }
    )
  })

  it("depends neither on the order of the agents nor on the names of the answers, to the last digit", () => {
    const renamed: Record<string, string | null> = { a: "z", b: null, c: "a", d: "b", null: "c" }
    fc.assert(
      fc.property(answers, fc.integer({ min: 1, max: 11 }), (all, shift) => {
        const turned = [...all.slice(shift % all.length), ...all.slice(0, shift % all.length)]
        const other = turned.map((answer) => renamed[String(answer)] ?? null)
        expect(contentEntropy(other)).toEqual(contentEntropy(all))
        expect(normalizedEntropy(other)).toEqual(normalizedEntropy(all))
      }),
      { seed: 12 }
    )
  })
})
