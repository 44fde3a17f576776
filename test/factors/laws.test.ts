import { isDeepStrictEqual } from "node:util"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { factors } from "../../factors/index.js"
import { Blueprint } from "../../src/blueprint/Blueprint.js"
import { checkBlueprint } from "../../src/blueprint/checkBlueprint.js"
import { StudyTask } from "../../src/design/Study.js"
import { checkFactors } from "../../src/factor/checkFactors.js"
import type { BlueprintFactor, ContextFactor } from "../../src/factor/Factor.js"
import type { TaskSettings } from "../../src/factor/TaskSettings.js"
import { arbitrarySystem } from "../fixtures/arbitrarySystem.js"

const seed = 20_261_125

const movers = factors.filter(
  (factor): factor is Exclude<(typeof factors)[number], { kind: "context" }> => factor.kind !== "context"
)
const ofSystems: ReadonlyArray<BlueprintFactor> = movers
const ofTasks: ReadonlyArray<ContextFactor> = factors.filter(
  (factor): factor is Extract<(typeof factors)[number], { kind: "context" }> => factor.kind === "context"
)

const freeze = <T>(value: T): T => {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(freeze)
  }
  return value
}

const decode = Schema.decodeUnknownSync(Blueprint, { onExcessProperty: "error" })
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** Parts in which two blueprints differ, by agents' ids: written here anew. */
const differing = (before: Blueprint, after: Blueprint): ReadonlyArray<string> => {
  const fields = (value: object): Map<string, string> =>
    new Map(Object.entries(value).map(([name, field]) => [name, JSON.stringify(field)]))
  const unequal = (one: object, other: object): ReadonlyArray<string> => {
    const [a, b] = [fields(one), fields(other)]
    return [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name))
  }
  const ids = (blueprint: Blueprint) => blueprint.agents.map(({ id }) => id).join()
  return [
    ...unequal({ ...before, agents: 0 }, { ...after, agents: 0 }),
    ...(ids(before) === ids(after) ? [] : ["agents"]),
    ...after.agents.flatMap((agent) => {
      const was = before.agents.find(({ id }) => id === agent.id)
      return was === undefined ? [] : unequal(was, agent).map((name) => `agents.${name}`)
    })
  ]
}

/** A lone agent with every factor off. */
const nullBase: Blueprint = freeze({
  id: "null",
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
  aggregation: { kind: "majority", ties: "seeded" }
})

const alike = (values: ReadonlyArray<unknown>): boolean =>
  new Set(values.map((value) => JSON.stringify(value))).size === 1

/** What it means that a system is without a factor, said apart from the factor. */
const isWithout: Readonly<Record<(typeof movers)[number]["id"], (blueprint: Blueprint) => boolean>> = {
  agents: ({ agents }) => agents.length === 1,
  models: ({ agents }) => alike(agents.map(({ model }) => model)),
  temperatures: ({ agents }) => alike(agents.map(({ temperature }) => temperature)),
  reasoning: ({ agents }) => agents.every(({ style }) => style === "direct"),
  memory: ({ agents }) => agents.every((agent) => agent.memory === "none"),
  tools: ({ agents }) => agents.every((agent) => agent.tools === undefined),
  personas: ({ agents }) => agents.every(({ persona }) => persona === undefined),
  partition: ({ agents }) => agents.every(({ information }) => information === "all"),
  topology: ({ topology }) => topology.kind === "isolated",
  mechanism: ({ mechanism }) => mechanism === undefined,
  schedule: ({ protocol }) => protocol.kind === "independent",
  sharing: ({ sharing }) => sharing === undefined || (sharing.scope === "neighbours" && sharing.rounds === "history"),
  history: ({ sharing }) => sharing === undefined || (sharing.scope !== "neighbours" && sharing.rounds === "latest"),
  recall: ({ recall }) => recall === undefined,
  message: ({ message }) => message === "conclusion",
  refinement: ({ refinement }) => refinement === undefined,
  anonymity: ({ anonymous }) => anonymous === undefined,
  order: ({ order }) => order === undefined,
  roles: ({ agents }) => agents.every(({ role }) => role === "solver"),
  planner: ({ agents }) => agents.every(({ role }) => role !== "planner"),
  feedback: ({ feedback }) => feedback === undefined,
  aggregation: ({ aggregation }) => aggregation.kind === "majority" && aggregation.ties === "seeded",
  promptVariant: ({ promptVariant }) => promptVariant === undefined
}

describe("statements", () => {
  it("make a library: ids and levels are different names, the null level among them", () => {
    expect(Effect.runSync(checkFactors(factors))).toBeUndefined()
    expect(new Set(factors.map(({ id }) => id)).size).toBeGreaterThanOrEqual(18)
    expect(new Set(factors.map(({ kind }) => kind))).toEqual(new Set(["control", "information", "context"]))
  })

  it.each(factors)("of $id are complete", (factor) => {
    expect(factor.version).toBeGreaterThanOrEqual(1)
    expect(Number.isInteger(factor.version)).toBe(true)
    for (const text of [factor.claim, factor.holdsFixed]) expect(text).toMatch(/^[A-Z][\s\S]{20,}\.$/u)
    expect(factor.source).toMatch(/\((?:19|20)\d\d\).*(?:arXiv \d{4}\.\d{5}|Journal)/u)
    expect(Object.keys(factor.meaning ?? {}).sort()).toEqual([...factor.levels].sort())
    for (const text of Object.values(factor.meaning ?? {})) expect(text).toMatch(/\S{3}/u)
    expect(factor.moves.length).toBeGreaterThan(0)
    expect("block" in factor).toBe(factor.id === "promptVariant")
  })

  it.each(ofSystems)("of $id name a base that every level fits and that is a valid system at each", (factor) => {
    const { base } = factor
    if (base === undefined) throw new Error("no base")
    for (const level of factor.levels) {
      expect(factor.refuses?.(level, base)).toBeUndefined()
      const made = factor.apply(level, base)
      expect(Effect.runSync(checkBlueprint(made))).toBe(made)
    }
    const made = factor.levels.map((level) => JSON.stringify(factor.apply(level, base)))
    expect(new Set(made).size).toBe(factor.levels.length)
  })

  it.each(movers)("of $id: its team levels are refused for a lone agent, with a reason", (factor) => {
    const one: BlueprintFactor = factor
    for (const level of one.teamLevels ?? []) expect(one.refuses?.(level, nullBase)).toMatch(/at least two agents/)
  })
})

describe.each(ofSystems)("$id", (factor) => {
  it("is pure, survives JSON, and changes only what it declares", () => {
    const accepted = new Set<string>()
    const moves: ReadonlyArray<string> = factor.moves
    fc.assert(
      fc.property(arbitrarySystem, (system) => {
        const before = freeze(structuredClone(system))
        for (const at of factor.levels) {
          const reason = factor.refuses?.(at, before)
          expect(factor.refuses?.(at, before)).toBe(reason)
          if (reason !== undefined) {
            expect(reason.length).toBeGreaterThan(10)
            continue
          }
          accepted.add(at)
          const after = factor.apply(at, before)
          expect(isDeepStrictEqual(factor.apply(at, before), after)).toBe(true)
          expect(isDeepStrictEqual(before, system)).toBe(true)
          expect(decode(json(after))).toEqual(after)
          expect(differing(before, after).filter((part) => !moves.includes(part))).toEqual([])
        }
      }),
      { seed, numRuns: 50 }
    )
    expect([...accepted].sort()).toEqual([...factor.levels].sort())
  })

  it("is absolute: the level before does not matter", () => {
    const compared = new Set<string>()
    fc.assert(
      fc.property(arbitrarySystem, (system) => {
        const fitting = factor.levels.filter((at) => factor.refuses?.(at, system) === undefined)
        for (const first of fitting) {
          const once = factor.apply(first, system)
          for (const second of fitting.filter((at) => factor.refuses?.(at, once) === undefined)) {
            compared.add(`${first} ${second}`)
            const [there, straight] = [factor.apply(second, once), factor.apply(second, system)]
            if (!isDeepStrictEqual(there, straight)) expect(there, `${first} before ${second}`).toEqual(straight)
          }
        }
      }),
      { seed, numRuns: 120 }
    )
    // Every pair of levels has met on some system.
    expect(compared.size).toBe(factor.levels.length ** 2)
  })

  it("at its null level leaves a system without it as it was", () => {
    expect(factor.refuses?.(factor.nullLevel, nullBase)).toBeUndefined()
    expect(factor.apply(factor.nullLevel, nullBase)).toEqual(nullBase)
    const without = Object.entries(isWithout).find(([id]) => id === factor.id)?.[1]
    let found = 0
    fc.assert(
      fc.property(arbitrarySystem, (system) => {
        if (without?.(system) !== true || factor.refuses?.(factor.nullLevel, system) !== undefined) return
        found++
        expect(factor.apply(factor.nullLevel, system)).toEqual(system)
      }),
      { seed, numRuns: 300 }
    )
    expect(found).toBeGreaterThan(5)
  })
})

describe("factors whose moves are disjoint", () => {
  const parts = (factor: BlueprintFactor) => factor.moves.map((part) => part.split(".")[0])
  // A factor that adds or takes agents also moves every field of theirs.
  const apart = (one: BlueprintFactor, other: BlueprintFactor): boolean =>
    !one.moves.some((part) => other.moves.includes(part)) &&
    !(one.moves.includes("agents") && parts(other).includes("agents")) &&
    !(other.moves.includes("agents") && parts(one).includes("agents"))
  const pairs = ofSystems.flatMap((one, index) =>
    ofSystems.slice(index + 1).flatMap((other) => (apart(one, other) ? [[one, other] as const] : []))
  )

  // Both declare the part `sharing`, of which each moves its own half.
  const halves = ofSystems.filter(({ id }) => id === "sharing" || id === "history")

  it("commute wherever both orders are allowed", () => {
    expect(pairs.length).toBeGreaterThan(150)
    const systems = fc.sample(arbitrarySystem, { seed, numRuns: 60 })
    const both = (one: BlueprintFactor, a: string, other: BlueprintFactor, b: string, system: Blueprint) => {
      if (one.refuses?.(a, system) !== undefined) return undefined
      const half = one.apply(a, system)
      return other.refuses?.(b, half) === undefined ? other.apply(b, half) : undefined
    }
    let compared = 0
    const broken: Array<string> = []
    for (const [one, other] of [...pairs, halves]) {
      if (one === undefined || other === undefined) throw new Error("not a pair")
      for (const [index, system] of systems.entries()) {
        const a = one.levels[index % one.levels.length] ?? one.nullLevel
        const b = other.levels[Math.floor(index / 3) % other.levels.length] ?? other.nullLevel
        const [there, back] = [both(one, a, other, b, system), both(other, b, one, a, system)]
        if (there === undefined || back === undefined) continue
        compared++
        if (!isDeepStrictEqual(there, back)) broken.push(`${one.id}=${a} and ${other.id}=${b}`)
      }
    }
    expect(compared).toBeGreaterThan(2000)
    expect([...new Set(broken)]).toEqual([])
  })
})

const several = <T>(values: readonly [T, ...ReadonlyArray<T>]) =>
  fc.oneof(fc.constantFrom(...values), fc.constant(values))

const arbitrarySettings: fc.Arbitrary<TaskSettings> = fc.record(
  {
    where: fc.record(
      {
        context: fc.record(
          {
            informationSplit: several(["ordered", "scattered"] as const),
            decomposability: several(["none", "sequential"] as const),
            verifiability: several(["hard", "mechanical"] as const),
            horizon: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant({ least: 2 })),
            toolNeed: several(["helpful", "required"] as const)
          },
          { requiredKeys: [] }
        ),
        traits: fc.constant({ level: { least: 3 } })
      },
      { requiredKeys: [] }
    ),
    window: fc.integer({ min: 1, max: 9 })
  },
  { requiredKeys: [] }
)

describe.each(ofTasks)("$id", (factor) => {
  const level = fc.constantFrom(...factor.levels)
  const asTask = (settings: TaskSettings) => ({ id: "t", source: { file: "items.jsonl" }, ...settings })
  const decodeTask = Schema.decodeUnknownSync(StudyTask, { onExcessProperty: "error" })

  it("is pure, survives JSON and a study's schema, moves what it declares, and is absolute", () => {
    fc.assert(
      fc.property(arbitrarySettings, level, level, (settings, first, second) => {
        const before = freeze(json(settings)) as TaskSettings
        const after = factor.apply(first, before)
        expect(factor.apply(first, before)).toEqual(after)
        expect(before).toEqual(settings)
        expect(decodeTask(json(asTask(after)))).toEqual(asTask(after))
        for (const part of ["where", "window"] as const) {
          if (!factor.moves.includes(part)) expect(after[part]).toEqual(before[part])
        }
        if (factor.id !== "window") {
          const rest = ({ where }: TaskSettings) => ({ ...where?.context, [factor.id]: 0 })
          expect(rest(after)).toEqual(rest(before))
          expect(after.where?.traits).toEqual(before.where?.traits)
        }
        expect(factor.apply(second, after)).toEqual(factor.apply(second, before))
      }),
      { seed, numRuns: 80 }
    )
  })

  it("at its null level leaves settings without it as they were", () => {
    expect(factor.apply(factor.nullLevel, {})).toEqual({})
    fc.assert(
      fc.property(arbitrarySettings, (settings) => {
        const bare = factor.apply(factor.nullLevel, settings)
        expect(JSON.stringify(bare)).not.toContain(`"${factor.id}"`)
        expect(factor.apply(factor.nullLevel, bare)).toEqual(bare)
      }),
      { seed, numRuns: 60 }
    )
  })
})
