import { describe, expect, expectTypeOf, it } from "vitest"
import { agents, compose, composeTask, debate, factors, message, topology, vary } from "../../factors/index.js"
import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { composeWith, type LevelsFor, type LevelsOf } from "../../src/factor/composeWith.js"
import { defineContextFactor, defineFactor } from "../../src/factor/defineFactor.js"
import type { BlueprintFactor, Factor } from "../../src/factor/Factor.js"

/** A blueprint whose type shows that it has one agent. */
const solo = {
  id: "solo",
  agents: [
    {
      id: "agent",
      role: "solver",
      model: "default",
      temperature: 1,
      style: "direct",
      memory: "none",
      information: "all"
    }
  ],
  topology: { kind: "isolated" },
  protocol: { kind: "independent" },
  message: "conclusion",
  aggregation: { kind: "last" }
} as const satisfies Blueprint

const plain = { kind: "control", version: 1, claim: "c", source: "s", holdsFixed: "h", moves: ["message"] } as const

/** What must not compile: every line is an error, or the type check of this file fails. Never called. */
const mustNotCompile = () => {
  // @ts-expect-error there is no factor of this id
  compose(debate, { topolgy: "ring" })
  // @ts-expect-error there is no such level
  compose(debate, { topology: "rign" })
  // @ts-expect-error a level of another factor
  compose(debate, { message: "ring" })
  // @ts-expect-error a factor of tasks does not move systems
  compose(debate, { horizon: "long" })
  // @ts-expect-error levels are names, not numbers
  compose(debate, { agents: 3 })
  // @ts-expect-error a level may be left out but is never undefined
  compose(debate, { topology: undefined })
  // @ts-expect-error a lone agent has no ring
  compose(solo, { topology: "ring" })
  // @ts-expect-error a lone agent of one agent neither
  compose(solo, { topology: "ring", agents: "1" })
  // @ts-expect-error nobody reads a lone agent's messages
  compose(solo, { message: "full" })
  // @ts-expect-error not a blueprint
  compose({ id: "x" }, { topology: "ring" })
  // @ts-expect-error systems have no horizon, tasks no topology
  composeTask({}, { topology: "ring" })
  // @ts-expect-error there is no such level
  composeTask({}, { horizon: "endless" })
  // @ts-expect-error there is no such level
  vary(topology, debate, ["rign"])
  // @ts-expect-error the library in this list has no topology
  composeWith([message])(debate, { topology: "ring" })
  // @ts-expect-error the null level must be a level
  defineFactor({ ...plain, id: "f", levels: ["off", "on"], nullLevel: "of", apply: (_, blueprint) => blueprint })
  // @ts-expect-error one level is no factor
  defineFactor({ ...plain, id: "f", levels: ["off"], nullLevel: "off", apply: (_, blueprint) => blueprint })
  defineFactor({
    ...plain,
    id: "f",
    levels: ["off", "on"],
    nullLevel: "off",
    // @ts-expect-error there is no such part of a blueprint
    moves: ["mesage"],
    apply: (_, blueprint) => blueprint
  })
  defineFactor({
    ...plain,
    id: "f",
    levels: ["off", "on"],
    nullLevel: "off",
    // @ts-expect-error levels that need a team are levels
    teamLevels: ["two"],
    apply: (_, blueprint) => blueprint
  })
  defineFactor({
    ...plain,
    id: "f",
    levels: ["off", "on"],
    nullLevel: "off",
    // @ts-expect-error a level must be handled as one of these
    apply: (level, blueprint) => (level === "no" ? blueprint : blueprint)
  })
  // @ts-expect-error a factor of tasks moves no message
  defineContextFactor({
    ...plain,
    id: "f",
    kind: "context",
    levels: ["a", "b"],
    nullLevel: "a",
    apply: (_, task) => task
  })
  return defineFactor({
    ...plain,
    id: "f",
    levels: ["off", "on"],
    nullLevel: "off",
    // @ts-expect-error a blueprint comes back, not a level
    apply: (level) => level
  })
}

describe("types", () => {
  it("refuse what must not compile", () => expect(mustNotCompile).toBeTypeOf("function"))

  it("of ids and levels are literal", () => {
    expectTypeOf(topology.id).toEqualTypeOf<"topology">()
    expectTypeOf<(typeof message)["levels"][number]>().toEqualTypeOf<
      "conclusion" | "confidence" | "full" | "compressed" | "prefix" | "sufficient-prefix"
    >()
    expectTypeOf<LevelsOf<typeof factors>["agents"]>().toEqualTypeOf<"1" | "2" | "3" | "5" | "7" | undefined>()
    expectTypeOf<keyof LevelsOf<typeof factors>>().not.toEqualTypeOf<string>()
    expectTypeOf<"window">().not.toExtend<keyof LevelsOf<typeof factors>>()
    expectTypeOf(agents).toExtend<BlueprintFactor>()
    expectTypeOf(factors).toExtend<ReadonlyArray<Factor>>()
  })

  it("let a lone agent have what it can have, and more agents what they can", () => {
    expect(compose(solo, { reasoning: "chain-of-thought", schedule: "one-round", memory: "own" }).agents).toHaveLength(
      1
    )
    expect(compose(solo, { topology: "isolated", agents: "1" }).id).toBe("solo+agents=1+topology=isolated")
    expect(compose(solo, { agents: "3", topology: "ring", message: "full" }).agents).toHaveLength(3)
    expectTypeOf<LevelsFor<typeof factors, Blueprint>>().toEqualTypeOf<LevelsOf<typeof factors>>()
  })

  it("of lists that are not literal leave the check to the run", () => {
    const list: ReadonlyArray<Factor> = factors
    expect(composeWith(list)(solo, { reasoning: "direct" }).id).toBe("solo+reasoning=direct")
    expect(() => composeWith(list)(solo, { topology: "ring" })).toThrow("at least two agents")
  })

  it("refuse at run time what a cast or plain JavaScript lets through", () => {
    const levels: object = { topolgy: "ring" }
    expect(() => compose(debate, levels)).toThrow("topolgy")
  })
})
