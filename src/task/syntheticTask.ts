import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { InputError } from "../errors/InputError.js"
import { createStream } from "../stats/createStream.js"
import { deriveSeed } from "../stats/deriveSeed.js"
import { arithmeticItem } from "./arithmeticItem.js"
import type { ContextTraits } from "./ContextTraits.js"
import type { Item } from "./Item.js"
import { lookupItem } from "./lookupItem.js"
import { SyntheticSpec } from "./SyntheticSpec.js"
import type { Task } from "./Task.js"

/** Version of the families; enters every draw, so that changed families cannot be taken for the old ones. */
export const syntheticVersion = 1

/** Attempts at a new item before the family counts as used up. */
const attempts = 1000

/** The rules of a family in plain words, for models that were not trained on it. */
const instructions = {
  arithmetic:
    "Work strictly from left to right, without precedence of operators. After every operation keep the remainder modulo 100 (a result of -4 becomes 96). The answer has two digits, such as 05.",
  lookup:
    "Each fact is two letters: a key and its value. The question is a start key and a number of steps. A step replaces the current key by its value. The answer is the single letter reached after all steps."
} as const

type Draft = Omit<Item, "id">

const familyOf = (
  spec: SyntheticSpec
): { readonly id: string; readonly prefix: string; readonly guessRate: number } => {
  if (spec.family === "arithmetic") {
    const id = `arithmetic-${spec.level}`
    return { id, prefix: id, guessRate: 0.01 }
  }
  const prefix = `lookup-${spec.hops}`
  const id = `${prefix}-of-${spec.facts}${spec.window === undefined ? "" : `-windows-of-${spec.window}`}`
  return { id, prefix, guessRate: 1 / spec.facts }
}

const contextOf = (spec: SyntheticSpec): ContextTraits =>
  spec.family === "arithmetic"
    ? {
        informationSplit: "none",
        decomposability: "sequential",
        verifiability: "hard",
        horizon: spec.level,
        toolNeed: "helpful"
      }
    : {
        informationSplit: spec.window === undefined ? "scattered" : "ordered",
        decomposability: "sequential",
        verifiability: "hard",
        horizon: spec.hops,
        toolNeed: "none"
      }

const drawItem = (spec: SyntheticSpec, seed: number): Draft => {
  const stream = createStream(seed)
  return spec.family === "arithmetic"
    ? { ...arithmeticItem(stream, spec.level), traits: { level: spec.level } }
    : {
        ...lookupItem(stream, spec),
        traits: {
          hops: spec.hops,
          facts: spec.facts,
          ...(spec.window === undefined ? {} : { windows: Math.ceil(spec.facts / spec.window) })
        }
      }
}

const describeIssue = SchemaIssue.makeFormatterStandardSchemaV1()

const checked = (spec: SyntheticSpec): Effect.Effect<SyntheticSpec, InputError> => {
  const advice = "Choose a level or hops from 1 to 8, facts from hops to 25, and at least 1 item."
  return Schema.decodeUnknownEffect(SyntheticSpec)(spec).pipe(
    Effect.mapError((error) => {
      const issue = describeIssue(error.issue).issues[0]
      return new InputError({
        what: "Synthetic task",
        value: JSON.stringify(spec),
        limit: `${(issue?.path ?? []).map(String).join(".")}: ${issue?.message ?? "not a family"}`,
        advice
      })
    }),
    Effect.filterOrFail(
      (valid) => valid.family !== "lookup" || valid.hops <= valid.facts,
      () =>
        new InputError({ what: "Synthetic task", value: JSON.stringify(spec), limit: "requires hops ≤ facts", advice })
    )
  )
}

/**
 * Draws a task of a seeded family: problems that are new every time the seed is, with answers known by construction.
 *
 * - `arithmetic`: a chain such as `37+48-09*3`, from left to right modulo 100; answer `28`.
 * - `lookup`: facts such as `ak`, `kd`, `df` and the question `a3`, three facts onward from a; answer `f`. With `window`,
 *   one call may carry that many facts and the way leads from window to window.
 *
 * The same specification gives the same items on every machine, and the first n items of a longer task are those of a
 * shorter one. No item occurs twice. Ids are like `arithmetic-5-0001`; traits carry level, or hops and facts.
 *
 * Unit: score in [0, 1] by exact match; `guessRate` is 1/100 for arithmetic and 1/facts for lookup.
 * Errors: InputError for a specification out of its ranges, and when the family has fewer distinct items than asked for.
 *
 * @example
 * ```ts
 * import * as Effect from "effect/Effect"
 * import { syntheticTask } from "collaboration-gain"
 *
 * const task = Effect.runSync(syntheticTask({ family: "arithmetic", level: 2, items: 3, seed: 7 }))
 * console.log(task.items[0].id) // "arithmetic-2-0001"
 * ```
 *
 * @category task
 */
export const syntheticTask = Effect.fnUntraced(function* (spec: SyntheticSpec): Effect.fn.Return<Task, InputError> {
  const valid = yield* checked(spec)
  const { id, prefix, guessRate } = familyOf(valid)
  const seen = new Set<string>()
  const items: Array<Item> = []
  for (let position = 1; position <= valid.items; position++) {
    let draft: Draft | undefined
    for (let attempt = 0; attempt < attempts && draft === undefined; attempt++) {
      const drawn = drawItem(valid, deriveSeed(valid.seed, "synthetic", syntheticVersion, id, position, attempt))
      // The order of facts does not make another problem.
      const content = JSON.stringify([drawn.question, [...(drawn.facts ?? [])].sort()])
      if (seen.has(content)) continue
      seen.add(content)
      draft = drawn
    }
    if (draft === undefined) {
      return yield* new InputError({
        what: "Synthetic task",
        value: `${valid.items} items of ${id}`,
        limit: `only ${items.length} distinct ones were found`,
        advice: "Ask for fewer items or a higher level."
      })
    }
    items.push({ id: `${prefix}-${String(position).padStart(4, "0")}`, ...draft })
  }
  const [first, ...rest] = items
  if (first === undefined) return yield* Effect.die("a checked specification asks for at least one item")
  return {
    id,
    family: valid.family,
    grader: { kind: "exact" },
    instruction: instructions[valid.family],
    range: [0, 1],
    guessRate,
    context: contextOf(valid),
    ...(valid.family === "lookup" && valid.window !== undefined ? { window: valid.window } : {}),
    items: [first, ...rest]
  }
})
