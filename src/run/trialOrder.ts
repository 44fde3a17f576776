import type { Arm } from "../design/Arm.js"
import { contentHash } from "../design/contentHash.js"
import type { Design } from "../design/Design.js"
import { type Trial, taskOf, trialFactory } from "../design/Trial.js"
import { createStream } from "../stats/createStream.js"
import { deriveSeed } from "../stats/deriveSeed.js"
import type { Item } from "../task/Item.js"
import type { Task } from "../task/Task.js"

/** Items that run side by side: within a block the trials of all arms are mixed, so that drift loads on no arm. */
const blockSize = 16

/** Tasks over the same items, as context factors derive them, run side by side like one. */
const together = (
  design: Design,
  itemsOf: (task: Task) => ReadonlyArray<Item>
): ReadonlyArray<{ readonly items: ReadonlyArray<Item>; readonly arms: ReadonlyArray<Arm> }> => {
  const groups = new Map<string, { readonly items: ReadonlyArray<Item>; readonly arms: Array<Arm> }>()
  for (const task of design.tasks) {
    const items = itemsOf(task)
    const key = contentHash(items)
    const group = groups.get(key) ?? { items, arms: [] }
    group.arms.push(...design.arms.filter((arm) => taskOf(design, arm) === task))
    groups.set(key, group)
  }
  return [...groups.values()]
}

/**
 * The trials of a wave in seeded order: items shuffled and cut into blocks, all arms' trials of a block mixed.
 *
 * `from` and `to` give the seeds [from, to) that an arm runs in this wave; `itemsOf` the items of a task, by default all.
 */
export const trialOrder = (
  design: Design,
  wave: number,
  range: (arm: Arm) => { readonly from: number; readonly to: number },
  itemsOf: (task: Task) => ReadonlyArray<Item> = (task) => task.items
): ReadonlyArray<Trial> => {
  const make = trialFactory(design)
  const stream = createStream(deriveSeed(design.seed, "order", wave))
  const blocks = together(design, itemsOf).flatMap(({ items: all, arms }) => {
    const items = stream.shuffle(all)
    return Array.from({ length: Math.ceil(items.length / blockSize) }, (_, block) =>
      items.slice(block * blockSize, (block + 1) * blockSize).flatMap((item) =>
        arms.flatMap((arm) => {
          const { from, to } = range(arm)
          return Array.from({ length: Math.max(0, to - from) }, (_, index) => make(arm, item, from + index))
        })
      )
    )
  })
  return stream.shuffle(blocks).flatMap((block) => stream.shuffle(block))
}
