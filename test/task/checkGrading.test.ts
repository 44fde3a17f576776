import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import type { Grader } from "../../src/task/Grader.js"
import { checkGrading, grade } from "../../src/task/grade.js"
import type { Item } from "../../src/task/Item.js"

const item = (answer: string, answers?: ReadonlyArray<string>): Item => ({
  id: "seven",
  question: "q",
  answer,
  ...(answers === undefined ? {} : { answers })
})
const failure = (grader: Grader, one: Item) =>
  Effect.runSync(Effect.flip(checkGrading({ id: "t", grader, items: [one] })))

describe("checkGrading", () => {
  it.each<[Grader, Item, string]>([
    [{ kind: "numeric" }, item("one"), '"one" of item seven in task t'],
    [{ kind: "numeric" }, item("1", ["1.0", "none"]), '"none" of item seven in task t'],
    [{ kind: "choice" }, item("Paris"), '"Paris" of item seven in task t'],
    [{ kind: "math" }, item(""), '"" of item seven in task t'],
    [{ kind: "unit-tests", language: "javascript" }, item(" "), '" " of item seven in task t'],
    [
      {
        kind: "judge",
        model: "strong",
        rubric: "It is polite.",
        audit: { items: 2, grader: { kind: "numeric" } }
      },
      item("x"),
      '"x" of item seven in task t'
    ]
  ])("names what %j cannot grade", (grader, one, value) => {
    expect(failure(grader, one).value).toBe(value)
  })

  it.each<[Grader, Item]>([
    [{ kind: "exact" }, item("")],
    [{ kind: "numeric" }, item("1,234", ["$5"])],
    [{ kind: "choice" }, item("(B)")],
    [{ kind: "math" }, item("\\frac{1}{2}")],
    [{ kind: "token-f1" }, item("")],
    [{ kind: "unit-tests", language: "javascript" }, item("f()")],
    [{ kind: "function", id: "any", version: "1" }, item("x")]
  ])("lets %j pass", (grader, one) => {
    expect(Effect.runSync(checkGrading({ id: "t", grader, items: [one] }))).toBeUndefined()
  })

  it("a judge is not run by grade", () => {
    const error = Effect.runSync(Effect.flip(grade({ kind: "judge", model: "strong", rubric: "r" }, "a", "b")))
    expect(error.limit).toContain("spends tokens")
  })

  it("several keys: the best counts, for every grader", () => {
    expect(Effect.runSync(grade({ kind: "exact" }, "NYC", ["New York", "NYC"]))).toBe(1)
    expect(Effect.runSync(grade({ kind: "exact" }, "LA", ["New York", "NYC"]))).toBe(0)
    expect(Effect.runSync(grade({ kind: "numeric" }, "3", ["2", "3"]))).toBe(1)
    expect(Effect.runSync(grade({ kind: "choice" }, "C", ["B", "C"]))).toBe(1)
    const lengths = { "length@1": (answer: string, key: string) => -Math.abs(answer.length - key.length) }
    const byLength: Grader = { kind: "function", id: "length", version: "1" }
    expect(Effect.runSync(grade(byLength, "abc", ["a", "ab", "abcdefg"], lengths, [-10, 0]))).toBe(-1)
  })
})
