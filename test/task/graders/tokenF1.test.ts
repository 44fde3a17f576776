import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { grade } from "../../../src/task/grade.js"
import { answerTokens } from "../../../src/task/graders/tokenF1.js"

const score = (answer: string, key: string | readonly [string, ...Array<string>]) =>
  Effect.runSync(grade({ kind: "token-f1" }, answer, key))

describe("the token-f1 grader", () => {
  it("reads words as the SQuAD script does", () => {
    expect(answerTokens("The  U.S. Navy's, an OLD (ship)!")).toEqual(["us", "navys", "old", "ship"])
    expect(answerTokens("A-bomb and Another")).toEqual(["abomb", "and", "another"])
    expect(answerTokens("«ça» theatre")).toEqual(["«ça»", "theatre"])
    expect(answerTokens("the a an . ,")).toEqual([])
  })

  it.each([
    ["the Eiffel Tower", "Eiffel Tower", 1],
    ["in Paris, France", "Paris", 1 / 2], // precision 1/3, recall 1
    ["north old bridge", "the old stone bridge in town", 4 / 8], // precision 2/3, recall 2/5
    ["yes yes yes", "yes", 1 / 2], // a word counts as often as it is in both
    ["a b", "b b b", 1 / 2], // "a" is an article
    ["b b", "b b b", 4 / 5],
    ["no", "yes", 0],
    ["", "yes", 0],
    ["the", "", 1],
    ["", "the", 1]
  ])("gives %j against %j the score %d", (answer, key, wanted) => {
    expect(score(answer, key)).toBeCloseTo(wanted, 12)
  })

  it("takes the best of several keys", () => {
    expect(score("Maria Skłodowska", ["Marie Curie", "Maria Skłodowska Curie"])).toBeCloseTo(4 / 5, 12)
    expect(score("Marie Curie", ["Marie Curie", "Maria"])).toBe(1)
    expect(score("nobody", ["Marie Curie", "Maria"])).toBe(0)
  })

  it("is symmetric, within [0, 1], and 1 exactly for the same words in any order", () => {
    const words = fc.array(fc.constantFrom("red", "blue", "green", "x1", "it"), { maxLength: 6 })
    fc.assert(
      fc.property(words, words, (a, b) => {
        const [left, right] = [a.join(" "), b.join(" ")]
        const value = score(left, right)
        expect(value).toBe(score(right, left))
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value === 1).toBe([...a].sort().join() === [...b].sort().join())
        expect(value).toBeLessThanOrEqual(1)
      }),
      { seed: 4 }
    )
  })
})
