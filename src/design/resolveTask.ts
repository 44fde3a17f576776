import { resolve } from "node:path"
import * as Effect from "effect/Effect"
import { InputError } from "../errors/InputError.js"
import { checkGrading } from "../task/grade.js"
import { loadDataset } from "../task/loadDataset.js"
import { loadItems } from "../task/loadItems.js"
import { selectItems } from "../task/selectItems.js"
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

/** The items of a source, with what else the source knows about them. */
const itemsOf = Effect.fnUntraced(function* (
  { source, where }: StudyTask,
  folder: string,
  count: number | undefined
): Effect.fn.Return<Partial<Task> & { readonly items: Items }, InputError> {
  if ("items" in source) return { items: source.items }
  // A filter needs all records to choose from.
  const first = where === undefined && count !== undefined ? { count } : {}
  if ("dataset" in source) return yield* loadDataset(source, { folder, ...first })
  if ("file" in source) return { items: yield* loadItems(resolve(folder, source.file)) }
  return yield* syntheticTask({ ...source.synthetic, items: first.count ?? source.synthetic.items })
})

/**
 * Loads or draws the items of a study's task and fills in its defaults.
 *
 * `folder` is what a relative file path starts from. `count` keeps the first items of a file and draws so many of a family;
 * with `where` it counts those that the filter leaves. Errors: InputError, also for a key that the grader cannot read.
 */
export const resolveTask = Effect.fnUntraced(function* (
  task: StudyTask,
  folder: string,
  count: number | undefined
): Effect.fn.Return<Task, InputError> {
  const known = yield* itemsOf(task, folder, count)
  const window = task.window ?? known.window
  const instruction = task.instruction ?? known.instruction
  const guessRate = task.guessRate ?? known.guessRate
  const whole: Task = {
    id: task.id,
    family: task.family ?? known.family ?? task.id,
    grader: task.grader ?? known.grader ?? { kind: "exact" },
    range: yield* checkRange(task.id, task.range ?? known.range ?? [0, 1]),
    items: yield* checkIds(task.id, known.items),
    ...(window === undefined ? {} : { window }),
    ...(instruction === undefined ? {} : { instruction }),
    ...(guessRate === undefined ? {} : { guessRate }),
    ...(known.context === undefined ? {} : { context: known.context })
  }
  const chosen = task.where === undefined ? whole : yield* selectItems(whole, task.where)
  const resolved = { ...chosen, items: firstItems(chosen.items, count) }
  yield* checkGrading(resolved)
  return resolved
})
