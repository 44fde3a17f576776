import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Tool } from "../../blueprint/AgentSpec.js"
import type { Dialect, Wording } from "../Dialect.js"
import type { Message, Reading, Turn, TurnKind } from "../Turn.js"
import { chatRole } from "./chatRoles.js"

const section = (title: string, lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.length === 0 ? [] : [`${title}:\n${lines.join("\n")}`]

const said = (message: Message, { shown, anonymous }: Wording): string => {
  const sure = message.confidence === undefined ? "" : ` (${Math.round(100 * message.confidence)} % sure)`
  const text = shown === "full" ? message.text : (message.answer ?? "no answer")
  return `- ${anonymous ? "" : `${message.agent}: `}${text}${shown === "confidence" ? sure : ""}`
}

/** The matter of a turn, after everything that turns have in common. */
const matter = (turn: Turn, wording: Wording): ReadonlyArray<string> => {
  const others = (messages: ReadonlyArray<Message>) => messages.map((message) => said(message, wording))
  switch (turn.kind) {
    case "direct":
    case "solve":
    case "plan":
      return []
    case "revise":
      return [
        ...section("Your last answer", turn.own === null ? [] : [turn.own.answer ?? "none"]),
        ...section("Other answers", others(turn.peers))
      ]
    case "aggregate":
      return section("Answers", others(turn.peers))
    case "rank":
      return section(
        "Answers",
        turn.options.map((option, index) => `${index + 1}. ${option}`)
      )
    case "criticise":
      return section("Solution", [turn.solution.text])
    case "correct":
      return [
        ...section("Solution", [turn.solution.text]),
        ...section("Critique", [turn.critique]),
        ...section("Other answers", others(turn.peers))
      ]
    case "read":
      return section("Notes so far", turn.note === null ? [] : [turn.note])
    case "conclude":
      return section("Beginning of a reasoning", [turn.beginning])
    case "condense":
      return [...section("Material", [turn.material]), `Write at most ${turn.tokens} tokens.`]
    case "refine":
      return section("Material", [turn.material])
  }
}

const toolHelp: Readonly<Record<Tool, string>> = {
  calculator: "calculator: <an arithmetic expression>",
  retrieval: "retrieval: <words to look for in the facts>",
  javascript: "javascript: <a short program, over several lines if need be; the value of its last line comes back>"
}

const answering: ReadonlySet<TurnKind> = new Set(["direct", "solve", "revise", "aggregate", "correct", "conclude"])

const jsonForm = '{"reasoning": "<short>", "answer": "<your answer>", "confidence": <0 to 100>}'

const jsonTool = (tool: Tool): string => {
  const [name, input] = toolHelp[tool].split(/: (.*)/s)
  return `{"tool": "${name}", "input": "${input}"}`
}

const system = (turn: Turn, { variant }: Wording): string => {
  const parts = [
    ...(turn.persona === undefined ? [] : [`You are ${turn.persona}.`]),
    chatRole(turn, variant),
    ...(turn.wantsConfidence === true && turn.structured !== true && answering.has(turn.kind)
      ? ['Before the answer, write one line "Confidence: <0 to 100>".']
      : []),
    ...(turn.tools === undefined || turn.structured === true || !answering.has(turn.kind)
      ? []
      : [
          `You may use a tool by writing one line only, instead of an answer: "Tool: " and then ${turn.tools.map((tool) => toolHelp[tool]).join(" or ")}. The result will be shown to you.`
        ]),
    ...(turn.structured === true && answering.has(turn.kind)
      ? [`Instead of lines, reply with one JSON object: ${jsonForm}.`]
      : []),
    ...(turn.tools !== undefined && turn.structured === true && answering.has(turn.kind)
      ? [
          `You may use a tool by replying with another JSON object instead: ${turn.tools.map((tool) => jsonTool(tool)).join(" or ")}. The result will be shown to you.`
        ]
      : [])
  ]
  return parts.join(" ")
}

const user = (turn: Turn, wording: Wording): string =>
  [
    ...(wording.instruction === undefined ? [] : [wording.instruction]),
    ...section("Facts", turn.facts),
    ...section("Question", [turn.question]),
    ...section("Plan", turn.plan === undefined ? [] : [turn.plan]),
    ...section("Earlier", turn.recalled ?? []),
    ...matter(turn, wording),
    ...section(
      "Tool results",
      (turn.results ?? []).map(({ tool, input, output }) => `- ${tool}: ${input} → ${output}`)
    )
  ].join("\n\n")

/** The last `label: value` line; markdown emphasis and a closing full stop are dropped. */
const labelled = (label: string, text: string): string | undefined => {
  const lines = [...text.matchAll(new RegExp(`^[\\s*_>#-]*${label}[\\s*_]*:[\\s*_]*(.+?)[\\s*_]*$`, "gim"))]
  return lines.at(-1)?.[1]?.replace(/[.\s*_]+$/, "")
}

const abstentions = new Set(["unknown", "none", "no answer", "not known", "?"])

const share = (text: string | number | undefined): { readonly confidence?: number } => {
  const value = Number(String(text ?? "").replace("%", ""))
  return text === undefined || !(value >= 0 && value <= 100) ? {} : { confidence: value / 100 }
}

const given = (answer: string | undefined, confidence: string | number | undefined): Reading =>
  answer === undefined || answer === ""
    ? { parsed: false, answer: null }
    : { parsed: true, answer: abstentions.has(answer.toLowerCase()) ? null : answer, ...share(confidence) }

const structuredReply = Schema.decodeUnknownOption(
  Schema.fromJsonString(
    Schema.Struct({
      answer: Schema.Union([Schema.String, Schema.Number]),
      confidence: Schema.optionalKey(Schema.Number)
    })
  )
)

const structuredTool = Schema.decodeUnknownOption(
  Schema.fromJsonString(Schema.Struct({ tool: Tool, input: Schema.NonEmptyString }))
)

const structured = (turn: Turn, text: string): Reading => {
  const json = text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)
  const call = Option.getOrUndefined(structuredTool(json))
  if (call !== undefined && turn.tools?.includes(call.tool) === true) {
    return { parsed: true, answer: null, toolCall: call }
  }
  return Option.match(structuredReply(json), {
    onNone: (): Reading => ({ parsed: false, answer: null }),
    // An object in due form with an empty answer is an abstention.
    onSome: ({ answer, confidence }) => given(String(answer).trim() || "none", confidence)
  })
}

const isTool = Schema.is(Tool)

const toolCall = (turn: Turn, text: string): Reading | undefined => {
  const match = /^\s*Tool:\s*(\w+):\s*([\s\S]+?)\s*$/i.exec(text)
  const tool = match?.[1]?.toLowerCase()
  const input = match?.[2]
  return isTool(tool) && input !== undefined && turn.tools?.includes(tool) === true
    ? { parsed: true, answer: null, toolCall: { tool, input } }
    : undefined
}

const read = (turn: Turn, text: string): Reading => {
  switch (turn.kind) {
    case "criticise": {
      const verdict = /^(right|wrong)\b/i.exec(labelled("verdict", text) ?? "")?.[1]?.toLowerCase()
      return { parsed: verdict !== undefined, answer: null, accepted: verdict === "right" }
    }
    case "rank": {
      const numbers = [...(labelled("ranking", text) ?? "").matchAll(/\d+/g)].map((match) => Number(match[0]))
      const ranking = [...new Set(numbers)].flatMap((number) => turn.options[number - 1] ?? [])
      return { parsed: ranking.length > 0, answer: null, ranking }
    }
    case "plan":
    case "condense":
    case "refine":
      return { parsed: text.trim() !== "", answer: null }
    case "read":
      return { ...given(labelled("answer", text), undefined), note: labelled("note", text) ?? turn.note }
    default:
      return (
        toolCall(turn, text) ??
        (turn.structured === true
          ? structured(turn, text)
          : given(labelled("answer", text), labelled("confidence", text)))
      )
  }
}

const percents = Array.from({ length: 101 }, (_, percent) => percent)

const object = (properties: Readonly<Record<string, unknown>>) => ({
  type: "object",
  properties,
  required: Object.keys(properties)
})

/** Plain English for any instruct model, through its chat template. */
export const chat: Dialect = {
  id: "chat",
  version: 2,
  prompt: (turn, wording) => ({
    kind: "messages",
    messages: [
      { role: "system", content: system(turn, wording) },
      { role: "user", content: user(turn, wording) }
    ]
  }),
  read,
  stop: [],
  replyTokens: (turn) => {
    if (turn.kind === "condense") return turn.tokens
    const short = ["direct", "aggregate", "rank", "conclude"].includes(turn.kind)
    return short && turn.structured !== true && turn.tools?.includes("javascript") !== true ? 32 : 256
  },
  lacks: () => undefined,
  schema: (turn, tokens) => {
    if (!answering.has(turn.kind)) return undefined
    const tools = turn.tools ?? []
    // What braces, names and confidence leave, at two characters a token; most tokens have more.
    const room = 2 * Math.max(8, tokens - 40)
    const longest = Math.min(200, Math.floor(room / 3))
    const answer = object({
      reasoning: { type: "string", maxLength: room - longest },
      answer: { type: "string", minLength: 1, maxLength: longest },
      confidence: { enum: percents }
    })
    const input = { type: "string", minLength: 1, maxLength: room }
    return tools.length === 0 ? answer : { oneOf: [answer, object({ tool: { enum: tools }, input })] }
  }
}
