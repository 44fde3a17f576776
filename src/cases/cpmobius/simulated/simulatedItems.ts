import type { Item } from "../../../task/Item.js"
import type { CpmobiusItems } from "../CpmobiusItems.js"
import { problemReader, problemText, type SimulatedWorld } from "./SimulatedWorld.js"

/** Items of one use begin here, so that no use shares an item with another or with the Coach's problems 1 to 400. */
const firstItem = { probe: 1001, held: 2001, warmUp: 3001 } as const

/**
 * Probe, held-out and warm-up items of a simulated world: topics 1 and 2 are probed, the others are out of distribution; the
 * auditor knows the right answers.
 *
 * Shape: `probe` items over topics and levels in turn; `held` items an arm, in and out of distribution. Default 200 and 20.
 *
 * @category cpmobius
 */
export const simulatedItems = (of: {
  readonly world: SimulatedWorld
  /** The same as the learner's. */
  readonly seed: number
  readonly probe?: number
  readonly held?: number
}): CpmobiusItems => {
  const { world, seed, probe = 200, held = 20 } = of
  const read = problemReader(world, seed)
  const topics = world.skills.map((_, index) => index + 1)
  const levels = Array.from({ length: world.levels }, (_, index) => index + 1)
  const item = (topic: number, level: number, number: number): Item => {
    const question = problemText({ topic, level, item: number })
    return {
      id: question.replaceAll(" ", "-"),
      question,
      answer: String(read(question)?.base ?? ""),
      traits: { topic, level }
    }
  }
  const grid = (of: ReadonlyArray<number>, count: number, first: number): ReadonlyArray<Item> =>
    Array.from({ length: count }, (_, index) => index).flatMap((index) =>
      of.flatMap((topic) => levels.map((level) => item(topic, level, first + index)))
    )
  const probed = topics.slice(0, 2)
  const easy = levels.filter((level) => level >= 2 && level < world.levels)
  return {
    grader: { kind: "exact" },
    probe: grid(probed, Math.ceil(probe / (probed.length * levels.length)), firstItem.probe).slice(0, probe),
    held: grid(probed, held, firstItem.held),
    outOfDistribution: grid(topics.slice(2), held, firstItem.held),
    warmUp: topics.flatMap((topic) =>
      easy.flatMap((level) =>
        Array.from({ length: 10 }, (_, index) => problemText({ topic, level, item: firstItem.warmUp + index }))
      )
    ),
    auditor: (text) => {
      const problem = read(text)
      if (problem === undefined) return null
      return { answer: problem.topic === 0 ? null : String(problem.base) }
    }
  }
}
