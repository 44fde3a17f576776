import { join } from "node:path"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import type { UpdateOptions } from "../../../../src/cases/cpmobius/Trainer.js"
import { weightTrainer } from "../../../../src/cases/cpmobius/weights/WeightTrainer.js"
import { packageRoot } from "../../../../src/model/packageRoot.js"
import { createStream } from "../../../../src/stats/createStream.js"
import { deriveSeed } from "../../../../src/stats/deriveSeed.js"
import { arithmeticItem } from "../../../../src/task/arithmeticItem.js"
import { temporaryFolder } from "../../../fixtures/temporaryFolder.js"
import { trainingPython } from "../../../fixtures/trainingPython.js"

const python = trainingPython()
const seed = 1
const problems = 16
const answers = 8
const iterations = 20
const step: Omit<UpdateOptions, "step" | "seed"> = {
  learningRate: 1e-4,
  clip: 0.2,
  kl: 0.001,
  entropy: 0,
  gradientClip: 1,
  average: "token",
  temperature: 1
}
const draw = (count: number, ...path: ReadonlyArray<string | number>) => {
  const stream = createStream(deriveSeed(seed, ...path))
  return Array.from({ length: count }, () => arithmeticItem(stream, 3))
}
const meanOf = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length
const scaled = (rewards: ReadonlyArray<number>) => {
  const mean = meanOf(rewards)
  const spread = Math.sqrt(rewards.reduce((sum, reward) => sum + (reward - mean) ** 2, 0) / (rewards.length - 1))
  return rewards.map((reward) => (reward - mean) / (spread + 1e-6))
}

describe.skipIf(python === undefined)("a reward by the truth", () => {
  it("raises the accuracy of the weakest model on items that were not trained", async () => {
    const program = Effect.gen(function* () {
      const trainer = yield* weightTrainer({
        folder: temporaryFolder(),
        model: join(packageRoot(), "models", "novice.gguf"),
        worker: python === undefined ? {} : { python }
      })
      const sample = (question: string, answer: string, dice: number) =>
        Effect.map(
          trainer.policy("player").generate({
            prompt: { kind: "text", text: `Q${question}T` },
            maxTokens: 100,
            temperature: 1,
            seed: dice,
            stop: []
          }),
          (reply) => ({ ...reply, reward: reply.text.endsWith(`A${answer}`) ? 1 : 0 })
        )
      const held = draw(400, "held")
      const accuracy = Effect.map(
        Effect.forEach(held, (item, place) => sample(item.question, item.answer, deriveSeed(seed, "dice", place)), {
          concurrency: "unbounded"
        }),
        (replies) => meanOf(replies.map(({ reward }) => reward))
      )
      const before = yield* accuracy
      for (let iteration = 1; iteration <= iterations; iteration++) {
        const groups = yield* Effect.forEach(
          draw(problems, "train", iteration),
          (item, place) =>
            Effect.gen(function* () {
              const replies = yield* Effect.forEach(
                Array.from({ length: answers }, (_, index) => deriveSeed(seed, iteration, place, index)),
                (dice) => sample(item.question, item.answer, dice),
                { concurrency: "unbounded" }
              )
              const advantages = scaled(replies.map(({ reward }) => reward))
              return {
                prompt: { kind: "text", text: `Q${item.question}T` } as const,
                replies: replies.map((reply, index) => ({ ...reply, advantage: advantages[index] ?? Number.NaN }))
              }
            }),
          { concurrency: "unbounded" }
        )
        yield* trainer.updatePlayer(groups, { ...step, step: iteration, seed: iteration })
      }
      return { before, after: yield* accuracy }
    })
    const { before, after } = await Effect.runPromise(Effect.scoped(program))
    console.log(`accuracy on 400 held-out items: ${before} before, ${after} after ${iterations} iterations`)
    expect(before).toBeGreaterThan(0.3)
    expect(after - before).toBeGreaterThan(0.03)
  })
})
