import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { debate } from "../../factors/presets/debate.js"
import type { Design } from "../../src/design/Design.js"
import { decodeStudy } from "../../src/design/decodeStudy.js"
import { resolveDesign } from "../../src/design/resolveDesign.js"
import type { Study, StudyDesign } from "../../src/design/Study.js"
import { designHash } from "../../src/design/Trial.js"
import type { InputError } from "../../src/errors/InputError.js"
import { defineContextFactor, defineFactor } from "../../src/factor/defineFactor.js"
import type { Factor } from "../../src/factor/Factor.js"
import { trialOrder } from "../../src/run/trialOrder.js"
import { factorStudy, mark, marks } from "../fixtures/factorStudy.js"
import { lone, tinyDesign } from "../fixtures/tinyDesign.js"

const resolve = (study: Study, factors: ReadonlyArray<Factor>) =>
  Effect.runSync(
    Effect.result(
      Effect.flatMap(decodeStudy(study), (decoded) =>
        resolveDesign(decoded, { models: tinyDesign.models, presets: { debate }, factors, folder: "." })
      )
    )
  )

const designOf = (study: Study, factors: ReadonlyArray<Factor>): Design => {
  const made = resolve(study, factors)
  if (Result.isFailure(made)) throw made.failure
  return made.success
}

const refusal = (study: Study, factors: ReadonlyArray<Factor>): InputError => {
  const made = resolve(study, factors)
  if (Result.isSuccess(made)) throw new Error("was not refused")
  return made.failure
}

const study = ({ base = lone("plain"), ...design }: Partial<StudyDesign>, more: Partial<Study> = {}): Study => ({
  ...factorStudy({ items: 4, design: { id: "d", factors: ["a", "b"], ...design } }),
  designs: [{ id: "d", factors: ["a", "b"], ...design, base }],
  ...more
})

const teamsOf = ({ arms }: Design) => arms.filter(({ role }) => role === "team")

/** Refuses "on" for a system that already has the mark of another. */
const jealous = (id: string, of: string) => ({
  ...mark(id),
  refuses: (level: string, { agents }: Parameters<NonNullable<ReturnType<typeof mark>["refuses"]>>[1]) =>
    level === "on" && agents[0].persona?.split(" ").includes(of) === true ? `${of} is in the way` : undefined
})

describe("a design over factors", () => {
  it("makes every configuration a team: the fold of the levels over the base, null levels included", () => {
    const base = { ...lone("plain"), agents: [{ ...lone("plain").agents[0], persona: "a old" }] as const }
    const design = designOf(study({ base }), marks("a", "b"))
    expect(teamsOf(design).map(({ blueprint }) => [blueprint.id, blueprint.agents[0].persona])).toEqual([
      ["d: none", "old"],
      ["d: a", "a old"],
      ["d: b", "b old"],
      ["d: a, b", "a b old"]
    ])
    expect(teamsOf(design)[1]?.cells).toEqual([
      { design: "d", task: "marked", levels: { a: "on", b: "off" }, repeats: 1 }
    ])
    // One pool of the single agent for all cells.
    expect(design.arms.filter(({ role }) => role === "single")).toHaveLength(1)
  })

  it("stores factors, versions, levels, table, aliases and the declared contrast in what is hashed", () => {
    const plan = { kind: "fractional", runs: 4 } as const
    const given = study({ factors: ["a", "b", "c"], plan, contrast: "main" })
    const design = designOf(given, marks("a", "b", "c"))
    expect(design.designs?.[0]).toMatchObject({
      id: "d",
      base: "plain",
      contrast: "main",
      plan,
      factors: [
        { id: "a", version: 1, kind: "control", levels: ["off", "on"], nullLevel: "off", onLevel: "on" },
        {},
        {}
      ],
      table: { resolution: 3, aliases: [{ effect: "a", aliasedWith: ["b × c"] }, {}, {}, {}, {}, {}] }
    })
    expect(design.designs?.[0].table.rows).toHaveLength(4)
    const newer = designOf(given, [mark("a", 2), ...marks("b", "c")])
    expect(newer.arms).toEqual(design.arms)
    expect(designHash(newer)).not.toBe(designHash(design))
    expect(
      designHash(
        designOf(
          {
            ...given,
            designs: [
              {
                ...study({}).designs?.[0],
                ...given.designs?.[0],
                id: "d",
                base: lone("plain"),
                factors: ["a", "b", "c"],
                contrast: "from-base"
              }
            ]
          },
          marks("a", "b", "c")
        )
      )
    ).not.toBe(designHash(design))
  })

  it("applies factors in the order of the library, not of the study", () => {
    const last = defineFactor({
      ...mark("z"),
      moves: ["promptVariant"],
      apply: (level, blueprint) =>
        level === "on" && blueprint.agents[0].persona === "a" ? { ...blueprint, promptVariant: 1 } : blueprint
    })
    const variant = (design: Design) =>
      teamsOf(design).map(({ blueprint }) => [blueprint.agents[0].persona, blueprint.promptVariant])
    const written = study({ factors: ["z", "a"] })
    expect(variant(designOf(written, [mark("a"), last]))).toContainEqual(["a", 1])
    expect(variant(designOf(written, [mark("a"), last])).slice(0, 2)).toEqual([
      [undefined, undefined],
      ["a", undefined]
    ])
    // The other way round z finds no mark to act on.
    expect(refusal(written, [last, mark("a")]).message).toContain("z")
  })

  it("refuses a combination with factor, level and reason before any token, unless it is left out", () => {
    const factors = [mark("a"), jealous("b", "a")]
    const error = refusal(study({}), factors)
    expect(error.message).toContain("b=on")
    expect(error.message).toContain("a is in the way")
    expect(error.message).toContain("a=on, b=on")
    const left = designOf(study({ forbidden: [{ a: "on", b: "on" }] }), factors)
    expect(teamsOf(left).map(({ blueprint }) => blueprint.id)).toEqual(["d: none", "d: a", "d: b"])
    expect(left.designs?.[0].table.notes[0]).toContain("1 of the 4 runs")
    const around = designOf(study({ plan: { kind: "d-optimal", runs: 3, model: "main", seed: 1 } }), factors)
    expect(teamsOf(around)).toHaveLength(3)
  })

  it("refuses what its author got wrong, in words", () => {
    const abc = marks("a", "b", "c")
    expect(refusal(study({ factors: ["a", "x"] }), abc).message).toContain("must be one of a, b, c")
    expect(refusal(study({ factors: [{ id: "a", levels: ["on"] }] }), abc).message).toContain("null level, off")
    expect(refusal(study({ factors: [{ id: "a", on: "high" }] }), abc).message).toContain("level high")
    expect(refusal(study({ tasks: ["nowhere"] }), abc).message).toContain("nowhere")
    expect(refusal(study({ factors: ["a", { group: "both", of: ["a", "b"] }] }), abc).message).toContain("a twice")
    expect(refusal(study({ forbidden: [{ a: "of" }] }), abc).message).toContain("a=of")
    expect(
      refusal({ ...study({}), designs: [study({}).designs?.[0], study({}).designs?.[0]] } as Study, abc).message
    ).toContain("Design id")
    expect(refusal({ ...study({}), designs: undefined } as unknown as Study, abc).message).toMatch(/designs|teams/)
    const idle = { ...mark("idle"), apply: (_level: string, blueprint: typeof debate) => blueprint }
    expect(refusal(study({ factors: ["a", "idle"] }), [...abc, idle]).message).toContain("changes nothing")
    const liar = { ...mark("liar"), moves: ["topology" as const] }
    expect(refusal(study({ factors: ["liar"] }), [liar]).message).toContain("agents.persona")
  })

  it("runs equal systems once, and repeats as further seeds", () => {
    // b does something only where a is on.
    const nested = defineFactor({
      ...mark("b"),
      apply: (level, blueprint) =>
        blueprint.agents[0].persona?.includes("a") === true ? mark("b").apply(level, blueprint) : blueprint
    })
    const plain = { ...lone("plain"), id: "named" }
    const design = designOf(study({}, { teams: [plain] }), [mark("a"), nested])
    expect(teamsOf(design).map(({ blueprint, cells }) => [blueprint.id, cells?.length])).toEqual([
      ["named", 2],
      ["d: a", 1],
      ["d: a, b", 1]
    ])
    const both = designOf(study({ plan: { kind: "foldover", of: { kind: "leave-one-out" } } }), marks("a", "b"))
    expect(teamsOf(both).map(({ blueprint, seeds, cells }) => [blueprint.id, seeds, cells?.[0].repeats])).toEqual([
      ["d: a, b", 1, 1],
      ["d: b", 2, 2],
      ["d: a", 2, 2],
      ["d: none", 1, 1]
    ])
  })

  it("sets the members of a group together", () => {
    const given = study({ factors: [{ group: "both", of: ["a", "b"] }, "c"] })
    const design = designOf(given, marks("a", "b", "c"))
    expect(teamsOf(design).map(({ blueprint }) => blueprint.agents[0].persona)).toEqual([
      undefined,
      "a b",
      "c",
      "a b c"
    ])
    expect(design.designs?.[0].factors[0]?.members?.map(({ id }) => id)).toEqual(["a", "b"])
  })

  it("takes presets as bases and several levels", () => {
    const rounds = defineFactor({
      ...mark("rounds"),
      levels: ["0", "1", "2"],
      nullLevel: "0",
      moves: ["protocol"],
      apply: (level, blueprint) => ({
        ...blueprint,
        protocol: level === "0" ? { kind: "independent" } : { kind: "debate", rounds: Number(level) }
      })
    })
    const given = study({ base: "debate", factors: ["rounds"], plan: { kind: "one-at-a-time" } })
    expect(teamsOf(designOf(given, [rounds])).map(({ blueprint }) => blueprint.id)).toEqual([
      "d: none",
      "d: rounds=1",
      "d: rounds=2"
    ])
    expect(
      refusal(study({ base: "debate", factors: ["rounds"], plan: { kind: "leave-one-out" } }), [rounds]).message
    ).toContain("onLevel")
  })
})

describe("context factors", () => {
  const statement = { version: 1, claim: "It matters.", source: "this test", holdsFixed: "The rest." }
  const facts = (count: number) => Array.from({ length: count }, (_, index) => `fact ${index}`)
  const window = defineContextFactor({
    ...statement,
    id: "window",
    kind: "context",
    levels: ["wide", "narrow"],
    nullLevel: "wide",
    moves: ["window"],
    apply: (level, settings) => ({ ...settings, window: level === "wide" ? 8 : 4 })
  })
  const hardness = defineContextFactor({
    ...statement,
    id: "hardness",
    kind: "context",
    levels: ["easy", "hard"],
    nullLevel: "easy",
    moves: ["where"],
    apply: (level, settings) => ({ ...settings, where: { traits: { hard: level === "hard" } } })
  })
  const reader = {
    ...lone("reader"),
    agents: [{ ...lone("reader").agents[0], role: "reader", information: "in-turn" }] as const,
    protocol: { kind: "relay" } as const
  }
  const given = (factors: readonly [string, ...Array<string>]): Study => ({
    ...study({ factors, base: reader }),
    singles: [{ ...reader, id: "single" }],
    tasks: [
      {
        id: "t",
        window: 8,
        source: {
          items: [0, 1, 2, 3].map((n) => ({
            id: `i${n}`,
            question: `q${n}`,
            answer: "x",
            facts: facts(6),
            traits: { hard: n % 2 === 0 }
          })) as [never, ...Array<never>]
        }
      }
    ]
  })

  it("runs a row on the task that its level derives, the study's own where nothing differs", () => {
    const design = designOf(given(["a", "window"]), [mark("a"), window])
    expect(design.tasks.map(({ id, window: own, items }) => [id, own, items.length])).toEqual([
      ["t", 8, 4],
      ["t (window=narrow)", 4, 4]
    ])
    expect(teamsOf(design).map(({ task, blueprint }) => [task, blueprint.id])).toEqual([
      ["t", "d: none"],
      ["t", "d: a"],
      ["t (window=narrow)", "d: window"],
      ["t (window=narrow)", "d: a, window"]
    ])
    expect(design.arms.filter(({ role }) => role === "single").map(({ task }) => task)).toEqual([
      "t",
      "t (window=narrow)"
    ])
  })

  it("leaves out a task on which nothing runs", () => {
    const design = designOf(given(["hardness"]), [hardness])
    expect(design.tasks.map(({ id, items }) => [id, items.map((item) => item.id)])).toEqual([
      ["t (hardness=easy)", ["i1", "i3"]],
      ["t (hardness=hard)", ["i0", "i2"]]
    ])
  })

  it("interleaves the arms of a design in blocks of items, derived tasks over the same items too", () => {
    const design = designOf(given(["a", "window"]), [mark("a"), window])
    const order = trialOrder(design, 0, () => ({ from: 0, to: 12 }))
    const places = new Map<number, Array<number>>()
    for (const [index, { arm }] of order.entries()) places.set(arm.slot, [...(places.get(arm.slot) ?? []), index])
    // Every arm's trials lie spread over the whole run: their mean place is near the middle.
    for (const own of places.values()) {
      const mean = own.reduce((sum, place) => sum + place, 0) / own.length
      expect(Math.abs(mean / order.length - 0.5)).toBeLessThan(0.2)
    }
  })
})
