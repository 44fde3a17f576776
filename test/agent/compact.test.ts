import { describe, expect, it } from "vitest"
import { compact } from "../../src/agent/dialects/compact.js"
import type { Message, Turn } from "../../src/agent/Turn.js"

const shared = { question: "37+48", facts: [] }
const message = (answer: string | null, text = `37+48=85A${answer}`): Message => ({ agent: "a", text, answer })
const text = (turn: Turn, form: "full" | "conclusion" = "conclusion"): string => {
  const prompt = compact.prompt(turn, { shown: form, anonymous: false, variant: 0, instruction: "ignored" })
  return prompt.kind === "text" ? prompt.text : "not text"
}

describe("compact prompts", () => {
  it.each<[string, Turn]>([
    ["Q37+48T", { kind: "solve", ...shared }],
    ["Q37+48A", { kind: "direct", ...shared }],
    ["Fak kdQa2T", { kind: "solve", question: "a2", facts: ["ak", "kd"] }],
    ["Q37+48P85P31P85T", { kind: "revise", ...shared, own: message("85"), peers: [message("31"), message("85")] }],
    ["Q37+48P31T", { kind: "revise", ...shared, own: message(null), peers: [message("31")] }],
    ["Q37+48P31P85G", { kind: "aggregate", ...shared, peers: [message("31"), message("85")] }],
    ["Q37+48P37+48=85A85C", { kind: "criticise", ...shared, solution: message("85") }],
    ["Q37+48P37+48=85A85Cn1T", { kind: "correct", ...shared, solution: message("85"), critique: "n1", peers: [] }],
    ["FakQa3T", { kind: "read", question: "a3", facts: ["ak"], note: null }],
    ["FkdQa3Pak2?T", { kind: "read", question: "a3", facts: ["kd"], note: "ak2?" }]
  ])("%s", (expected, turn) => {
    expect(text(turn)).toBe(expected)
  })

  it("passes whole reasoning on in the full form", () => {
    expect(text({ kind: "revise", ...shared, own: null, peers: [message("85")] }, "full")).toBe("Q37+48P37+48=85A85T")
  })
})

describe("compact replies", () => {
  const solve: Turn = { kind: "solve", ...shared }
  const read = (note: string | null): Turn => ({ kind: "read", question: "a3", facts: ["kd"], note })
  it.each([
    ["37+48=85A85", { parsed: true, answer: "85" }],
    ["ak2kd1df0Af", { parsed: true, answer: "f" }],
    ["ak2?A?", { parsed: true, answer: null }],
    ["37+48=85", { parsed: false, answer: null }],
    ["37+48=85A", { parsed: false, answer: null }],
    ["", { parsed: false, answer: null }]
  ])("solve %s", (reply, reading) => {
    expect(compact.read(solve, reply)).toEqual(reading)
  })

  it("reads verdicts of a critic", () => {
    const turn: Turn = { kind: "criticise", ...shared, solution: message("85") }
    expect(compact.read(turn, "y")).toEqual({ parsed: true, answer: null, accepted: true })
    expect(compact.read(turn, "n3")).toEqual({ parsed: true, answer: null, accepted: false })
    expect(compact.read(turn, "maybe")).toEqual({ parsed: false, answer: null, accepted: false })
  })

  it("lets notes grow along the chain and keeps them when a window brings nothing", () => {
    expect(compact.read(read(null), "ak2?A?")).toEqual({ parsed: true, answer: null, note: "ak2?" })
    expect(compact.read(read("ak2?"), "kd1?A?")).toEqual({ parsed: true, answer: null, note: "ak2kd1?" })
    expect(compact.read(read("ak2?"), "?A?")).toEqual({ parsed: true, answer: null, note: "ak2?" })
    expect(compact.read(read("ak2?"), "kd1df0Af")).toMatchObject({ answer: "f" })
    expect(compact.read(read("ak2?"), "nonsense")).toEqual({ parsed: false, answer: null, note: "ak2?" })
  })

  it("takes a direct answer only without reasoning", () => {
    const direct: Turn = { kind: "direct", ...shared }
    expect(compact.read(direct, "85")).toEqual({ parsed: true, answer: "85" })
    expect(compact.read(direct, "85A85")).toEqual({ parsed: false, answer: null })
  })
})
