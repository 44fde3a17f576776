import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ContextTraits } from "../../src/task/ContextTraits.js"
import type { Item } from "../../src/task/Item.js"
import { contextOf, selectItems, TraitFilter } from "../../src/task/selectItems.js"
import type { Task } from "../../src/task/Task.js"

const item = (id: string, traits: Item["traits"], context?: ContextTraits): Item => ({
  id,
  question: "q",
  answer: "a",
  ...(traits === undefined ? {} : { traits }),
  ...(context === undefined ? {} : { context })
})

const task: Task = {
  id: "t",
  family: "f",
  grader: { kind: "exact" },
  range: [0, 1],
  context: { informationSplit: "scattered", verifiability: "hard" },
  items: [
    item("a", { level: 1, kind: "bridge", hard: false }, { horizon: 2 }),
    item("b", { level: 3, kind: "comparison", hard: true }, { horizon: 4, informationSplit: "ordered" }),
    item("c", { level: 5, kind: "bridge", hard: true }),
    item("d", undefined)
  ]
}

const chosen = (filter: TraitFilter) =>
  Effect.runSync(selectItems(task, filter))
    .items.map(({ id }) => id)
    .join("")

describe("selectItems", () => {
  it.each<[TraitFilter, string]>([
    [{}, "abcd"],
    [{ traits: { kind: "bridge" } }, "ac"],
    [{ traits: { level: [1, 5] } }, "ac"],
    [{ traits: { level: { least: 3 } } }, "bc"],
    [{ traits: { level: { most: 3 } } }, "ab"],
    [{ traits: { level: { least: 2, most: 4 } } }, "b"],
    [{ traits: { level: {} } }, "abc"],
    [{ traits: { hard: true, kind: "bridge" } }, "c"],
    [{ context: { informationSplit: "scattered" } }, "acd"],
    [{ context: { informationSplit: ["none", "ordered"] } }, "b"],
    [{ context: { horizon: { least: 2 } } }, "ab"],
    [{ context: { horizon: 4, verifiability: "hard" } }, "b"],
    [{ context: { horizon: [1, 2] }, traits: { level: 1 } }, "a"]
  ])("%j takes %s", (filter, ids) => {
    expect(chosen(filter)).toBe(ids)
    expect(chosen(Schema.decodeUnknownSync(TraitFilter)(JSON.parse(JSON.stringify(filter))))).toBe(ids)
  })

  it("keeps everything else of the task", () => {
    const { items, ...rest } = Effect.runSync(selectItems(task, { traits: { level: 3 } }))
    expect({ ...rest, items: task.items }).toEqual(task)
    expect(items).toEqual([task.items[1]])
  })

  it("an item's own trait comes before its task's", () => {
    const own = item("own", undefined, { horizon: 4, informationSplit: "ordered" })
    expect(contextOf(task, own)).toEqual({ informationSplit: "ordered", verifiability: "hard", horizon: 4 })
  })

  it("splits the items that have a trait into those below and those above", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1 }),
        fc.integer({ min: 0, max: 9 }),
        (levels, cut) => {
          const [first, ...rest] = levels.map((level, index) => item(String(index), { level }))
          if (first === undefined) return
          const many: Task = { ...task, items: [first, ...rest] }
          const count = (filter: TraitFilter) =>
            Effect.runSync(
              Effect.match(selectItems(many, filter), { onSuccess: ({ items }) => items.length, onFailure: () => 0 })
            )
          expect(count({ traits: { level: { most: cut } } }) + count({ traits: { level: { least: cut + 1 } } })).toBe(
            levels.length
          )
        }
      ),
      { seed: 8 }
    )
  })

  it.each<[TraitFilter]>([
    [{ traits: { kind: "none of these" } }],
    [{ traits: { level: "1" } }],
    [{ traits: { toString: "x" } }],
    [{ context: { toolNeed: "required" } }]
  ])("refuses %j, which leaves nothing", (filter) => {
    const error = Effect.runSync(Effect.flip(selectItems(task, filter)))
    expect(error.value).toBe(`none meets ${JSON.stringify(filter)}`)
    expect(error.limit).toContain('"level":1')
  })

  it("a trait outside the lists is refused by the schema", () => {
    const decode = Schema.decodeUnknownOption(ContextTraits)
    expect(decode({ informationSplit: "scattered", horizon: 3, toolNeed: "none" })._tag).toBe("Some")
    expect(decode({ informationSplit: "sideways" })._tag).toBe("None")
    expect(decode({ horizon: 0 })._tag).toBe("None")
    expect(decode({ horizon: 1.5 })._tag).toBe("None")
  })
})
