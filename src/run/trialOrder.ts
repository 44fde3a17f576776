import type { Arm } from "../design/Arm.js"
import type { Design } from "../design/Design.js"
import { type Trial, taskOf, trialFactory } from "../design/Trial.js"
import { createStream } from "../stats/createStream.js"
import { deriveSeed } from "../stats/deriveSeed.js"
import type { Item } from "../task/Item.js"
import type { Task } from "../task/Task.js"

/** Items that run side by side: within a block the trials of all arms are mixed, so that drift loads on no arm. */
const blockSize = 16

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
  const blocks = design.tasks.flatMap((task) => {
    const items = stream.shuffle(itemsOf(task))
    const arms = design.arms.filter((arm) => taskOf(design, arm) === task)
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
