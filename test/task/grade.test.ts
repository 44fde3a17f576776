import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Grader } from "../../src/task/Grader.js"
import { type GraderFunctions, grade } from "../../src/task/grade.js"
import { readChoice } from "../../src/task/readChoice.js"
import { readNumber } from "../../src/task/readNumber.js"

const score = (grader: Grader, answer: string, key: string, functions?: GraderFunctions, range?: [number, number]) =>
  Effect.runSync(grade(grader, answer, key, functions, range))
const failure = (grader: Grader, answer: string, key: string, functions?: GraderFunctions, range?: [number, number]) =>
  Effect.runSync(Effect.flip(grade(grader, answer, key, functions, range)))

describe("the exact grader", () => {
  it("trims, and minds case unless told not to", () => {
    expect(score({ kind: "exact" }, " 05\n", "05")).toBe(1)
    expect(score({ kind: "exact" }, "5", "05")).toBe(0)
    expect(score({ kind: "exact" }, "Paris", "paris")).toBe(0)
    expect(score({ kind: "exact", ignoreCase: true }, "PARIS", "paris")).toBe(1)
    expect(score({ kind: "exact", ignoreCase: true }, "Pari", "paris")).toBe(0)
  })
})

describe("the numeric grader", () => {
  it.each([
    ["42", 42],
    [" 42. ", 42],
    ["1,234", 1234],
    ["$1,234,567.50.", 1234567.5],
    ["-$5", -5],
    ["$-5", -5],
    ["\u22123", -3],
    ["+7", 7],
    ["45%", 45],
    ["45 %.", 45],
    ["1/2", 0.5],
    ["-3 / 4", -0.75],
    [".5", 0.5],
    ["1e3", 1000],
    ["2.5E-3", 0.0025],
    ["42 apples", 42],
    ["about 5km!", 5],
    ["x = 9", 9],
    ["**12**", 12],
    ["007", 7],
    ["2021,", 2021]
  ])("reads %j as %d", (text, value) => {
    expect(readNumber(text)).toBe(value)
  })

  it.each([
    "",
    "none",
    "1,23",
    "1,2345",
    "1.2.3",
    "2 or 3",
    "3-4",
    "2024-01-02",
    "1 1/2",
    "1/0",
    "H2O",
    "--5",
    "NaN",
    "Infinity",
    "1e999"
  ])("does not read %j", (text) => {
    expect(readNumber(text)).toBeNull()
  })

  it("reads back every number that it is given in plain decimals", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 99 }), (whole, cents) => {
        const text = `${whole}.${String(cents).padStart(2, "0")}`
        expect(readNumber(text)).toBe(Number(text) + 0)
        expect(readNumber(whole.toLocaleString("en-US"))).toBe(whole)
      }),
      { seed: 5 }
    )
  })

  it("compares within the tolerance, its edge included", () => {
    expect(score({ kind: "numeric" }, "0.5", "1/2")).toBe(1)
    expect(score({ kind: "numeric" }, "0.333", "1/3")).toBe(0)
    expect(score({ kind: "numeric", tolerance: 0.001 }, "0.333", "1/3")).toBe(1)
    expect(score({ kind: "numeric", tolerance: 0.1 }, "1.1", "1")).toBe(1)
    expect(score({ kind: "numeric", tolerance: 0.1 }, "1.11", "1")).toBe(0)
    expect(score({ kind: "numeric" }, "no idea", "1")).toBe(0)
  })

  it("refuses a key that is no number", () => {
    expect(failure({ kind: "numeric" }, "1", "one").message).toContain('Answer key: "one"')
  })
})

describe("the choice grader", () => {
  it.each([
    ["B", "B"],
    ["b", "B"],
    ["(B)", "B"],
    ["[c].", "C"],
    ["**D**", "D"],
    ["B.", "B"],
    ["B) Paris", "B"],
    ["B. Paris is a city", "B"],
    ["A. Paris", "A"],
    ["Answer: B", "B"],
    ["answer: b", "B"],
    ["The answer is (C).", "C"],
    ["The correct answer is A", "A"],
    ["A good try, but the answer is B", "B"],
    ["I would take option D because of A", "D"],
    ["A cat sat. So (E)", "E"],
    ["I think C", "C"],
    ["A is right", "A"],
    ["It is B, not C", "B"],
    ["A", "A"],
    ["Z", "Z"],
    ["ANSWER: (D) Rome", "D"]
  ])("reads %j as %s", (text, letter) => {
    expect(readChoice(text)).toBe(letter)
  })

  it.each([
    "",
    "Paris",
    "A cat sat on the mat",
    "I think so",
    "BANANA",
    "3",
    "It's",
    "the answer is a cat",
    "A-level",
    "AB"
  ])("reads no letter in %j", (text) => {
    expect(readChoice(text)).toBeNull()
  })

  it("scores by the letter alone", () => {
    expect(score({ kind: "choice" }, "Answer: (B)", "B")).toBe(1)
    expect(score({ kind: "choice" }, "Answer: (B)", "C")).toBe(0)
    expect(score({ kind: "choice" }, "no idea", "A")).toBe(0)
    expect(failure({ kind: "choice" }, "A", "Paris").limit).toContain("option letter")
  })
})

describe("a function grader", () => {
  const grader: Grader = { kind: "function", id: "length", version: "1" }

  it("is found by id and version", () => {
    const functions = { "length@1": (answer: string, key: string) => Number(answer.length === key.length) }
    expect(score(grader, "abc", "xyz", functions)).toBe(1)
    expect(score(grader, "abcd", "xyz", functions)).toBe(0)
    expect(failure({ ...grader, version: "2" }, "abc", "xyz", functions).message).toContain("length@2")
    expect(failure(grader, "abc", "xyz").limit).toContain("known are none")
    expect(failure({ ...grader, id: "toString" }, "a", "b", {}).value).toBe("toString@1")
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1.001, -0.001])("may not return %d on [0, 1]", (value) => {
    expect(failure(grader, "a", "b", { "length@1": () => value }).value).toBe(`length@1 returned ${value}`)
  })

  it("may use the whole of another range", () => {
    expect(score(grader, "a", "b", { "length@1": () => 10 }, [0, 10])).toBe(10)
  })

  it("that throws is an input error, not a crash", () => {
    const thrower = () => {
      throw new Error("boom")
    }
    expect(failure(grader, "a", "b", { "length@1": thrower }).value).toContain('threw "boom"')
  })
})
