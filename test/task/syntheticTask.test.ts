import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { SyntheticSpec } from "../../src/task/SyntheticSpec.js"
import { syntheticTask } from "../../src/task/syntheticTask.js"
import { Task } from "../../src/task/Task.js"

const draw = (spec: SyntheticSpec) => Effect.runSync(syntheticTask(spec))
const failure = (spec: SyntheticSpec) => Effect.runSync(Effect.flip(syntheticTask(spec)))

/** Arithmetic once more: exact in whole numbers of any size, reduced only at the end. */
const workedOut = (question: string): string => {
  const parts = question.match(/[-+*]?\d+/gu) ?? []
  const value = parts.reduce((sum, part) => {
    const operand = BigInt(part.replace(/^\D/u, ""))
    return part.startsWith("*") ? sum * operand : part.startsWith("-") ? sum - operand : sum + operand
  }, 0n)
  return String(((value % 100n) + 100n) % 100n).padStart(2, "0")
}

/** The letter reached from the start key, and the positions of the facts used. */
const followed = (question: string, facts: ReadonlyArray<string>): { letter: string; positions: Array<number> } => {
  const positions: Array<number> = []
  let letter = question.charAt(0)
  for (let hop = 0; hop < Number(question.slice(1)); hop++) {
    const position = facts.findIndex((fact) => fact.startsWith(letter))
    positions.push(position)
    letter = facts[position]?.charAt(1) ?? ""
  }
  return { letter, positions }
}

const arithmeticSpec = fc.record({
  family: fc.constant("arithmetic" as const),
  level: fc.integer({ min: 1, max: 8 }),
  items: fc.constant(40),
  seed: fc.integer()
})
const lookupSpec = fc
  .record({
    hops: fc.integer({ min: 1, max: 8 }),
    extra: fc.integer({ min: 0, max: 17 }),
    window: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
    seed: fc.integer()
  })
  .map(
    ({ hops, extra, window, seed }): SyntheticSpec => ({
      family: "lookup",
      hops,
      facts: hops + extra,
      ...(window === undefined ? {} : { window }),
      items: 20,
      seed
    })
  )

describe("arithmetic", () => {
  it("is written as the embedded model reads it, with the answer of an exact computation", () => {
    fc.assert(
      fc.property(arithmeticSpec, (spec) => {
        const shape = new RegExp(`^\\d\\d(?:[-+]\\d\\d|\\*[2-9]){${spec.level}}$`, "u")
        for (const item of draw(spec).items) {
          expect(item.question).toMatch(shape)
          expect(item.answer).toBe(workedOut(item.question))
          expect(item.traits).toEqual({ level: spec.level })
        }
      }),
      { seed: 1, numRuns: 30 }
    )
  })

  it("spreads operations and answers", () => {
    const { items } = draw({ family: "arithmetic", level: 4, items: 1000, seed: 2 })
    const symbols = items.flatMap((item) => item.question.match(/[-+*]/gu) ?? [])
    // 4,000 draws: the standard error of a share is below .008.
    for (const [symbol, share] of [
      ["+", 0.4],
      ["-", 0.4],
      ["*", 0.2]
    ] as const) {
      expect(Math.abs(symbols.filter((one) => one === symbol).length / symbols.length - share)).toBeLessThan(0.04)
    }
    const most = Math.max(
      ...[...new Set(items.map(({ answer }) => answer))].map((a) => items.filter(({ answer }) => answer === a).length)
    )
    expect(most).toBeLessThan(60)
  })
})

describe("lookup", () => {
  it("has one way, which the answer ends", () => {
    fc.assert(
      fc.property(lookupSpec, (spec) => {
        for (const item of draw(spec).items) {
          const facts = item.facts ?? []
          const keys = facts.map((fact) => fact.charAt(0))
          expect(facts.every((fact) => /^([a-z])(?!\1)[a-z]$/u.test(fact))).toBe(true)
          expect(facts).toHaveLength(spec.family === "lookup" ? spec.facts : 0)
          expect(new Set(keys).size).toBe(keys.length)
          expect(followed(item.question, facts).letter).toBe(item.answer)
          expect(keys).not.toContain(item.answer)
          expect(facts.filter((fact) => fact.endsWith(item.answer))).toHaveLength(1)
        }
      }),
      { seed: 2, numRuns: 60 }
    )
  })

  it("with a window, leads from window to window and uses as many as it can", () => {
    fc.assert(
      fc.property(
        lookupSpec.filter((spec) => spec.family === "lookup" && spec.window !== undefined),
        (spec) => {
          if (spec.family !== "lookup" || spec.window === undefined) return
          const { window } = spec
          const windows = Math.ceil(spec.facts / window)
          const task = draw(spec)
          expect(task.window).toBe(window)
          for (const item of task.items) {
            const used = followed(item.question, item.facts ?? []).positions.map((place) => Math.floor(place / window))
            expect(used).toEqual([...used].sort((a, b) => a - b))
            expect(new Set(used).size).toBe(Math.min(windows, spec.hops))
          }
        }
      ),
      { seed: 3, numRuns: 60 }
    )
  })

  it("without a window, does not give the way away by its order", () => {
    const { items } = draw({ family: "lookup", hops: 3, facts: 9, items: 600, seed: 4 })
    const inOrder = items.filter((item) => {
      const [a = 0, b = 0, c = 0] = followed(item.question, item.facts ?? []).positions
      return a < b && b < c
    })
    // Expected share 1/6; four standard errors are .061.
    expect(Math.abs(inOrder.length / items.length - 1 / 6)).toBeLessThan(0.061)
  })
})

describe("syntheticTask", () => {
  it("is a valid task whose longer version begins with the shorter", () => {
    fc.assert(
      fc.property(fc.oneof(arithmeticSpec, lookupSpec), fc.integer({ min: 1, max: 19 }), (spec, fewer) => {
        const task = draw(spec)
        expect(Schema.decodeUnknownSync(Task)(JSON.parse(JSON.stringify(task)))).toEqual(task)
        expect(task.grader).toEqual({ kind: "exact" })
        expect(task.range).toEqual([0, 1])
        expect(draw({ ...spec, items: fewer }).items).toEqual(task.items.slice(0, fewer))
        expect(draw(spec)).toEqual(task)
      }),
      { seed: 5, numRuns: 30 }
    )
  })

  it("gives no problem twice, though level 1 repeats itself by chance", () => {
    const { items } = draw({ family: "arithmetic", level: 1, items: 2000, seed: 6 })
    expect(new Set(items.map(({ question }) => question)).size).toBe(2000)
    expect(new Set(items.map(({ id }) => id)).size).toBe(2000)
  })

  it("gives other items for another seed or family", () => {
    const questions = (spec: SyntheticSpec) => draw(spec).items.map(({ question }) => question)
    const base = { family: "arithmetic", level: 6, items: 50, seed: 1 } as const
    const others = new Set(questions({ ...base, seed: 2 }))
    expect(questions(base).filter((question) => others.has(question))).toEqual([])
    const all = draw({ family: "lookup", hops: 6, facts: 12, items: 5, seed: 1 })
    const split = draw({ family: "lookup", hops: 6, facts: 12, window: 4, items: 5, seed: 1 })
    expect(all.items.map(({ question }) => question)).not.toEqual(split.items.map(({ question }) => question))
  })

  it("names tasks, items and traits, the same on every machine", () => {
    const sums = draw({ family: "arithmetic", level: 5, items: 2, seed: 7 })
    expect(sums.instruction).toContain("left to right")
    expect(sums).toMatchObject({
      id: "arithmetic-5",
      family: "arithmetic",
      grader: { kind: "exact" },
      range: [0, 1],
      guessRate: 0.01,
      items: [
        { id: "arithmetic-5-0001", question: "18+59-27+75-13+28", answer: "40", traits: { level: 5 } },
        { id: "arithmetic-5-0002", question: "11+59*5-98-48*6", answer: "24", traits: { level: 5 } }
      ]
    })
    const split = draw({ family: "lookup", hops: 6, facts: 12, window: 4, items: 1, seed: 7 })
    expect(split.id).toBe("lookup-6-of-12-windows-of-4")
    expect(split.items[0]).toEqual({
      id: "lookup-6-0001",
      question: "z6",
      answer: "y",
      facts: ["gc", "bl", "qo", "zq", "rw", "oc", "ct", "tu", "lm", "mx", "sf", "uy"],
      traits: { hops: 6, facts: 12, windows: 3 }
    })
  })

  it.each([
    [{ family: "arithmetic", level: 0, items: 1, seed: 1 }, "level"],
    [{ family: "arithmetic", level: 9, items: 1, seed: 1 }, "level"],
    [{ family: "arithmetic", level: 2, items: 0, seed: 1 }, "items"],
    [{ family: "arithmetic", level: 2, items: 1, seed: 0.5 }, "seed"],
    [{ family: "lookup", hops: 9, facts: 12, items: 1, seed: 1 }, "hops"],
    [{ family: "lookup", hops: 3, facts: 26, items: 1, seed: 1 }, "facts"],
    [{ family: "lookup", hops: 3, facts: 2, items: 1, seed: 1 }, "hops ≤ facts"],
    [{ family: "lookup", hops: 3, facts: 5, window: 0, items: 1, seed: 1 }, "window"]
  ] as const)("refuses %j", (spec, limit) => {
    const error = failure(spec)
    expect(error._tag).toBe("InputError")
    expect(error.limit).toContain(limit)
  })

  it("says when a family has no more items", () => {
    expect(failure({ family: "lookup", hops: 1, facts: 1, items: 651, seed: 1 }).limit).toContain("only 650")
  })
})
