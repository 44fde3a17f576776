import { describe, expect, it } from "vitest"
import { attribute } from "../../src/attribution/attribute.js"
import { factorialWorld } from "../fixtures/factorialWorld.js"

const or = (gain: number) => (subset: number) => 0.4 * (subset & 3 ? gain : 1)
const and = (gain: number) => (subset: number) => 0.4 * ((subset & 3) === 3 ? gain : 1)

describe("two factors of which one would do (or)", () => {
  const result = attribute(factorialWorld({ seed: 21, count: 2, items: 400, phi: or(1.5) }))
  it("are called redundant, which an ablation alone would not show", () => {
    const [pair] = result.interactions
    expect(pair?.diagnosis).toBe("redundant")
    expect(pair?.words).toBe(
      "A and B are redundant: each helps without the other, neither is shown to add to the other. One may do."
    )
    for (const factor of result.factors) {
      expect(factor.fromBase.lower).toBeGreaterThan(0)
      expect(factor.fromFull.lower).toBeLessThan(0)
      expect(Math.abs((factor.shapley.estimate as number) - Math.log(1.5) / 2)).toBeLessThan(
        4 * (factor.shapley.error as number)
      )
      expect(factor.contextWords).toMatch(/adds less in the full system than alone/u)
      expect(factor.disagreements.length).toBe(3)
      expect(factor.disagreements[0]).toMatch(/^alone \(from base\) it raises the score/u)
    }
  })
})

describe("two factors that need each other (and)", () => {
  const result = attribute(factorialWorld({ seed: 22, count: 2, items: 400, phi: and(1.5) }))
  it("are called synergistic, which adding one alone would not show", () => {
    const [pair] = result.interactions
    expect(pair?.diagnosis).toBe("synergistic")
    expect(pair?.words).toMatch(/^A and B are synergistic: .* Keep both or none\.$/u)
    for (const factor of result.factors) {
      expect(factor.fromBase.lower).toBeLessThan(0)
      expect(factor.fromFull.lower).toBeGreaterThan(0)
      expect(factor.contextWords).toMatch(/adds more in the full system than alone/u)
    }
  })
})

describe("pairs inside a larger system", () => {
  it("are told apart while a third factor helps on its own", () => {
    const phi = (subset: number) => 0.3 * (subset & 3 ? 1.5 : 1) * (subset & 4 ? 1.4 : 1)
    const { interactions } = attribute(factorialWorld({ seed: 23, count: 3, items: 500, phi }))
    expect(interactions.map(({ factors, diagnosis }) => [...factors, diagnosis])).toEqual([
      ["A", "B", "redundant"],
      ["A", "C", "none-shown"],
      ["B", "C", "none-shown"]
    ])
  })
  it("that only lean one way overlap or reinforce", () => {
    // Alone 1.4 and 1.3; together less or more than their product.
    const world = (together: number) => (subset: number) => 0.3 * ([1, 1.4, 1.3, together][subset] as number)
    const diagnosis = (together: number, seed: number) =>
      attribute(factorialWorld({ seed, count: 2, items: 3000, phi: world(together) })).interactions[0]?.diagnosis
    expect(diagnosis(1.6, 31)).toBe("overlapping")
    expect(diagnosis(2.2, 32)).toBe("reinforcing")
    expect(diagnosis(1.82, 33)).toBe("none-shown")
  })
})
