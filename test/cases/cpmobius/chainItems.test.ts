import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { answerKeys } from "../../../src/cases/cpmobius/answerKeys.js"
import { chainAnswer, chainItems } from "../../../src/cases/cpmobius/study/chainItems.js"
import { createStream } from "../../../src/stats/createStream.js"
import { arithmeticItem } from "../../../src/task/arithmeticItem.js"
import { grade } from "../../../src/task/grade.js"

describe("items of arithmetic chains", () => {
  const items = chainItems({ seed: 4, probe: 30, held: 40, warmUp: 20 })

  it("share no question between their uses, and have the levels asked for", () => {
    const { probe, held, outOfDistribution, warmUp } = items
    const questions = [...probe, ...held, ...outOfDistribution].map(({ question }) => question)
    const all = [...questions, ...warmUp]
    expect(new Set(all).size).toBe(30 + 40 + 40 + 20)
    expect(new Set(held.map(({ traits }) => traits?.level))).toEqual(new Set([2, 3, 4]))
    expect(new Set(outOfDistribution.map(({ traits }) => traits?.level))).toEqual(new Set([5, 6]))
  })

  it("are worked out by the auditor as they were drawn, left to right modulo 100", () => {
    const stream = createStream(9)
    for (let n = 0; n < 300; n++) {
      const { question, answer } = arithmeticItem(stream, 1 + (n % 8))
      expect(chainAnswer(question)).toBe(answer)
    }
    expect([chainAnswer("05-09"), chainAnswer("12*0+07"), chainAnswer("12+"), chainAnswer("what?")]).toEqual([
      "96",
      "07",
      null,
      null
    ])
    expect(items.auditor?.("1+1")).toEqual({ answer: null })
  })

  it("take a label that lost its leading zero for the answer that it is", async () => {
    const [label] = answerKeys(["05"], "normalised")
    expect(await Effect.runPromise(grade(items.grader, label ?? "", "05"))).toBe(1)
    expect(await Effect.runPromise(grade(items.grader, "50", "05"))).toBe(0)
  })
})
