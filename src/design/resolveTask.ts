import { resolve } from "node:path"
import * as Effect from "effect/Effect"
import { InputError } from "../errors/InputError.js"
import { loadItems } from "../task/loadItems.js"
import { syntheticTask } from "../task/syntheticTask.js"
import type { Task } from "../task/Task.js"
import type { StudyTask } from "./Study.js"

type Items = Task["items"]

const firstItems = (items: Items, count: number | undefined): Items => {
  const [first, ...rest] = items
  return count === undefined ? items : [first, ...rest.slice(0, count - 1)]
}

const checkIds = (task: string, items: Items): Effect.Effect<Items, InputError> => {
  const seen = new Set<string>()
  for (const item of items) {
    if (seen.has(item.id)) {
      return Effect.fail(
        new InputError({
          what: `Item id in task ${task}`,
          value: item.id,
          limit: "ids must be unique within a task",
          advice: "Rename or drop the second item of this id."
        })
      )
    }
    seen.add(item.id)
  }
  return Effect.succeed(items)
}

const checkRange = (task: string, range: Task["range"]): Effect.Effect<Task["range"], InputError> =>
  range[0] < range[1]
    ? Effect.succeed(range)
    : Effect.fail(
        new InputError({
          what: `Range of task ${task}`,
          value: JSON.stringify(range),
          limit: "must be [lowest, highest] with lowest < highest",
          advice: "Give the range of the scores; its lower end is taken for a true zero."
        })
      )

/**
 * Loads or draws the items of a study's task and fills in its defaults.
 *
 * `folder` is what a relative file path starts from. `count` keeps the first items of a file and draws so many of a family. Errors: InputError.
 */
export const resolveTask = Effect.fnUntraced(function* (
  task: StudyTask,
  folder: string,
  count: number | undefined
): Effect.fn.Return<Task, InputError> {
  const drawn =
    "synthetic" in task.source
      ? yield* syntheticTask({ ...task.source.synthetic, items: count ?? task.source.synthetic.items })
      : undefined
  const items =
    drawn?.items ?? ("file" in task.source ? yield* loadItems(resolve(folder, task.source.file)) : inline(task.source))
  const window = task.window ?? drawn?.window
  const instruction = task.instruction ?? drawn?.instruction
  const guessRate = task.guessRate ?? drawn?.guessRate
  return {
    id: task.id,
    family: task.family ?? drawn?.family ?? task.id,
    grader: task.grader ?? drawn?.grader ?? { kind: "exact" },
    range: yield* checkRange(task.id, task.range ?? drawn?.range ?? [0, 1]),
    items: firstItems(yield* checkIds(task.id, items), count),
    ...(window === undefined ? {} : { window }),
    ...(instruction === undefined ? {} : { instruction }),
    ...(guessRate === undefined ? {} : { guessRate })
  }
})

const inline = (source: StudyTask["source"]): Items => {
  if ("items" in source) return source.items
  throw new Error("a source is synthetic, a file or items")
}
