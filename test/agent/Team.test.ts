import { describe, expect, it } from "vitest"
import { aggregator } from "../../factors/presets/aggregator.js"
import { criticRevise } from "../../factors/presets/criticRevise.js"
import { debate } from "../../factors/presets/debate.js"
import { independentEnsemble } from "../../factors/presets/independentEnsemble.js"
import { relay } from "../../factors/presets/relay.js"
import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import { accessStrategy, singleStrategies } from "../../src/blueprint/singleStrategies.js"
import type { TrialEnd } from "../../src/ledger/Event.js"
import { type ScriptedReply, scriptedModel } from "../../src/model/ScriptedModel.js"
import { type OneTrial, runOne } from "../fixtures/runOne.js"

const play = async (blueprint: Blueprint, replies: ReadonlyArray<ScriptedReply>, more: Partial<OneTrial> = {}) => {
  const model = scriptedModel({ replies, dialect: "compact", contextTokens: 256 })
  const result = await runOne({ blueprint, model, ...more })
  const prompts = model.calls.map(({ prompt }) => (prompt.kind === "text" ? prompt.text : ""))
  return { ...result, end: result.end as TrialEnd, model, prompts }
}
const strategy = (id: string): Blueprint => {
  const found = [...singleStrategies(), ...singleStrategies({ windowed: true })].find((one) => one.id === id)
  if (found === undefined) throw new Error(id)
  return found
}

describe("independent", () => {
  it("asks everybody once and lets the majority decide", async () => {
    const { end, prompts } = await play(independentEnsemble, ["1+1=2A2", "1+1=3A3", "1+1=2A2"])
    expect(prompts).toEqual(["Q1+1T", "Q1+1T", "Q1+1T"])
    expect(end).toMatchObject({ answer: "2", score: 1, parsedCalls: 3, cutOff: false, selection: null })
    expect(end.rounds.map((round) => round.answers)).toEqual([["2", "3", "2"]])
  })

  it("draws ties from the trial's own stream", async () => {
    const answers = new Set<string | null>()
    for (let seed = 0; seed < 30; seed++) {
      answers.add(
        (
          await play(
            independentEnsemble,
            ["A1x", "A2x", "A3x"].map((a) => `c${a}`),
            { seed }
          )
        ).end.answer
      )
    }
    expect([...answers].sort()).toEqual(["1x", "2x", "3x"])
  })

  it("gives every call a seed of its own", async () => {
    const { model } = await play(independentEnsemble, ["cA2", "cA2", "cA2"])
    expect(new Set(model.calls.map((call) => call.seed)).size).toBe(3)
  })

  it("asks for an answer at once in the direct style", async () => {
    expect((await play(strategy("direct"), ["2"])).prompts).toEqual(["Q1+1A"])
  })
})

describe("debate", () => {
  it("shows everybody their own and the others' last answers", async () => {
    const first = ["cA2", "cA3", "cA4"]
    const { end, prompts } = await play(debate, [...first, "cA2", "cA2", "cA4"])
    expect(prompts.slice(3)).toEqual(["Q1+1P2P3P4T", "Q1+1P3P2P4T", "Q1+1P4P2P3T"])
    expect(end.rounds.map((round) => round.answer)).toEqual([expect.any(String), "2"])
    expect(end).toMatchObject({ answer: "2", score: 1 })
    expect(end.usage.calls).toBe(6)
  })

  it("keeps an answer whose revision could not be paid for", async () => {
    // Three chains of 5 + 3 tokens, then 14 a revision: one fits.
    const { end } = await play(debate, ["cA2", "cA2", "cA2", "cA7", "cA7", "cA7"], {
      blueprint: { ...debate, agents: debate.agents.map((agent) => ({ ...agent, replyTokens: 3 })) as never },
      budget: { dimension: "tokens", tokens: 24 + 14 }
    })
    expect(end.rounds.at(-1)?.answers).toEqual(["7", "2", "2"])
    expect(end).toMatchObject({ answer: "2", cutOff: true })
  })
})

describe("critique", () => {
  it("ends when the critic accepts", async () => {
    const { end, prompts } = await play(criticRevise, ["1+1=2A2", "y"])
    expect(prompts).toEqual(["Q1+1T", "Q1+1P1+1=2A2C"])
    expect(end).toMatchObject({ answer: "2", score: 1 })
  })

  it("hands the critique to the first agent", async () => {
    const { end, prompts, calls } = await play(criticRevise, ["1+1=3A3", "n1", "1+1=2A2", "y"])
    expect(prompts[2]).toBe("Q1+1P1+1=3A3Cn1T")
    expect(calls.map((call) => call.agent).slice(0, 3)).toEqual([
      criticRevise.agents[0].id,
      criticRevise.agents[1]?.id,
      criticRevise.agents[0].id
    ])
    expect(end.rounds.map((round) => round.score)).toEqual([0, 1, ...end.rounds.slice(2).map(() => 1)])
  })

  it("with one agent is self-refinement", async () => {
    const { end, calls } = await play(strategy("refine"), ["1+1=3A3", "n1", "1+1=2A2"])
    expect(new Set(calls.map((call) => call.agent)).size).toBe(1)
    expect(end.answer).toBe("2")
  })
})

describe("aggregate", () => {
  it("lets the last agent decide from the answers", async () => {
    const { end, prompts } = await play(aggregator, ["cA3", "cA2", "cA3", "cA4", "2"])
    expect(prompts[4]).toBe("Q1+1P3P2P3P4G")
    expect(end.rounds.map((round) => round.answer)).toEqual(["3", "2"])
    expect(end.answer).toBe("2")
  })

  it("scores zero when the deciding reply cannot be read", async () => {
    const { end } = await play(aggregator, ["cA2", "cA2", "cA2", "cA2", "TT"])
    expect(end).toMatchObject({ answer: null, score: 0, parsedCalls: 4 })
  })

  it("keeps the closing call payable while workers are cut short", async () => {
    const { end, calls } = await play(aggregator, ["cA2", "cA2", "cA2", "cA2", "2"], {
      budget: { dimension: "tokens", tokens: 90 }
    })
    expect(calls.at(-1)?.turn).toBe("aggregate")
    expect(end.answer).toBe("2")
    expect((end.usage.promptTokens ?? 0) + (end.usage.sampledTokens ?? 0)).toBeLessThanOrEqual(90)
  })
})

const split = { id: "h", question: "a3", answer: "f", facts: ["ak", "xy", "kd", "zq", "df", "mn"] }

describe("relay", () => {
  it("passes the note from window to window and stops at an answer", async () => {
    const { end, prompts, calls } = await play(relay, ["ak2?A?", "kd1?A?", "df0Af"], {
      item: split,
      task: { window: 2 }
    })
    expect(prompts).toEqual(["Fak xyQa3T", "Fkd zqQa3Pak2?T", "Fdf mnQa3Pak2kd1?T"])
    expect(new Set(calls.map((call) => call.agent)).size).toBe(3)
    expect(end).toMatchObject({ answer: "f", score: 1 })
  })

  it("makes the very calls of one agent that reads in turn", async () => {
    const replies = ["ak2?A?", "kd1?A?", "df0Af"]
    const more = { item: split, task: { window: 2 } }
    const [team, alone] = [await play(relay, replies, more), await play(strategy("read-in-turn"), replies, more)]
    expect(alone.prompts).toEqual(team.prompts)
    expect(new Set(alone.calls.map((call) => call.agent)).size).toBe(1)
    expect(alone.end.usage).toMatchObject({ promptTokens: team.end.usage.promptTokens, sampledTokens: 21 - 4 })
  })

  it("gives no answer when the last window brings none", async () => {
    const { end } = await play(relay, ["?A?", "?A?", "?A?"], { item: split, task: { window: 2 } })
    expect(end).toMatchObject({ answer: null, score: 0, parsedCalls: 3 })
  })
})

describe("lone agents with one window", () => {
  it.each([0, 1, 2])("see window %i only", async (window) => {
    const { prompts } = await play(accessStrategy({ window }), ["?A?"], { item: split, task: { window: 2 } })
    expect(prompts).toEqual([`F${split.facts.slice(2 * window, 2 * window + 2).join(" ")}Qa3T`])
  })
})

describe("verify", () => {
  it("records the agent's own judgement as selection score", async () => {
    expect((await play(strategy("best-of-n"), ["cA2", "y"])).end).toMatchObject({ answer: "2", selection: 1 })
    expect((await play(strategy("best-of-n"), ["cA2", "n1"])).end).toMatchObject({ answer: "2", selection: 0 })
  })
})

describe("replies that are cut", () => {
  it("are not read as answers, and the cost stays", async () => {
    const { end, calls } = await play(strategy("chain-of-thought"), ["1+1=2A21"], {
      budget: { dimension: "tokens", tokens: 5 + 7 }
    })
    expect(calls[0]).toMatchObject({ text: "1+1=2A2", finish: "length", parsed: false })
    expect(end).toMatchObject({ answer: null, score: 0, cutOff: true, parsedCalls: 0 })
    expect(end.usage).toMatchObject({ promptTokens: 5, sampledTokens: 7, calls: 1 })
  })

  it("an overflowing context scores zero and is no outage", async () => {
    const model = scriptedModel({ replies: [], dialect: "compact", contextTokens: 5 })
    const { end } = await runOne({ blueprint: strategy("chain-of-thought"), model })
    expect(end).toMatchObject({ type: "trial-end", answer: null, score: 0, cutOff: true })
  })
})
