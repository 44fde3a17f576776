import { describe, expect, it } from "vitest"
import { chat } from "../../src/agent/dialects/chat.js"
import type { Turn } from "../../src/agent/Turn.js"

const shared = { question: "What is 3 + 4?", facts: [] }
const solve: Turn = { kind: "solve", ...shared }
const words = (turn: Turn, instruction?: string): string => {
  const prompt = chat.prompt(turn, { shown: "conclusion", anonymous: false, variant: 0, instruction })
  return prompt.kind === "messages" ? prompt.messages.map(({ role, content }) => `${role}|${content}`).join("\n") : ""
}

describe("chat prompts", () => {
  it("gives instruction, facts, question and peers, and the form of the answer", () => {
    const text = words(
      {
        kind: "revise",
        question: "Where?",
        facts: ["The cat is in the box."],
        own: { agent: "a", text: "long", answer: "box" },
        peers: [{ agent: "b", text: "long", answer: null }]
      },
      "Answer in one word."
    )
    for (const part of [
      "Answer in one word.",
      "The cat is in the box.",
      "Where?",
      "box",
      "- b: no answer",
      "Answer: <"
    ]) {
      expect(text).toContain(part)
    }
    expect(text).not.toContain("long")
  })

  it("begins with a system message", () => {
    expect(words(solve).startsWith("system|")).toBe(true)
  })
})

describe("chat replies", () => {
  it.each([
    ["3 + 4 is 7.\nAnswer: 7", "7"],
    ["**Answer:** 7.", "7"],
    ["answer: 7\nWait.\nAnswer: 8", "8"],
    ["Answer: (B) because", "(B) because"]
  ])("%j", (text, answer) => {
    expect(chat.read(solve, text)).toEqual({ parsed: true, answer })
  })

  it("takes an abstention in due form for parsed, and none without the line", () => {
    expect(chat.read(solve, "Answer: unknown")).toEqual({ parsed: true, answer: null })
    expect(chat.read(solve, "It is 7.")).toEqual({ parsed: false, answer: null })
    expect(chat.read(solve, "")).toEqual({ parsed: false, answer: null })
  })

  it("reads a critic's verdict", () => {
    const turn: Turn = { kind: "criticise", ...shared, solution: { agent: "a", text: "7", answer: "7" } }
    expect(chat.read(turn, "Verdict: right")).toEqual({ parsed: true, answer: null, accepted: true })
    expect(chat.read(turn, "Verdict: wrong\n3 + 4 is not 8.")).toEqual({ parsed: true, answer: null, accepted: false })
    expect(chat.read(turn, "Looks good")).toEqual({ parsed: false, answer: null, accepted: false })
  })

  it("reads notes, and keeps the old ones when there are none", () => {
    const turn: Turn = { kind: "read", ...shared, note: "old" }
    expect(chat.read(turn, "Note: the cat moved\nAnswer: unknown")).toEqual({
      parsed: true,
      answer: null,
      note: "the cat moved"
    })
    expect(chat.read(turn, "Answer: box")).toEqual({ parsed: true, answer: "box", note: "old" })
  })
})
