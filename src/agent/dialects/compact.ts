import type { Blueprint } from "../../blueprint/Blueprint.js"
import type { Dialect, Shown } from "../Dialect.js"
import type { Message, Reading, Turn } from "../Turn.js"

const head = (turn: Turn): string => `${turn.facts.length === 0 ? "" : `F${turn.facts.join(" ")}`}Q${turn.question}`

const part = (text: string): string => (text === "" ? "" : `P${text}`)

/** Messages as `P…` parts, older ones first; one without an answer has nothing to pass on in the short form. */
const passed = (turn: Turn, messages: ReadonlyArray<Message>, shown: Shown): string =>
  [...(turn.recalled ?? []), ...messages.map((message) => (shown === "full" ? message.text : (message.answer ?? "")))]
    .map(part)
    .join("")

const text = (turn: Turn, shown: Shown): string => {
  switch (turn.kind) {
    case "direct":
      return `${head(turn)}A`
    case "solve":
      return `${head(turn)}T`
    case "revise":
      return `${head(turn)}${passed(turn, turn.own === null ? turn.peers : [turn.own, ...turn.peers], shown)}T`
    case "aggregate":
      return `${head(turn)}${passed(turn, turn.peers, shown)}G`
    case "criticise":
      return `${head(turn)}P${turn.solution.text}C`
    case "correct":
      return `${head(turn)}${passed(turn, turn.peers, shown)}P${turn.solution.text}C${turn.critique}T`
    case "read":
      return `${head(turn)}${turn.note === null ? "" : `P${turn.note}`}T`
    case "conclude":
      return `${head(turn)}T${turn.beginning}A`
    case "plan":
    case "rank":
    case "condense":
    case "refine":
      throw new Error(`the compact dialect has no ${turn.kind}; preflight refuses blueprints that need it`)
  }
}

/** `?` is an abstention in due form. */
const answerOf = (text: string | undefined): string | null => (text === undefined || text === "?" ? null : text)

const chain = /^([^A]*)A([^A]+)$/

const read = (turn: Turn, reply: string): Reading => {
  switch (turn.kind) {
    case "direct":
    case "aggregate":
    case "conclude":
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
    default: {
      const match = chain.exec(reply)
      return match === null ? { parsed: false, answer: null } : { parsed: true, answer: answerOf(match[2]) }
    }
  }
}

/** A chain goes on where the note broke off; `?` marks the break. Nothing new leaves the note as it was. */
const joinNotes = (note: string | null, next: string): string | null =>
  next === "" || next === "?" ? note : `${note?.replace(/\?$/, "") ?? ""}${next}`

const unspoken: ReadonlyArray<readonly [string, (blueprint: Blueprint) => boolean]> = [
  ["personas", ({ agents }) => agents.some(({ persona }) => persona !== undefined)],
  ["tools", ({ agents }) => agents.some(({ tools }) => tools !== undefined)],
  ["planners", ({ agents }) => agents.some(({ role }) => role === "planner")],
  ["summarisers", ({ agents }) => agents.some(({ role }) => role === "summariser")],
  ["structured replies", ({ mechanism }) => mechanism === "structured"],
  ["confidences", ({ message, aggregation }) => message === "confidence" || aggregation.kind === "confidence"],
  ["compressed messages", ({ message }) => typeof message === "object" && message.kind === "compressed"],
  ["refinement", ({ refinement }) => refinement === true],
  ["summaries", ({ recall }) => recall?.kind === "summary"],
  ["ballots", ({ aggregation }) => aggregation.kind === "ranked"],
  ["paraphrases", ({ promptVariant }) => (promptVariant ?? 0) !== 0]
]

/**
 * The embedded model's own symbols: `F` facts, `Q` question, `P` what was passed on, then what is wanted: `T` think and
 * answer, `A` answer, `G` decide, `C` criticise. Printable ASCII only. One character is one token.
 */
export const compact: Dialect = {
  id: "compact",
  version: 1,
  prompt: (turn, { shown }) => ({ kind: "text", text: text(turn, shown) }),
  read,
  stop: [],
  replyTokens: ({ kind }) => (["direct", "aggregate", "criticise", "conclude"].includes(kind) ? 8 : 96),
  lacks: (blueprint) => unspoken.find(([, uses]) => uses(blueprint))?.[0],
  schema: () => undefined
}
