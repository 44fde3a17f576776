import { readFileSync } from "node:fs"
import { join } from "node:path"
import { HumanMessage } from "@langchain/core/messages"
import { tool } from "@langchain/core/tools"
import { Annotation, END, START, StateGraph } from "@langchain/langgraph"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { createAgent } from "langchain"
import { describe, expect, it } from "vitest"
import { z } from "zod"
import { amount } from "../../src/budget/Usage.js"
import type { Study } from "../../src/design/Study.js"
import { langChainSystem } from "../../src/langchain/langChainSystem.js"
import { readLedger } from "../../src/ledger/readLedger.js"
import type { LanguageModel } from "../../src/model/LanguageModel.js"
import { scriptedModel } from "../../src/model/ScriptedModel.js"
import { createStream } from "../../src/stats/createStream.js"
import { resumeStudy, runStudy } from "../../src/study.js"
import { runOne } from "../fixtures/runOne.js"
import { knower, simulatedStudy } from "../fixtures/simulatedStudy.js"
import { temporaryFolder } from "../fixtures/temporaryFolder.js"

const State = Annotation.Root({
  question: Annotation<string>,
  votes: Annotation<Array<string>>({ reducer: (before, more) => [...before, ...more], default: () => [] }),
  answer: Annotation<string | null>
})

/** Three solvers side by side and a judge who reads them; in the words of the compact dialect. */
const team = (version = "1") =>
  langChainSystem({
    id: "graph",
    version,
    agents: ["left", "middle", "right", { id: "judge", temperature: 0.5 }],
    build: ({ left, middle, right, judge }, { atHand }) => {
      const solve =
        (model: typeof left) =>
        async ({ question }: typeof State.State) => {
          const vote = /A([^A]+)$/.exec((await model.invoke(`Q${question}T`)).text)?.[1]
          if (vote !== undefined) atHand(vote)
          return { votes: vote === undefined ? [] : [vote] }
        }
      return new StateGraph(State)
        .addNode("solve-left", solve(left))
        .addNode("solve-middle", solve(middle))
        .addNode("solve-right", solve(right))
        .addNode("decide", async ({ question, votes }) => {
          const read = [...votes].sort().map((vote) => `P${vote}`)
          return {
            answer: (await judge.invoke([new HumanMessage(`Q${question}`), new HumanMessage(`${read.join("")}G`)])).text
          }
        })
        .addEdge(START, "solve-left")
        .addEdge(START, "solve-middle")
        .addEdge(START, "solve-right")
        .addEdge(["solve-left", "solve-middle", "solve-right"], "decide")
        .addEdge("decide", END)
        .compile()
    },
    input: ({ question }) => ({ question }),
    output: ({ answer }) => answer
  })

/** The model with its own count, and replies that come at uneven times. */
const counted = (model: LanguageModel, seed?: number) => {
  const seen = { calls: 0, prompt: 0, sampled: 0 }
  const stream = createStream(seed ?? 0)
  const generate: LanguageModel["generate"] = (request) =>
    Effect.andThen(seed === undefined ? Effect.void : Effect.sleep(stream.int(3)), model.generate(request)).pipe(
      Effect.tap((reply) =>
        Effect.sync(() => {
          seen.calls++
          seen.prompt += reply.promptTokens ?? 0
          seen.sampled += reply.sampledTokens ?? 0
        })
      )
    )
  return { model: { ...model, generate }, seen }
}

const fresh = (): string => join(temporaryFolder(), "run")
const read = (folder: string, name: string): string => readFileSync(join(folder, name), "utf8")
const study = (system = team()): Study => ({ ...simulatedStudy(6), teams: [system.blueprint] })

describe("a LangGraph team of three nodes side by side and a judge", () => {
  it("is an arm of a study; its tokens in the ledger are the model's own count, to the token", async () => {
    const folder = fresh()
    const { model, seen } = counted(knower(6))
    const { report, outcome } = await runStudy(study(), { out: folder, models: model, systems: [team()] })
    expect(outcome).toBe("done")
    expect(report.estimates[0]).toMatchObject({ system: "graph", status: "ok", budget: { matched: true } })
    const { calls, trials } = await readLedger(folder)
    const sum = (field: "promptTokens" | "sampledTokens", of = calls) =>
      of.reduce((total, { usage }) => total + (usage[field] ?? Number.NaN), 0)
    expect({ calls: calls.length, prompt: sum("promptTokens"), sampled: sum("sampledTokens") }).toEqual(seen)
    const own = calls.filter(({ slot }) => slot === 0)
    expect([...new Set(own.map(({ agent }) => agent))].sort()).toEqual(["judge", "left", "middle", "right"])
    for (const end of trials.filter(({ slot }) => slot === 0)) {
      const mine = own.filter(({ trial }) => trial === end.trial)
      expect(mine).toHaveLength(4)
      expect([sum("promptTokens", mine), sum("sampledTokens", mine)]).toEqual([
        end.usage.promptTokens,
        end.usage.sampledTokens
      ])
    }
  })

  it("never crosses the cap with its nodes in parallel, over 40 budgets", async () => {
    const graph = team()
    let cut = 0
    let atHand = 0
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 160 }), fc.nat(), async (tokens, seed) => {
        const replies = scriptedModel({ replies: () => `${".".repeat(20)}A2`, dialect: "compact" })
        const { model, seen } = counted(replies, seed)
        const { end, calls } = await runOne({
          blueprint: graph.blueprint,
          system: graph,
          model,
          budget: { dimension: "tokens", tokens }
        })
        if (end.type !== "trial-end") throw new Error(end.error)
        expect(amount(end.usage, "tokens")).toBe(seen.prompt + seen.sampled)
        expect(calls).toHaveLength(seen.calls)
        expect(seen.prompt + seen.sampled).toBeLessThanOrEqual(tokens)
        expect(end.overrun).toBe(false)
        if (end.cutOff) cut++
        if (end.cutOff && end.score === 1) atHand++
      }),
      { seed: 4, numRuns: 40 }
    )
    expect(cut).toBeGreaterThan(20)
    expect(cut).toBeLessThan(40)
    expect(atHand).toBeGreaterThan(0)
  })

  it("stopped and taken up again pays for nothing twice and ends in the same bytes; another version is refused", async () => {
    const [whole, cut] = [fresh(), fresh()]
    const undisturbed = counted(knower(6))
    await runStudy(study(), { out: whole, models: undisturbed.model, systems: [team()] })
    const before = counted(knower(6), 1)
    const first = await runStudy(study(), { out: cut, models: before.model, systems: [team()], limits: { calls: 40 } })
    expect(first.outcome).toBe("limit")
    await expect(resumeStudy(cut, { models: knower(6), systems: [team("2")] })).rejects.toMatchObject({
      reason: "mismatch",
      value: 'protocol.version was "1", is "2"'
    })
    const after = counted(knower(6), 2)
    await resumeStudy(cut, { models: after.model, systems: [team()] })
    expect(read(cut, "report.json")).toBe(read(whole, "report.json"))
    expect(before.seen.calls + after.seen.calls).toBe(undisturbed.seen.calls)
  })

  it("is not limited by steps, only by the budget", async () => {
    const Loop = Annotation.Root({ question: Annotation<string>, steps: Annotation<number> })
    const loop = langChainSystem({
      id: "loop",
      version: "1",
      agents: ["one"],
      build: ({ one }, { atHand }) =>
        new StateGraph(Loop)
          .addNode("step", async ({ question, steps }) => {
            atHand((await one.invoke(question)).text)
            return { steps: steps + 1 }
          })
          .addEdge(START, "step")
          .addEdge("step", "step")
          .compile(),
      input: ({ question }) => ({ question, steps: 0 }),
      output: ({ steps }) => String(steps)
    })
    const model = scriptedModel({ replies: () => "2", dialect: "compact" })
    const { end, calls } = await runOne({
      blueprint: loop.blueprint,
      system: loop,
      model,
      budget: { dimension: "calls", calls: 60 }
    })
    // LangGraph's own limit would have stopped it after 25.
    expect(calls).toHaveLength(60)
    expect(end).toMatchObject({ answer: "2", score: 1, cutOff: true })
  })

  it("a fault in a node stops the run; an outage in a node leaves the trial missing", async () => {
    const faulty = langChainSystem({
      id: "faulty",
      version: "1",
      agents: ["one"],
      build: () =>
        new StateGraph(State)
          .addNode("step", async () => {
            throw new RangeError("a bug")
          })
          .addEdge(START, "step")
          .compile(),
      input: ({ question }) => ({ question }),
      output: ({ answer }) => answer
    })
    const model = scriptedModel({ replies: [], dialect: "compact" })
    await expect(runOne({ blueprint: faulty.blueprint, system: faulty, model })).rejects.toMatchObject({
      _tag: "SystemError",
      value: "threw RangeError: a bug"
    })
    const graph = team()
    const { end } = await runOne({ blueprint: graph.blueprint, system: graph, model })
    expect(end).toMatchObject({ type: "trial-missing", error: expect.stringContaining("the script has 0 replies") })
  })
})

describe("a LangChain agent", () => {
  const add = tool(async ({ a, b }) => String(a + b), {
    name: "add",
    description: "Adds two numbers.",
    schema: z.object({ a: z.number(), b: z.number() })
  })
  const agent = langChainSystem({
    id: "agent",
    version: "1",
    agents: [{ id: "worker", replyTokens: 200 }],
    build: ({ worker }) =>
      createAgent({
        model: worker,
        tools: [add]
      }),
    input: ({ question }) => ({ messages: [new HumanMessage(question)] }),
    output: ({ messages }) => messages.at(-1)?.text ?? null
  })

  it("calls its tools by grammar, within the budget", async () => {
    const replies = ['{"tool": "add", "arguments": {"a": 1, "b": 1}}', '{"answer": "2"}']
    const model = scriptedModel({ replies, grammar: true })
    const { end, calls } = await runOne({ blueprint: agent.blueprint, system: agent, model })
    expect(end).toMatchObject({ type: "trial-end", answer: "2", score: 1 })
    expect(calls.map(({ agent: name }) => name)).toEqual(["worker", "worker"])
    expect(calls[1]?.prompt).toContain("Result of add: 2")
  })

  it("ends with its budget", async () => {
    const model = scriptedModel({ replies: () => '{"tool": "add", "arguments": {"a": 1, "b": 1}}', grammar: true })
    const { end } = await runOne({
      blueprint: agent.blueprint,
      system: agent,
      model,
      budget: { dimension: "tokens", tokens: 3000 }
    })
    expect(end).toMatchObject({ type: "trial-end", answer: null, score: 0, cutOff: true, overrun: false })
    expect(end.type === "trial-end" ? amount(end.usage, "tokens") : null).toBeGreaterThan(1500)
  })
})
