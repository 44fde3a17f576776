import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  compose,
  composeEffect,
  composeTask,
  debate,
  direct,
  factors,
  macnetChain,
  macnetLayer,
  message,
  presets,
  topology,
  vary
} from "../../factors/index.js"
import { Blueprint } from "../../src/blueprint/Blueprint.js"
import { checkBlueprint } from "../../src/blueprint/checkBlueprint.js"
import { InputError } from "../../src/errors/InputError.js"
import { composeWith } from "../../src/factor/composeWith.js"
import { defineFactor } from "../../src/factor/defineFactor.js"
import type { BlueprintFactor, Factor } from "../../src/factor/Factor.js"
import { mapAgents } from "../../src/factor/mapAgents.js"

/** The error that something throws; the test fails when it throws none. */
const refused = (act: () => unknown): InputError => {
  try {
    act()
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error("was not refused")
}

const ofSystems = factors.flatMap(
  (factor): ReadonlyArray<BlueprintFactor> => (factor.kind === "context" ? [] : [factor])
)
const library: ReadonlyArray<Factor> = factors
const loosely = composeWith(library)

describe("compose", () => {
  it("sets levels, moves nothing else, and names what was done", () => {
    expect(compose(debate, { message: "full", topology: "ring" })).toEqual({
      ...debate,
      id: "debate+topology=ring+message=full",
      topology: { kind: "ring" },
      message: "full"
    })
    expect(compose(debate, {})).toEqual(debate)
  })

  it("goes by the order of the library, not by that of the keys", () => {
    const grown = compose(direct, { topology: "star", agents: "5", models: "two" })
    expect(grown).toEqual(compose(direct, { agents: "5", models: "two", topology: "star" }))
    expect(grown.id).toBe("direct+agents=5+models=two+topology=star")
    expect(grown.agents.map(({ id, model }) => [id, model])).toEqual([
      ["agent", "default"],
      ["agent-2", "second"],
      ["agent-3", "default"],
      ["agent-4", "second"],
      ["agent-5", "default"]
    ])
  })

  it("names a factor anew when it is set again", () => {
    const once = compose(debate, { topology: "ring", message: "full" })
    const again = compose(once, { topology: "star" })
    expect(again.id).toBe("debate+message=full+topology=star")
    expect({ ...again, id: "" }).toEqual({ ...compose(debate, { topology: "star", message: "full" }), id: "" })
  })

  it("brings the agents that stand aside last, and takes them out again", () => {
    const full = compose(debate, { planner: "planner", feedback: "critic", aggregation: "judge" })
    expect(full.agents.map(({ id, role }) => `${id} ${role}`)).toEqual([
      "judge aggregator",
      "critic critic",
      "planner planner",
      "solver-1 solver",
      "solver-2 solver",
      "solver-3 solver"
    ])
    expect(full.aggregation).toEqual({ kind: "judge", agent: 0 })
    const bare = compose(full, { planner: "none", feedback: "none", aggregation: "majority" })
    expect({ ...bare, id: debate.id }).toEqual(debate)
    // A planner taken out or put in moves the judge's position with the judge.
    const later = compose(compose(debate, { aggregation: "judge" }), { planner: "planner" })
    expect(later.agents[later.aggregation.kind === "judge" ? later.aggregation.agent : -1]?.id).toBe("judge")
    const judged = compose(later, { planner: "none" })
    expect(judged.agents[judged.aggregation.kind === "judge" ? judged.aggregation.agent : -1]?.id).toBe("judge")
  })

  it("refuses what the library does not have", () => {
    expect(refused(() => loosely(debate, { topolgy: "ring" }))).toMatchObject({
      what: "Factor",
      value: "topolgy",
      limit: expect.stringContaining("topology"),
      advice: "Correct the id."
    })
    expect(refused(() => loosely(debate, { topology: "rign" }))).toMatchObject({
      what: "Level of the factor topology",
      value: "rign",
      limit: expect.stringContaining("ring")
    })
    expect(refused(() => loosely(debate, { horizon: "long" })).advice).toContain("composeTask")
    expect(refused(() => loosely(debate, { toString: "x" })).value).toBe("toString")
  })

  it("refuses a level that does not fit, with the factor's reason", () => {
    const untyped: Blueprint = direct
    expect(refused(() => compose(untyped, { topology: "ring" }))).toMatchObject({
      what: "topology=ring on direct",
      limit: expect.stringContaining("at least two agents")
    })
    expect(refused(() => compose(debate, { recall: "bm25" })).limit).toContain("history")
    expect(compose(debate, { recall: "bm25", history: "history" }).recall).toEqual({ kind: "bm25", messages: 2 })
    expect(refused(() => compose(macnetChain, { schedule: "three-rounds" })).limit).toContain("schedule of its own")
    expect(refused(() => compose(debate, { topology: "ring", planner: "planner" })).limit).toContain("ring")
  })

  it("refuses a result whose parts do not fit together", () => {
    expect(refused(() => compose(macnetLayer, { agents: "3" }))).toMatchObject({
      what: "macnet-layer with agents=3",
      value: expect.stringContaining("layers")
    })
    expect(refused(() => compose(macnetChain, { sharing: "own" })).limit).toContain("reach")
  })

  it("as an Effect fails with the same error", () => {
    const exit = Effect.runSyncExit(composeEffect(debate, { recall: "bm25" }))
    expect(exit._tag).toBe("Failure")
    expect(Effect.runSync(Effect.flip(composeEffect(debate, { recall: "bm25" })))).toBeInstanceOf(InputError)
    expect(Effect.runSync(composeEffect(debate, { topology: "ring" }))).toEqual(compose(debate, { topology: "ring" }))
  })

  it("gives a valid system or an InputError, for any levels on any preset", () => {
    const levels = fc
      .tuple(
        ...ofSystems.map(({ id, levels: all }) =>
          fc.option(fc.constantFrom(...all), { freq: 3, nil: undefined }).map((level) => [id, level] as const)
        )
      )
      .map((all) => Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined)))
    let made = 0
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(presets)), levels, (preset, chosen) => {
        try {
          const result = loosely(preset, chosen)
          made++
          expect(Effect.runSync(checkBlueprint(result))).toBe(result)
          expect(Schema.decodeUnknownSync(Blueprint, { onExcessProperty: "error" })(result)).toEqual(result)
          for (const [id, level] of Object.entries(chosen)) expect(result.id).toContain(`+${id}=${level}`)
        } catch (error) {
          if (!(error instanceof InputError)) throw error
          expect([error.what, error.value, error.limit, error.advice].every((text) => text.length > 3)).toBe(true)
        }
      }),
      { seed: 4, numRuns: 300 }
    )
    expect(made).toBeGreaterThan(10)
  })

  it("finds a preset for every level of every factor", () => {
    const fits = (id: string, level: string) =>
      Object.values(presets).some((preset) => {
        try {
          return loosely(preset, id === "recall" ? { history: "history", [id]: level } : { [id]: level }) !== preset
        } catch {
          return false
        }
      })
    const idle = ofSystems.flatMap(({ id, levels }) =>
      levels.filter((level) => !fits(id, level)).map((level) => `${id}=${level}`)
    )
    expect(idle).toEqual([])
  })
})

describe("composeTask", () => {
  it("sets traits and window, and keeps what else a task says", () => {
    const task = { id: "t", where: { traits: { level: 3 } }, window: 8 }
    expect(composeTask(task, { horizon: "long", toolNeed: "none", window: "whole" })).toEqual({
      id: "t",
      where: { traits: { level: 3 }, context: { horizon: { least: 6 }, toolNeed: "none" } }
    })
    expect(task.window).toBe(8)
  })

  it("refuses unknown ids and levels", () => {
    const { kind, ...plain }: { readonly kind: string; readonly [id: string]: string } = {
      kind: "x",
      horizon: "endless"
    }
    expect(kind).toBe("x")
    expect(refused(() => composeTask({}, plain)).limit).toContain("medium")
    const other: { readonly [id: string]: string } = { topology: "ring" }
    expect(refused(() => composeTask({}, other)).advice).toContain("compose")
  })
})

describe("vary", () => {
  it("gives one system a level, everything else held fixed", () => {
    const rings = vary(topology, debate)
    expect(rings.map(({ topology: at }) => at.kind)).toEqual([...topology.levels])
    for (const one of rings) expect({ ...one, id: debate.id, topology: debate.topology }).toEqual(debate)
    expect(new Set(rings.map(({ id }) => id)).size).toBe(topology.levels.length)
    expect(vary(message, debate, ["full"]).map(({ id }) => id)).toEqual(["debate+message=full"])
  })

  it("starts from the factor's own base when no system is named", () => {
    for (const factor of ofSystems) expect(vary(factor)).toHaveLength(factor.levels.length)
  })

  it("says which levels fit when one does not", () => {
    const error = refused(() => vary(topology, direct))
    expect(error).toMatchObject({ what: "topology=chain on direct", advice: "Levels that fit direct: isolated." })
  })
})

describe("factors of one's own", () => {
  const brevity = defineFactor({
    id: "brevity",
    kind: "control",
    version: 1,
    claim: "Short replies lose nothing.",
    source: "ours",
    levels: ["free", "short"],
    nullLevel: "free",
    moves: ["agents.replyTokens"],
    holdsFixed: "Everything but the length of replies.",
    apply: (level, blueprint) =>
      mapAgents(blueprint, ({ replyTokens: _, ...agent }) =>
        level === "short" ? { ...agent, replyTokens: 40 } : agent
      )
  })

  it("compose with those of the library", () => {
    const own = composeWith([...factors, brevity])(debate, { topology: "ring", brevity: "short" })
    expect(own.id).toBe("debate+topology=ring+brevity=short")
    expect(own.agents.map(({ replyTokens }) => replyTokens)).toEqual([40, 40, 40])
    expect(refused(() => vary(brevity)).advice).toBe("Name a blueprint.")
  })

  it("are refused where ids repeat or names are not well formed", () => {
    expect(refused(() => composeWith([brevity, brevity])(debate, {})).limit).toContain("one factor of an id")
    expect(refused(() => composeWith([{ ...brevity, id: "a+b" }])(debate, {})).limit).toContain('"+"')
    const levels: readonly ["free", "free"] = ["free", "free"]
    expect(refused(() => composeWith([{ ...brevity, levels }])(debate, {})).limit).toContain("must differ")
  })
})
