import * as Schema from "effect/Schema"
import { createStream } from "../stats/createStream.js"
import { deriveSeed } from "../stats/deriveSeed.js"
import type { Item } from "../task/Item.js"
import type { Task } from "../task/Task.js"

/** What may end a task early. */
export const StoppingVerdict = Schema.Literals(["positive", "harmful", "no-relevant-gain"])
export type StoppingVerdict = typeof StoppingVerdict.Type

/**
 * When a run may end before all of its items are done, fixed before it begins.
 *
 * The first `pilot` items, in random order, fix the budget and the single agent's policies and enter no conclusion. Then there is
 * a look after every `every` further items, at intervals that hold at all times at once; a task ends when each of its teams
 * has one of the verdicts of `until`.
 */
export const Stopping = Schema.Struct({
  pilot: Schema.Int.check(Schema.isGreaterThanOrEqualTo(2)),
  every: Schema.Int.check(Schema.isGreaterThan(0)),
  until: Schema.NonEmptyArray(StoppingVerdict)
})
export type Stopping = typeof Stopping.Type

/** The items of a task in the order in which a run with a stopping rule does them. */
export interface Stages {
  readonly pilot: ReadonlyArray<Item>
  /** Between two looks. */
  readonly blocks: ReadonlyArray<ReadonlyArray<Item>>
}

/** Deals the items of a task into the pilot and the stretches between looks, at random by the design's seed. */
export const stagesOf = (seed: number, task: Task, { pilot, every }: Stopping): Stages => {
  const order = createStream(deriveSeed(seed, "stopping", task.id)).shuffle(task.items)
  const rest = order.slice(pilot)
  return {
    pilot: order.slice(0, pilot),
    blocks: Array.from({ length: Math.ceil(rest.length / every) }, (_, block) =>
      rest.slice(block * every, (block + 1) * every)
    )
  }
}

/** The stopping rule of a design together with the stages of one of its tasks; `null` without a rule. */
export const stoppingOf = (
  design: { readonly seed: number; readonly stopping?: Stopping },
  task: Task
): (Stages & { readonly rule: Stopping }) | null =>
  design.stopping === undefined ? null : { rule: design.stopping, ...stagesOf(design.seed, task, design.stopping) }
