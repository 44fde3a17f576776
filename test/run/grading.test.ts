import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { singleStrategies } from "../../src/blueprint/singleStrategies.js"
import { scriptedModel } from "../../src/model/ScriptedModel.js"
import type { Item } from "../../src/task/Item.js"
import { loadDataset } from "../../src/task/loadDataset.js"
import type { Task } from "../../src/task/Task.js"
import { runOne } from "../fixtures/runOne.js"

const folder = fileURLToPath(new URL("../fixtures/datasets", import.meta.url))
// A direct answer may have 32 tokens, which is too short for a program.
const strategy = singleStrategies().find(({ id }) => id === "chain-of-thought")

const scoreOf = async (reply: string, item: Item, task: Partial<Task>): Promise<number> => {
  if (strategy === undefined) throw new Error("there is no strategy")
  const model = scriptedModel({ replies: [reply], dialect: "chat", contextTokens: 4096 })
  const { end } = await runOne({ blueprint: strategy, model, item, task })
  return end.type === "trial-end" ? end.score : Number.NaN
}

describe("the score of a trial", () => {
  it("is the best over the item's accepted answers", async () => {
    const item: Item = { id: "a", question: "Largest city?", answer: "New York", answers: ["NYC", "New York City"] }
    expect(await scoreOf("Answer: NYC", item, { grader: { kind: "exact" } })).toBe(1)
    expect(await scoreOf("Answer: LA", item, { grader: { kind: "exact" } })).toBe(0)
    expect(await scoreOf("Answer: York City", item, { grader: { kind: "token-f1" } })).toBeCloseTo(4 / 5, 12)
  })

  it("of a program given on one line is that of its tests", async () => {
    const {
      items,
      id: _,
      ...task
    } = await Effect.runPromise(loadDataset({ dataset: "humaneval-js", file: "humanEvalX.jsonl" }, { folder }))
    const right = "Answer: const halfSum = (n) => { return n.reduce((a, b) => a + b, 0) / 2; };"
    expect(await scoreOf(right, items[0], task)).toBe(1)
    expect(await scoreOf(right.replace("/ 2", "/ 3"), items[0], task)).toBe(0)
  })
})
