import { defineFactor, defineStudy, foreignSystem, type GraderFunction, ownProtocol } from "collaboration-gain"
import { describe, expect, it } from "vitest"

/*
 * What a user's own factor, task and protocol must not look like. The type checker holds every line under `@ts-expect-error`: it
 * fails where one of them compiles.
 */

const statement = { id: "mood", kind: "control", version: 1, claim: "c", source: "s", holdsFixed: "all" } as const

const factors = () => [
  defineFactor({
    ...statement,
    levels: ["off", "on"],
    // @ts-expect-error: not one of its levels
    nullLevel: "none",
    moves: ["message"],
    apply: (_, blueprint) => blueprint
  }),
  defineFactor({
    ...statement,
    levels: ["off", "on"],
    nullLevel: "off",
    // @ts-expect-error: blueprints have no such part
    moves: ["moods"],
    apply: (_, blueprint) => blueprint
  }),
  defineFactor({
    ...statement,
    levels: ["off", "on"],
    nullLevel: "off",
    moves: ["message"],
    // @ts-expect-error: not a message form
    apply: (_, blueprint) => ({ ...blueprint, message: "shouted" })
  }),
  defineFactor({
    ...statement,
    levels: ["off", "on"],
    nullLevel: "off",
    // @ts-expect-error: a level without its meaning
    meaning: { off: "nothing" },
    moves: ["message"],
    apply: (_, blueprint) => blueprint
  }),
  defineFactor({
    ...statement,
    // @ts-expect-error: one level is no factor
    levels: ["off"],
    nullLevel: "off",
    moves: ["message"],
    apply: (_, blueprint) => blueprint
  })
]

// @ts-expect-error: a score is a number
const grader: GraderFunction = (answer, key) => (answer === key ? "right" : "wrong")

const items = [{ id: "one", question: "1+1", answer: "2" }] as const

const studies = () => [
  defineStudy({
    name: "mine",
    model: "embedded",
    // @ts-expect-error: a function grader is named by id and version
    tasks: [{ id: "sums", source: { items }, grader: { kind: "function", id: "digits" } }],
    teams: ["debate"],
    budget: 100
  }),
  defineStudy({
    name: "mine",
    model: "embedded",
    // @ts-expect-error: an item needs its answer
    tasks: [{ id: "sums", source: { items: [{ id: "one", question: "1+1" }] } }],
    teams: ["debate"],
    budget: 100
  }),
  // @ts-expect-error: a study has a budget
  defineStudy({ name: "mine", model: "embedded", tasks: [{ id: "sums", source: { items } }], teams: ["debate"] })
]

const protocols = () => [
  // @ts-expect-error: code without a version cannot be told from changed code
  ownProtocol({ id: "mine", play: async () => null }),
  // @ts-expect-error: an answer is text or none
  ownProtocol({ id: "mine", version: "1", play: async () => 42 }),
  ownProtocol({
    id: "mine",
    version: "1",
    play: async (scene) => {
      // @ts-expect-error: no such turn
      const said = await scene.ask({ agent: 0, turn: { kind: "shout" } })
      return said?.message.answer ?? null
    }
  }),
  // @ts-expect-error: the answer key is not part of what a protocol sees
  ownProtocol({ id: "m", version: "1", play: async (scene) => scene.answer }),
  // @ts-expect-error: a foreign system without a version
  foreignSystem({ id: "mine", agents: ["a"], run: async () => null })
]

describe("what must not compile", () => {
  it("is also refused when it runs, where it can be seen", () => {
    expect(() => studies()).toThrow()
    expect(() => protocols()).toThrow(/version/i)
    expect(factors().length).toBe(5)
    expect(grader("a", "b")).not.toBeTypeOf("number")
  })
})
