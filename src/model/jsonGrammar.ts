import type { ModelError } from "../errors/ModelError.js"
import { modelError } from "./llamaErrors.js"
import type {
  GbnfJsonSchema,
  Llama,
  LlamaGrammar,
  LlamaGrammarEvaluationState,
  NativeModel,
  NodeLlamaCpp,
  TokenBias
} from "./loadNodeLlamaCpp.js"
import { refusedCall } from "./refusedCall.js"

/** What the sampling of one constrained reply needs. */
export interface Constraint {
  /** Moves on with every token: it serves one reply. */
  readonly grammarEvaluationState: LlamaGrammarEvaluationState
  /** Keeps control tokens out: the grammar takes their names for text, and a reply would lack what was sampled. */
  readonly tokenBias: TokenBias
}

/** Holds the replies of one open model to JSON schemas. */
export interface JsonGrammar {
  /** The vocabulary can write JSON; otherwise no reply could meet a schema. */
  readonly works: boolean
  /** What keeps a schema from being enforced to the letter; `null` when nothing does. */
  readonly refuses: (schema: Readonly<Record<string, unknown>>) => ModelError | null
  readonly start: (schema: Readonly<Record<string, unknown>>) => Promise<Constraint>
}

/** Keywords that the library turns into grammar, and two that constrain nothing. */
const enforced = new Set([
  ...["type", "properties", "items", "prefixItems", "enum", "const", "oneOf"],
  ...["minLength", "maxLength", "minItems", "maxItems", "required", "additionalProperties", "description", "title"]
])

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A keyword that the library would pass over in silence, or cannot have as it is; `undefined` when there is none. */
const beyond = (schema: unknown): string | undefined => {
  if (!isRecord(schema)) return `the schema ${JSON.stringify(schema)}`
  const { type, properties, items, prefixItems, oneOf, additionalProperties } = schema
  const unknown = Object.keys(schema).find((keyword) => !enforced.has(keyword))
  if (unknown !== undefined) return `the keyword ${unknown}`
  // The library takes an empty schema for null.
  if (!["type", "enum", "const", "oneOf"].some((keyword) => keyword in schema)) return "a schema without a type"
  // More than what was named would be optional, and the library has no optional fields.
  if (additionalProperties !== undefined && additionalProperties !== false) return "the keyword additionalProperties"
  const parts = [
    ...(isRecord(properties) ? Object.values(properties) : []),
    ...(items === undefined ? [] : [items]),
    ...(Array.isArray(prefixItems) ? prefixItems : []),
    ...(Array.isArray(oneOf) ? oneOf : [])
  ]
  if (Array.isArray(type) && type.some((one) => one === "object" || one === "array")) return "a list of types"
  return parts.map(beyond).find((problem) => problem !== undefined)
}

const isEnforceable = (schema: unknown): schema is GbnfJsonSchema => beyond(schema) === undefined

/** The characters of the grammar's own making: without them no JSON text can be written. */
const skeleton = '{}[]",:.+-0123456789eEtrufalsn'

/**
 * Whether a text that the grammar let through is a whole JSON value, to which the grammar only lets white space be added.
 *
 * A bare number may always go on, so that only white space behind it ends it.
 */
export const isWholeJson = (text: string): boolean => {
  if (!/[}\]"el\s\d]$/.test(text)) return false
  try {
    return typeof JSON.parse(text) !== "number" || /\s$/.test(text)
  } catch {
    return false
  }
}

/**
 * Makes the grammars of one open model; every schema is compiled once.
 *
 * Every property of an object is always written, in the order of the schema, and no others. A keyword that would not be
 * enforced (`pattern`, `minimum`, `$ref` …) is refused instead of passed over.
 */
export const jsonGrammar = (node: NodeLlamaCpp, id: string, llama: Llama, model: NativeModel): JsonGrammar => {
  const known = new Map<string, Promise<LlamaGrammar>>()
  let noControl: TokenBias | undefined
  const withoutControl = (): TokenBias => {
    noControl ??= node.TokenBias.for(model).set([...model.iterateAllTokens()].filter(model.isSpecialToken), "never")
    return noControl
  }
  return {
    works: model.detokenize(model.tokenize(skeleton)).trim() === skeleton,
    refuses: (schema) => {
      const problem = beyond(schema)
      return problem === undefined
        ? null
        : refusedCall(id, {
            value: problem,
            limit: "the grammar of llama.cpp as node-llama-cpp makes it cannot hold a reply to it",
            advice: "Write the schema with type, properties, items, enum, const, oneOf and lengths."
          })
    },
    start: async (schema) => {
      if (!isEnforceable(schema)) throw modelError(id, new Error(`a schema with ${beyond(schema)}`))
      const key = JSON.stringify(schema)
      const made = known.get(key) ?? llama.createGrammarForJsonSchema({ oneOf: [schema] })
      known.set(key, made)
      const grammarEvaluationState = new node.LlamaGrammarEvaluationState({ model, grammar: await made })
      return { grammarEvaluationState, tokenBias: withoutControl() }
    }
  }
}
