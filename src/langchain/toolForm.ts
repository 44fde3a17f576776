import type { ToolCall } from "@langchain/core/messages/tool"
import * as Predicate from "effect/Predicate"
import { contentHash } from "../design/contentHash.js"

type JsonSchema = Readonly<Record<string, unknown>>

/** A tool as a model is told about it. */
export interface ToolForm {
  readonly name: string
  readonly description: string
  readonly parameters: JsonSchema
}

/** Whether a tool may be called, must be, or one of them must be. */
export type ToolChoice = "auto" | "any" | { readonly name: string }

/** What neither constrains nor helps a reply. */
const remarks = new Set(["$schema", "$id", "default", "examples"])

/** Constraints on values that no grammar enforces; whoever parses the reply checks them. */
const checkedLater = new Set([
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["pattern", "format", "uniqueItems", "propertyNames"]
])

/**
 * A schema in the keywords that grammars know: unions as `oneOf`, without remarks, and without those constraints on values that
 * are checked when the reply is parsed. Anything else stays, for the model to refuse.
 */
export const grammarSchema = (schema: unknown): JsonSchema => {
  if (!Predicate.isObject(schema)) return {}
  const parts = Object.entries(schema)
    .filter(([keyword]) => !remarks.has(keyword) && !checkedLater.has(keyword))
    .map(([keyword, value]): readonly [string, unknown] => {
      switch (keyword) {
        case "anyOf":
        case "oneOf":
          return ["oneOf", Array.isArray(value) ? value.map(grammarSchema) : value]
        case "items":
          return [keyword, grammarSchema(value)]
        case "properties":
          return [
            keyword,
            Predicate.isObject(value)
              ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, grammarSchema(part)]))
              : value
          ]
        default:
          return [keyword, value]
      }
    })
  return Object.fromEntries(parts)
}

const object = (properties: Readonly<Record<string, unknown>>): JsonSchema => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false
})

/** The schema of a reply that calls one of the tools or, where it may, answers instead. */
export const toolSchema = (tools: ReadonlyArray<ToolForm>, choice: ToolChoice): JsonSchema => {
  const callable = typeof choice === "object" ? tools.filter(({ name }) => name === choice.name) : tools
  const calls = callable.map(({ name, parameters }) =>
    object({ tool: { const: name }, arguments: grammarSchema(parameters) })
  )
  return { oneOf: choice === "auto" ? [...calls, object({ answer: { type: "string" } })] : calls }
}

/** What a model is told about its tools. */
export const toolHelp = (tools: ReadonlyArray<ToolForm>, choice: ToolChoice): string =>
  [
    "You have tools. Reply with one JSON object and nothing else.",
    'To call a tool: {"tool": "<name>", "arguments": {…}}. Its result will be shown to you.',
    ...(choice === "auto" ? ['To answer: {"answer": "<your answer>"}.'] : []),
    ...(typeof choice === "object" ? [`Call ${choice.name}.`] : []),
    "Tools:",
    ...tools.map(
      ({ name, description, parameters }) =>
        `- ${name}: ${description} Arguments: ${JSON.stringify(grammarSchema(parameters))}`
    )
  ].join("\n")

/** A tool call in the words in which the model made it. */
export const toolCallText = ({ name, args }: Pick<ToolCall, "name" | "args">): string =>
  JSON.stringify({ tool: name, arguments: args })

/** What was read out of a reply that may call a tool. */
export interface ToolReading {
  readonly content: string
  readonly calls: Array<ToolCall>
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Reads a reply of {@link toolSchema}; one that was cut or has another form is taken for text. */
export const readToolReply = (text: string, prompt: unknown): ToolReading => {
  const value = json(text)
  if (Predicate.isObject(value)) {
    if (typeof value.tool === "string" && Predicate.isObject(value.arguments)) {
      const args = { ...value.arguments }
      // The same in every run, and different from every other call of a conversation.
      const id = `call_${contentHash({ prompt, text }).slice(0, 16)}`
      return { content: "", calls: [{ name: value.tool, args, id, type: "tool_call" }] }
    }
    if (typeof value.answer === "string") return { content: value.answer, calls: [] }
  }
  return { content: text, calls: [] }
}
