import type { Item } from "../task/Item.js"
import type { Task } from "../task/Task.js"
import type { Arm } from "./Arm.js"
import { contentHash } from "./contentHash.js"
import type { Design } from "./Design.js"

/** One arm × item × seed. */
export interface Trial {
  /** Content hash of all that decides its outcome; the same on every machine and in every order. */
  readonly id: string
  readonly arm: Arm
  readonly task: Task
  readonly item: Item
  readonly seed: number
}

/** Hash of everything that was fixed before the run. */
export const designHash = (design: Design): string => contentHash(design)

/** The task that an arm runs on. Every design is validated when it is made, so that it is always there. */
export const taskOf = (design: Design, arm: Arm): Task =>
  design.tasks.find((task) => task.id === arm.task) ?? design.tasks[0]

/**
 * Makes the trials of a design one by one. What is the same for all trials of an arm is hashed once.
 *
 * Assumes: the grader is not part of the id; the design hash, which the ledger's header holds, covers it.
 */
export const trialFactory = (design: Design): ((arm: Arm, item: Item, seed: number) => Trial) => {
  const shared = contentHash({ models: design.models, budget: design.budget, seed: design.seed })
  const armHashes = new Map(
    design.arms.map((arm) => [
      arm.slot,
      contentHash({
        shared,
        slot: arm.slot,
        task: arm.task,
        window: taskOf(design, arm).window,
        instruction: taskOf(design, arm).instruction,
        blueprint: arm.blueprint
      })
    ])
  )
  return (arm, item, seed) => ({
    id: contentHash({ arm: armHashes.get(arm.slot), item, seed }).slice(0, 20),
    arm,
    task: taskOf(design, arm),
    item,
    seed
  })
}
