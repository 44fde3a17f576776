import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { independentEnsemble } from "../../factors/index.js"
import type { Wording } from "../../src/agent/Dialect.js"
import { chat } from "../../src/agent/dialects/chat.js"
import type { Message, Turn } from "../../src/agent/Turn.js"
import { type ChatSight, type ChatWorldItem, type ChatWorldOptions, chatWorld } from "../../src/testing/chatWorld.js"
import { runOne } from "../fixtures/runOne.js"

const item: ChatWorldItem = { answer: "42", wrong: ["41", "52", "99"] }
const frame = { question: "12+30", facts: [] } as const
const plain: Wording = { shown: "conclusion", anonymous: false, variant: 0, instruction: undefined }
const world = (options: Partial<ChatWorldOptions> = {}) =>
  chatWorld({ id: "test@1", key: new Map([["12+30", item]]), seed: 1, chance: () => 1, ...options })

/** What the world says in a turn, and how the dialect reads it. */
const answered = (turn: Turn, options: Partial<ChatWorldOptions> = {}, seed = 1, wording = plain) => {
  const request = { prompt: chat.prompt(turn, wording), maxTokens: 256, temperature: 1, seed, stop: [] }
  return chat.read(turn, Effect.runSync(world(options).generate(request)).text)
}
/** What the world saw in a turn. */
const seen = (turn: Turn, wording = plain, options: Partial<ChatWorldOptions> = {}): ChatSight | undefined => {
  let sight: ChatSight | undefined
  const chance = (one: ChatSight): number => {
    sight = one
    return 1
  }
  answered(turn, { ...options, chance }, 1, wording)
  return sight
}
const said = (agent: string, answer: string): Message => ({ agent, answer, text: `Because.\nAnswer: ${answer}` })
const peers = [said("solver-2", "41"), said("solver-3", "41"), said("solver-4", "42")]
const revise: Turn = { ...frame, kind: "revise", own: null, peers }

describe("a simulated world of the chat dialect", () => {
  it("answers every turn in due form, under every wording", () => {
    const turns: ReadonlyArray<Turn> = [
      { ...frame, kind: "direct" },
      { ...frame, kind: "solve", structured: true },
      { ...frame, kind: "solve", wantsConfidence: true },
      { ...frame, kind: "plan" },
      revise,
      { ...frame, kind: "aggregate", peers },
      { ...frame, kind: "rank", options: ["41", "42"] },
      { ...frame, kind: "criticise", solution: said("solver-1", "42") },
      { ...frame, kind: "correct", solution: said("solver-1", "41"), critique: "Verdict: wrong.", peers: [] },
      { ...frame, kind: "read", note: null },
      { ...frame, kind: "conclude", beginning: "12+30 is" },
      { ...frame, kind: "condense", material: "Long.\nAnswer: 42", tokens: 48 },
      { ...frame, kind: "refine", material: "Long.\nAnswer: 42" }
    ]
    for (const turn of turns) {
      for (const variant of [0, 1, 2] as const) {
        const reading = answered(turn, {}, 1, { ...plain, variant })
        expect(reading.parsed, `${turn.kind} ${variant}`).toBe(true)
        if (["direct", "solve", "correct", "conclude"].includes(turn.kind)) expect(reading.answer).toBe("42")
      }
    }
  })

  it("sees what is in the prompt, and nothing else", () => {
    expect(seen({ ...frame, kind: "solve" })).toMatchObject({
      plan: false,
      named: false,
      shown: [],
      known: 1,
      variant: 0
    })
    expect(seen({ ...frame, kind: "solve" })).not.toHaveProperty("persona")
    expect(seen({ ...frame, kind: "solve", persona: "a careful mathematician" })?.persona).toBe(
      "a careful mathematician"
    )
    expect(seen({ ...frame, kind: "solve", plan: "First add." })?.plan).toBe(true)
    expect(seen(revise)).toMatchObject({ named: true, shown: ["41", "41", "42"] })
    expect(seen(revise, { ...plain, anonymous: true })).toMatchObject({ named: false, shown: ["41", "41", "42"] })
    expect(seen(revise, { ...plain, anonymous: true, shown: "full" })).toMatchObject({
      named: false,
      shown: ["41", "41", "42"]
    })
    expect(seen(revise, { ...plain, shown: "full", variant: 2 })).toMatchObject({ named: true, variant: 2 })
    const key = new Map([["12+30", { ...item, facts: ["fact0", "fact1", "fact2", "fact3"] }]])
    expect(seen({ ...frame, kind: "solve", facts: ["fact0"] }, plain, { key })?.known).toBe(0.25)
    const told: Message = { agent: "solver-2", answer: "41", text: "Known: fact1 fact2.\nAnswer: 41" }
    const more: Turn = { ...frame, facts: ["fact0"], kind: "revise", own: null, peers: [told] }
    expect(seen(more, { ...plain, shown: "full" }, { key })?.known).toBe(0.75)
    expect(seen(more, plain, { key })?.known).toBe(0.25)
  })

  it("takes over whom it is told to, and answers what the tool says", () => {
    const follow = () => 1
    expect(answered(revise, { follow }).answer).toBe("41")
    expect(answered(revise, { follow, whom: () => "last" }).answer).toBe("42")
    expect(answered({ ...frame, kind: "solve", tools: ["calculator"] }).toolCall).toEqual({
      tool: "calculator",
      input: "12+30"
    })
    const results = [{ tool: "calculator", input: "12+30", output: "42" }] as const
    const after: Turn = { ...frame, kind: "solve", tools: ["calculator"], results: [...results] }
    expect(answered(after, { chance: () => 0 }).answer).toBe("42")
  })

  it("is right as often as it says: alone, and in a vote of three through the runtime", async () => {
    const trials = 400
    const p = 0.5
    let alone = 0
    let votes = 0
    const model = world({ chance: () => p })
    const one = { id: "one", question: "12+30", answer: "42" }
    for (let seed = 0; seed < trials; seed++) {
      if (answered({ ...frame, kind: "solve" }, { chance: () => p }, seed).answer === "42") alone++
      const { end } = await runOne({ blueprint: independentEnsemble, model, item: one, seed })
      if ("score" in end && end.score === 1) votes++
    }
    // Two or three right; or one right, two others that differ (2/3 of the pairs), and the tie falls to it.
    const vote = p ** 3 + 3 * p ** 2 * (1 - p) + (3 * p * (1 - p) ** 2 * (2 / 3)) / 3
    const near = (hits: number, expected: number) =>
      expect(Math.abs(hits / trials - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / trials))
    near(alone, p)
    near(votes, vote)
  })

  it("refuses prompts that are not its own, and keys without wrong answers", () => {
    const foreign = { kind: "text", text: "Q12+30T" } as const
    const request = { prompt: foreign, maxTokens: 9, temperature: 1, seed: 1, stop: [] }
    expect(Effect.runSync(Effect.flip(world().generate(request))).reason).toBe("refused")
    expect(() => world({ key: new Map([["12+30", { answer: "42", wrong: [] }]]) })).toThrow("wrong answer")
  })
})
