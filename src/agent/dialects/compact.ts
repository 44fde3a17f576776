import type { MessageForm } from "../../blueprint/MessageForm.js"
import type { Dialect } from "../Dialect.js"
import type { Message, Reading, Turn } from "../Turn.js"

const head = (turn: Turn): string =>
  `${turn.facts.length === 0 ? "" : `F${turn.facts.join(" ")}`}Q${turn.question}`

/** Messages as `P…` parts; one without an answer has nothing to pass on in the short form. */
const passed = (messages: ReadonlyArray<Message>, form: MessageForm): string =>
  messages
    .map((message) => (form === "full" ? message.text : (message.answer ?? "")))
    .filter((text) => text !== "")
    .map((text) => `P${text}`)
    .join("")

const text = (turn: Turn, form: MessageForm): string => {
  switch (turn.kind) {
    case "direct":
      return `${head(turn)}A`
    case "solve":
      return `${head(turn)}T`
    case "revise":
      return `${head(turn)}${passed(turn.own === null ? turn.peers : [turn.own, ...turn.peers], form)}T`
    case "aggregate":
      return `${head(turn)}${passed(turn.peers, form)}G`
    case "criticise":
      return `${head(turn)}P${turn.solution.text}C`
    case "correct":
      return `${head(turn)}P${turn.solution.text}C${turn.critique}T`
    case "read":
      return `${head(turn)}${turn.note === null ? "" : `P${turn.note}`}T`
  }
}

/** `?` is an abstention in due form. */
const answerOf = (text: string | undefined): string | null => (text === undefined || text === "?" ? null : text)

const chain = /^([^A]*)A([^A]+)$/

const read = (turn: Turn, reply: string): Reading => {
  switch (turn.kind) {
    case "direct":
    case "aggregate":
      return /^[^A-Z\s]+$/.test(reply) ? { parsed: true, answer: answerOf(reply) } : { parsed: false, answer: null }
    case "criticise":
      return /^(y|n\d*)$/.test(reply)
        ? { parsed: true, answer: null, accepted: reply === "y" }
        : { parsed: false, answer: null, accepted: false }
    case "read": {
      const match = chain.exec(reply)
      return match === null
        ? { parsed: false, answer: null, note: turn.note }
        : { parsed: true, answer: answerOf(match[2]), note: joinNotes(turn.note, match[1] ?? "") }
    }
    case "solve":
    case "revise":
    case "correct": {
      const match = chain.exec(reply)
      return match === null ? { parsed: false, answer: null } : { parsed: true, answer: answerOf(match[2]) }
    }
  }
}

/** A chain goes on where the note broke off; `?` marks the break. Nothing new leaves the note as it was. */
const joinNotes = (note: string | null, next: string): string | null =>
  next === "" || next === "?" ? note : `${note?.replace(/\?$/, "") ?? ""}${next}`

/**
 * The embedded model's own symbols: `F` facts, `Q` question, `P` what was passed on, then what is wanted: `T` think and
 * answer, `A` answer, `G` decide, `C` criticise. Printable ASCII only. One character is one token.
 */
export const compact: Dialect = {
  id: "compact",
  version: 1,
  prompt: (turn, form) => ({ kind: "text", text: text(turn, form) }),
  read,
  stop: [],
  replyTokens: (kind) => {
    switch (kind) {
      case "direct":
      case "aggregate":
      case "criticise":
        return 8
      case "solve":
      case "revise":
      case "correct":
      case "read":
        return 96
    }
  }
}
