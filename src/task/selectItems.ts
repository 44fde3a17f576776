import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { InputError } from "../errors/InputError.js"
import type { ContextTraits } from "./ContextTraits.js"
import type { Item } from "./Item.js"
import type { Task } from "./Task.js"

const scalar = Schema.Union([Schema.String, Schema.Number, Schema.Boolean])
const range = Schema.Struct({
  /** Absent means no lower end. */
  least: Schema.optionalKey(Schema.Finite),
  /** Absent means no upper end. */
  most: Schema.optionalKey(Schema.Finite)
})

/** A value, several of which one must hold, or the ends of a range of numbers (both included). */
export const TraitCondition = Schema.Union([scalar, Schema.NonEmptyArray(scalar), range])
export type TraitCondition = typeof TraitCondition.Type

const oneOf = <const L extends ReadonlyArray<string>>(literals: L) =>
  Schema.optionalKey(Schema.Union([Schema.Literals(literals), Schema.NonEmptyArray(Schema.Literals(literals))]))

/** Which items are wanted, as plain data: every condition must hold. An item without the trait is not taken. */
export const TraitFilter = Schema.Struct({
  context: Schema.optionalKey(
    Schema.Struct({
      informationSplit: oneOf(["none", "ordered", "scattered"]),
      decomposability: oneOf(["none", "sequential", "parallel"]),
      verifiability: oneOf(["hard", "easier", "mechanical"]),
      horizon: Schema.optionalKey(Schema.Union([Schema.Int, Schema.NonEmptyArray(Schema.Int), range])),
      toolNeed: oneOf(["none", "helpful", "required"])
    })
  ),
  /** By name of the item's own traits. */
  traits: Schema.optionalKey(Schema.Record(Schema.String, TraitCondition))
})
export type TraitFilter = typeof TraitFilter.Type

type Scalar = string | number | boolean

const holds = (condition: TraitCondition, value: Scalar | undefined): boolean => {
  if (value === undefined) return false
  if (typeof condition !== "object") return condition === value
  if (isSeveral(condition)) return condition.includes(value)
  return (
    typeof value === "number" &&
    value >= (condition.least ?? Number.NEGATIVE_INFINITY) &&
    value <= (condition.most ?? Number.POSITIVE_INFINITY)
  )
}

const isSeveral = (condition: object): condition is ReadonlyArray<Scalar> => Array.isArray(condition)

const meets = (
  conditions: Readonly<Record<string, TraitCondition | undefined>>,
  traits: Readonly<Record<string, Scalar | undefined>>
): boolean =>
  Object.entries(conditions).every(
    ([name, condition]) =>
      condition === undefined || holds(condition, Object.hasOwn(traits, name) ? traits[name] : undefined)
  )

/** The traits of an item: its task's, with the item's own before them. */
export const contextOf = (task: Pick<Task, "context">, item: Item): ContextTraits => ({
  ...task.context,
  ...item.context
})

/**
 * The same task with only those items whose traits meet a filter, in their order.
 *
 * Errors: InputError when no item is left, with the traits that the first item has.
 *
 * @example
 * ```ts
 * import * as Effect from "effect/Effect"
 * import { selectItems, syntheticTask } from "collaboration-gain"
 *
 * const task = Effect.runSync(syntheticTask({ family: "lookup", hops: 3, facts: 9, items: 4, seed: 7 }))
 * const long = Effect.runSync(selectItems(task, { context: { horizon: { least: 3 } }, traits: { facts: [9, 12] } }))
 * console.log(long.items.length) // 4
 * ```
 *
 * @category task
 */
export const selectItems = Effect.fnUntraced(function* (
  task: Task,
  filter: TraitFilter
): Effect.fn.Return<Task, InputError> {
  const chosen = task.items.filter(
    (item) => meets(filter.context ?? {}, contextOf(task, item)) && meets(filter.traits ?? {}, item.traits ?? {})
  )
  const [first, ...rest] = chosen
  if (first === undefined) {
    const { context, traits } = { context: contextOf(task, task.items[0]), traits: task.items[0].traits ?? {} }
    return yield* new InputError({
      what: `Items of task ${task.id}`,
      value: `none meets ${JSON.stringify(filter)}`,
      limit: `at least 1 is required; the first of its ${task.items.length} items has ${JSON.stringify({ context, traits })}`,
      advice: "Widen the filter."
    })
  }
  return { ...task, items: [first, ...rest] }
})
