import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { debate } from "../../factors/presets/debate.js"
import type { AgentSpec } from "../../src/blueprint/AgentSpec.js"
import type { Blueprint } from "../../src/blueprint/Blueprint.js"
import type { TrialEnd } from "../../src/ledger/Event.js"
import type { ModelRequest } from "../../src/model/LanguageModel.js"
import { scriptedModel } from "../../src/model/ScriptedModel.js"
import type { Item } from "../../src/task/Item.js"
import { runOne } from "../fixtures/runOne.js"

const agents = (...changes: ReadonlyArray<Partial<AgentSpec>>): Blueprint["agents"] => {
  const [first, ...rest] = changes.map(
    (change, index): AgentSpec => ({ ...debate.agents[0], id: `a${index}`, ...change })
  )
  return first === undefined ? debate.agents : [first, ...rest]
}
const three = agents({}, {}, {})

/** Plays a blueprint in the chat dialect; every reply names its call, so that one can see who read what. */
const play = async (
  change: Partial<Blueprint>,
  reply: (request: ModelRequest, index: number) => string = (_, index) => `thought-${index}\nAnswer: ${index}`,
  item?: Item
) => {
  const model = scriptedModel({ replies: reply, dialect: "chat" })
  const { end, calls } = await runOne({
    blueprint: { ...debate, agents: three, ...change },
    model,
    ...(item === undefined ? {} : { item })
  })
  const prompts = calls.map((call) => ({ agent: call.agent, turn: call.turn, text: call.prompt }))
  const reads = (agent: string, turn: string, place = 0): string =>
    prompts.filter((prompt) => prompt.agent === agent && prompt.turn === turn)[place]?.text ?? ""
  return { end: end as TrialEnd, calls, prompts, reads, model }
}

describe("who reads whom", () => {
  it("follows the topology", async () => {
    const { reads } = await play({ topology: { kind: "chain" }, message: "full" })
    expect(reads("a0", "revise")).not.toMatch(/thought-[12]/)
    expect(reads("a1", "revise")).toContain("thought-0")
    expect(reads("a1", "revise")).not.toContain("thought-2")
    expect(reads("a2", "revise")).toContain("thought-1")
    expect(reads("a2", "revise")).not.toContain("thought-0")
  })

  it("sharing can be wider or narrower than the topology", async () => {
    const wide = await play({
      topology: { kind: "isolated" },
      message: "full",
      sharing: { scope: "all", rounds: "latest" }
    })
    expect(wide.reads("a0", "revise")).toMatch(/thought-1[\s\S]*thought-2/)
    const narrow = await play({ message: "full", sharing: { scope: "own", rounds: "latest" } })
    expect(narrow.reads("a0", "revise")).not.toContain("thought-")
  })

  it("mechanisms: none, blackboard without names, answers only, structured", async () => {
    expect((await play({ message: "full", mechanism: "none" })).reads("a0", "revise")).not.toContain("thought-")
    const board = await play({ topology: { kind: "isolated" }, message: "full", mechanism: "blackboard" })
    expect(board.reads("a0", "revise")).toMatch(/thought-1[\s\S]*thought-2/)
    expect(board.reads("a0", "revise")).not.toContain("a1")
    const bare = await play({ message: "full", mechanism: "answer-only" })
    expect(bare.reads("a0", "revise")).toMatch(/a1: 1\n- a2: 2/)
    expect(bare.reads("a0", "revise")).not.toContain("thought-")
    const json = await play({ mechanism: "structured" }, () => '{"reasoning": "r", "answer": "2", "confidence": 80}')
    expect(json.reads("a0", "solve")).toContain("JSON")
    expect(json.end).toMatchObject({ answer: "2", parsedCalls: 6 })
  })

  it("shared memory adds those who share", async () => {
    const { reads } = await play({
      topology: { kind: "isolated" },
      message: "full",
      agents: agents({ memory: "shared" }, { memory: "shared" }, {})
    })
    expect(reads("a0", "revise")).toContain("thought-1")
    expect(reads("a0", "revise")).not.toContain("thought-2")
    expect(reads("a2", "revise")).not.toMatch(/thought-[01]/)
  })

  it("names can be left out, and the order drawn anew for every prompt", async () => {
    expect((await play({ anonymous: true })).reads("a0", "revise")).not.toContain("a1")
    const many = agents(...Array.from({ length: 7 }, () => ({})))
    const order = (await play({ order: "shuffled", agents: many })).reads("a0", "revise").match(/a[1-6](?=:)/g)
    expect(order).toHaveLength(6)
    expect(order).not.toEqual(["a1", "a2", "a3", "a4", "a5", "a6"])
  })
})

describe("what is handed over", () => {
  const words = "one two three four five six\nAnswer: 2"
  const sent = (form: Blueprint["message"], more: Partial<Blueprint> = {}) =>
    play({ message: form, agents: agents({}, {}), ...more }, (request) => {
      const text = request.prompt.kind === "messages" ? (request.prompt.messages[0]?.content ?? "") : ""
      if (text.includes("shorten texts")) return "short: 2"
      if (text.includes("prepare material")) return "kept"
      if (text.includes("Conclude from this beginning")) {
        const body = request.prompt.kind === "messages" ? (request.prompt.messages[1]?.content ?? "") : ""
        return body.includes("three") ? "Answer: 2" : "Answer: 9"
      }
      return text.includes("Confidence") ? "Confidence: 70\nAnswer: 2" : words
    })

  it("the conclusion, with a confidence, or the whole", async () => {
    expect((await sent("conclusion")).reads("a0", "revise")).not.toContain("three")
    expect((await sent("confidence")).reads("a0", "revise")).toContain("2 (70 % sure)")
    expect((await sent("full")).reads("a0", "revise")).toContain("three four five")
  })

  it("a compression or a prefix of so many tokens", async () => {
    const compressed = await sent({ kind: "compressed", tokens: 8 })
    expect(compressed.reads("a0", "revise")).toContain("short: 2")
    expect(compressed.prompts.filter(({ turn }) => turn === "condense")).toHaveLength(2)
    const prefix = await sent({ kind: "prefix", tokens: 7 })
    expect(prefix.reads("a0", "revise")).toContain("one two")
    expect(prefix.reads("a0", "revise")).not.toContain("three")
  })

  it("the shortest prefix from which its sender concludes the same", async () => {
    const { reads, prompts } = await sent({ kind: "sufficient-prefix" })
    expect(reads("a0", "revise")).toContain("one two three")
    expect(reads("a0", "revise")).not.toContain("four")
    expect(prompts.filter(({ turn }) => turn === "conclude").length).toBeLessThanOrEqual(2 * 4)
  })

  it("what refinement has left", async () => {
    const { reads } = await sent("full", { refinement: true })
    expect(reads("a0", "revise")).toContain("kept")
    expect(reads("a0", "revise")).not.toContain("three")
  })
})

describe("what is remembered", () => {
  const rounds = { kind: "debate", rounds: 2 } as const
  const history = { scope: "neighbours", rounds: "history" } as const
  const last = (change: Partial<Blueprint>) =>
    play(
      { protocol: rounds, message: "full", agents: agents({}, {}), sharing: history, ...change },
      (_, index) =>
        index === 0
          ? "the key lies under the mat\nAnswer: 0"
          : index === 1
            ? "clouds\nAnswer: 1"
            : `late-${index}\nAnswer: ${index}`,
      { id: "k", question: "where is the key", answer: "mat" }
    ).then(({ reads }) => reads("a0", "revise", 1))

  it("nothing older without history, everything with it", async () => {
    expect(await last({ sharing: { scope: "neighbours", rounds: "latest" } })).not.toMatch(/clouds|mat/)
    expect(await last({})).toMatch(/mat[\s\S]*clouds/)
  })

  it("or what recall leaves of it", async () => {
    expect(await last({ recall: { kind: "none" } })).not.toMatch(/clouds|mat/)
    const window = await last({ recall: { kind: "window", messages: 1 } })
    expect(window).toContain("clouds")
    expect(window).not.toContain("mat")
    const found = await last({ recall: { kind: "bm25", messages: 1 } })
    expect(found).toContain("mat")
    expect(found).not.toContain("clouds")
    const walk = await last({ recall: { kind: "graph", statements: 1 } })
    expect(walk).toContain("the key lies under the mat")
    expect(walk).not.toContain("clouds")
    expect(await last({ recall: { kind: "summary", tokens: 20 } })).toContain("late-")
  })
})

describe("recall by embedding", () => {
  const keyed = { id: "k", question: "where is the key", answer: "mat" }
  const remembering: Blueprint = {
    ...debate,
    agents: agents({}, {}),
    protocol: { kind: "debate", rounds: 2 },
    message: "full",
    sharing: { scope: "neighbours", rounds: "history" },
    recall: { kind: "embedding", messages: 1 }
  }
  const model = (vectors: boolean) => {
    const scripted = scriptedModel({
      dialect: "chat",
      replies: (_, index) => `${index === 0 ? "key under mat" : `clouds-${index}`}\nAnswer: ${index}`
    })
    const embed = (texts: ReadonlyArray<string>) =>
      Effect.succeed(texts.map((text) => (text.includes("key") ? [1, 0] : [0, 1])))
    return vectors ? { ...scripted, embed } : scripted
  }

  it("keeps what is nearest in meaning, and its tokens are on the bill and in the ledger", async () => {
    const { end, calls } = await runOne({ blueprint: remembering, model: model(true), item: keyed })
    const last = calls.filter((call) => call.agent === "a0" && call.turn === "revise").at(-1)
    expect(last?.prompt).toContain("key under mat")
    expect(last?.prompt).not.toContain("clouds-1\n")
    const embedded = calls.filter(({ turn }) => turn === "embed")
    expect(embedded).toHaveLength(2)
    expect(embedded[0]?.usage.promptTokens).toBeGreaterThan(20)
    expect((end as TrialEnd).usage.promptTokens).toBe(
      calls.reduce((sum, { usage }) => sum + (usage.promptTokens ?? 0), 0)
    )
    expect((end as TrialEnd).parsedCalls).toBe(calls.length)
  })

  it("that cannot be paid for leaves nothing older, and the trial is marked as cut", async () => {
    const { end, calls } = await runOne({
      blueprint: remembering,
      model: model(true),
      item: keyed,
      budget: { dimension: "tokens", tokens: 100_000, calls: 4 }
    })
    expect(calls.filter(({ turn }) => turn === "embed")).toHaveLength(0)
    expect(end).toMatchObject({ cutOff: true })
  })

  it("without embeddings is a typed error and no score", async () => {
    const { end } = await runOne({ blueprint: remembering, model: model(false), item: keyed })
    expect(end).toMatchObject({ type: "trial-missing", error: expect.stringContaining("embed") })
  })
})

describe("feedback", () => {
  const judged = (feedback: NonNullable<Blueprint["feedback"]>, more: Partial<Blueprint> = {}) =>
    play(
      { feedback, agents: agents({}, {}, { role: feedback === "verifier" ? "verifier" : "critic" }), ...more },
      (request, index) => {
        const text = request.prompt.kind === "messages" ? (request.prompt.messages[0]?.content ?? "") : ""
        return text.includes("check solutions") ? "Verdict: wrong\nThe first step fails." : `t\nAnswer: ${index}`
      }
    )

  it.each([
    ["self", ["a0", "a1", "a2"]],
    ["peer", ["a1", "a2", "a0"]],
    ["critic", ["a2", "a2"]]
  ] as const)("%s", async (kind, critics) => {
    const { prompts, reads } = await judged(kind)
    expect(prompts.filter(({ turn }) => turn === "criticise").map(({ agent }) => agent)).toEqual(critics)
    expect(reads("a0", "correct")).toContain("The first step fails.")
  })

  it("of a verifier only says whether", async () => {
    const { reads } = await judged("verifier")
    expect(reads("a0", "correct")).toContain("Verdict: wrong")
    expect(reads("a0", "correct")).not.toContain("first step")
  })
})

describe("schedule", () => {
  it("ends at consensus", async () => {
    const { end } = await play(
      { protocol: { kind: "debate", rounds: 5, until: "consensus" } },
      (_, index) => `t\nAnswer: ${index < 3 ? index : 7}`
    )
    expect(end.usage.calls).toBe(6)
    expect(end.answer).toBe("7")
  })

  it("lets agents read who spoke before them in the round", async () => {
    const { reads } = await play({ protocol: { kind: "debate", rounds: 1, speaking: "in-turn" }, message: "full" })
    expect(reads("a0", "revise")).toContain("thought-1")
    expect(reads("a1", "revise")).toContain("thought-3")
    expect(reads("a2", "revise")).toMatch(/thought-3[\s\S]*thought-4/)
  })

  it("passes once along the edges, by role", async () => {
    const { prompts, end, reads } = await play({
      protocol: { kind: "pass" },
      topology: { kind: "layered", widths: [2, 1] },
      agents: agents({}, {}, { role: "aggregator" }),
      aggregation: { kind: "last" },
      message: "full"
    })
    expect(prompts.map(({ agent, turn }) => `${agent} ${turn}`)).toEqual(["a0 solve", "a1 solve", "a2 aggregate"])
    expect(reads("a2", "aggregate")).toMatch(/thought-0[\s\S]*thought-1/)
    expect(end.answer).toBe("2")
  })

  it("shows a planner's plan to everybody else", async () => {
    const { prompts, reads } = await play(
      {
        protocol: { kind: "independent" },
        agents: agents({ role: "planner" }, {})
      },
      (_, index) => (index === 0 ? "First add." : "Answer: 2")
    )
    expect(prompts.map(({ agent, turn }) => `${agent} ${turn}`)).toEqual(["a0 plan", "a1 solve"])
    expect(reads("a1", "solve")).toContain("First add.")
  })
})

describe("who decides", () => {
  it("confidences, a judge or ballots", async () => {
    const sure = await play(
      { protocol: { kind: "independent" }, aggregation: { kind: "confidence", ties: "first" } },
      (_, index) => `Confidence: ${index === 2 ? 95 : 40}\nAnswer: ${index === 2 ? 5 : 6}`
    )
    expect(sure.end.answer).toBe("5")
    const judge = await play({ protocol: { kind: "independent" }, aggregation: { kind: "judge", agent: 2 } })
    expect(judge.prompts.map(({ agent, turn }) => `${agent} ${turn}`)).toEqual(["a0 solve", "a1 solve", "a2 aggregate"])
    expect(judge.end.answer).toBe("2")
    const ballots = await play({ protocol: { kind: "independent" }, aggregation: { kind: "ranked" } }, (_, index) =>
      index < 3 ? `Answer: ${"xyz"[index]}` : `Ranking: ${["1, 2", "2, 3", "2"][index - 3]}`
    )
    expect(ballots.prompts.filter(({ turn }) => turn === "rank")).toHaveLength(3)
    expect(ballots.end.answer).toBe("y")
  })
})

describe("who an agent is", () => {
  it("persona, paraphrase and tools reach the prompt", async () => {
    const { reads } = await play({ agents: agents({ persona: "a careful accountant" }, {}, {}) })
    expect(reads("a0", "solve")).toContain("You are a careful accountant.")
    expect(reads("a1", "solve")).not.toContain("accountant")
    const [zero, one] = [await play({}), await play({ promptVariant: 1 })]
    expect(one.reads("a0", "solve")).not.toBe(zero.reads("a0", "solve"))
  })

  it("tools are run and their results shown; facts that are looked up are not in the prompt as well", async () => {
    const { end, prompts } = await play(
      { protocol: { kind: "independent" }, agents: agents({ tools: ["calculator", "retrieval"] }) },
      (_, index) => ["Tool: calculator: 2*(3+4)", "Tool: retrieval: colour sky", "Answer: blue"][index] ?? "",
      { id: "t", question: "Which colour?", answer: "blue", facts: ["The sky is blue.", "Cats sleep."] }
    )
    expect(prompts).toHaveLength(3)
    expect(prompts[0]?.text).not.toContain("sky is blue")
    expect(prompts[1]?.text).toContain("2*(3+4) → 14")
    expect(prompts[2]?.text).toContain("The sky is blue.")
    expect(prompts[2]?.text).not.toContain("Cats")
    expect(end).toMatchObject({ answer: "blue", parsedCalls: 3 })
  })

  it("a turn makes three tool calls at most", async () => {
    const { end } = await play(
      { protocol: { kind: "independent" }, agents: agents({ tools: ["calculator"] }) },
      () => "Tool: calculator: 1+1"
    )
    expect(end).toMatchObject({ answer: null, score: 0 })
    expect(end.usage.calls).toBe(4)
  })
})
