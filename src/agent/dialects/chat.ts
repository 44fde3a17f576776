import type { MessageForm } from "../../blueprint/MessageForm.js"
import type { Dialect } from "../Dialect.js"
import type { Message, Reading, Turn } from "../Turn.js"

const form = "Answer: <your answer>"

/** What the agent is, in one or two sentences. */
const role = (turn: Turn): string => {
  switch (turn.kind) {
    case "direct":
      return `You answer questions. Give no explanation. Write one line only: "${form}".`
    case "solve":
      return `You solve problems. Think step by step, briefly. End with one line: "${form}".`
    case "revise":
      return `You solve problems in a group. Compare the other answers with your own reasoning, step by step, briefly; keep or change your answer. End with one line: "${form}".`
    case "aggregate":
      return `You decide which answer of a group is right. Write one line only: "${form}".`
    case "criticise":
      return 'You check solutions. If the solution is right, write "Verdict: right". If not, write "Verdict: wrong" and then say in one sentence where the first error is.'
    case "correct":
      return `You correct solutions after a critique. Think step by step, briefly. End with one line: "${form}".`
    case "read":
      return `You read a long text part by part and keep notes. First write one line "Note: <what matters so far for the question>". If the answer is certain, end with one line "${form}"; otherwise end with "Answer: unknown".`
  }
}

const section = (title: string, body: string): string => `${title}:\n${body}`

const said = (message: Message, messages: MessageForm): string =>
  `- ${message.agent}: ${messages === "full" ? message.text : (message.answer ?? "no answer")}`

const material = (turn: Turn, messages: MessageForm, instruction: string | undefined): string => {
  const parts = [
    ...(instruction === undefined ? [] : [instruction]),
    ...(turn.facts.length === 0 ? [] : [section("Facts", turn.facts.join("\n"))]),
    section("Question", turn.question)
  ]
  switch (turn.kind) {
    case "direct":
    case "solve":
      break
    case "revise":
      if (turn.own !== null) parts.push(section("Your last answer", turn.own.answer ?? "none"))
      parts.push(section("Other answers", turn.peers.map((peer) => said(peer, messages)).join("\n")))
      break
    case "aggregate":
      parts.push(section("Answers", turn.peers.map((peer) => said(peer, messages)).join("\n")))
      break
    case "criticise":
      parts.push(section("Solution", turn.solution.text))
      break
    case "correct":
      parts.push(section("Solution", turn.solution.text), section("Critique", turn.critique))
      break
    case "read":
      if (turn.note !== null) parts.push(section("Notes so far", turn.note))
      break
  }
  return parts.join("\n\n")
}

/** The last `label: value` line; markdown emphasis and a closing full stop are dropped. */
const labelled = (label: string, text: string): string | undefined => {
  const lines = [...text.matchAll(new RegExp(`^[\\s*_>#-]*${label}[\\s*_]*:[\\s*_]*(.+?)[\\s*_]*$`, "gim"))]
  return lines.at(-1)?.[1]?.replace(/[.\s*_]+$/, "")
}

const abstentions = new Set(["unknown", "none", "no answer", "not known", "?"])

const answerOf = (text: string): Reading => {
  const answer = labelled("answer", text)
  if (answer === undefined || answer === "") return { parsed: false, answer: null }
  return { parsed: true, answer: abstentions.has(answer.toLowerCase()) ? null : answer }
}

const read = (turn: Turn, text: string): Reading => {
  if (turn.kind === "criticise") {
    const verdict = /^(right|wrong)\b/i.exec(labelled("verdict", text) ?? "")?.[1]?.toLowerCase()
    return { parsed: verdict !== undefined, answer: null, accepted: verdict === "right" }
  }
  const reading = answerOf(text)
  return turn.kind === "read" ? { ...reading, note: labelled("note", text) ?? turn.note } : reading
}

/** Plain English for any instruct model, through its chat template. */
export const chat: Dialect = {
  id: "chat",
  version: 1,
  prompt: (turn, messages, instruction) => ({
    kind: "messages",
    messages: [
      { role: "system", content: role(turn) },
      { role: "user", content: material(turn, messages, instruction) }
    ]
  }),
  read,
  stop: [],
  replyTokens: (kind) => (kind === "direct" || kind === "aggregate" ? 32 : 256)
}
