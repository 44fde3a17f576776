import type { Prompt } from "./LanguageModel.js"
import type { JinjaTemplateChatWrapper, NativeModel, Token } from "./loadNodeLlamaCpp.js"
import { plainTemplate, plainTemplateStop } from "./plainTemplate.js"

/** A prompt as the tokens that are sent, and where its reply ends. */
export interface LlamaPrompt {
  readonly tokens: ReadonlyArray<Token>
  /** Stop strings that the template brings. */
  readonly stop: ReadonlyArray<string>
  /** Tokens that end a reply besides the model's own end tokens. */
  readonly ends: ReadonlySet<Token>
  /** First character that the vocabulary cannot express; absent means that all of them arrive. */
  readonly lost?: string
}

type Messages = Extract<Prompt, { kind: "messages" }>["messages"]

// llama.cpp leaves out characters without a token, and says nothing. Byte-level tokenizers are otherwise exact; the others
// may rewrite white space.
const firstLost = (
  model: NativeModel,
  exact: boolean,
  text: string,
  tokens: ReadonlyArray<Token>
): string | undefined => {
  const kept = model.detokenize(tokens)
  if (kept === text) return undefined
  const significant = (string: string) => [...(exact ? string : string.replace(/\s+/gu, ""))]
  const arrived = significant(kept)
  const sent = significant(text)
  if (!exact && arrived.length >= sent.length) return undefined
  return sent.find((character, index) => character !== arrived[index]) ?? ""
}

const triggers = (model: NativeModel, state: ReturnType<JinjaTemplateChatWrapper["generateContextState"]>) => {
  const ends = new Set<Token>()
  const stop: Array<string> = []
  for (const trigger of state.stopGenerationTriggers) {
    const [first] = trigger.tokenize(model.tokenizer)
    if (first !== undefined && model.isSpecialToken(first)) ends.add(first)
    else if (trigger.toString().trim() !== "") stop.push(trigger.toString())
  }
  return { ends, stop }
}

const history = (messages: Messages) => [
  ...messages.map(({ role, content }) => {
    if (role === "system") return { type: "system" as const, text: content }
    if (role === "user") return { type: "user" as const, text: content }
    return { type: "model" as const, response: [content] }
  }),
  ...(messages.at(-1)?.role === "assistant" ? [] : [{ type: "model" as const, response: [] }])
]

/**
 * Makes the function that turns prompts into tokens for one model.
 *
 * Text is sent as it is; messages go through the chat template of the file, up to and with the head of the assistant's
 * turn, or through {@link plainTemplate} where the file has none. What a message says never becomes a control token. The
 * begin token comes first exactly once, for models that want one.
 */
export const llamaPromptEncoder = (
  model: NativeModel,
  options: { readonly template: JinjaTemplateChatWrapper | null; readonly byteLevel: boolean }
): ((prompt: Prompt) => LlamaPrompt) => {
  const withBegin = (tokens: ReadonlyArray<Token>): ReadonlyArray<Token> => {
    const begin = model.tokens.bos
    return begin !== null && model.tokens.shouldPrependBosToken && tokens[0] !== begin ? [begin, ...tokens] : tokens
  }
  const none: ReadonlySet<Token> = new Set()

  const fromText = (text: string, stop: ReadonlyArray<string>): LlamaPrompt => {
    const tokens = model.tokenize(text)
    const lost = firstLost(model, options.byteLevel, text, tokens)
    return { tokens: withBegin(tokens), stop, ends: none, ...(lost === undefined ? {} : { lost }) }
  }
  const fromMessages = (template: JinjaTemplateChatWrapper, messages: Messages): LlamaPrompt => {
    const state = template.generateContextState({ chatHistory: history(messages) })
    const lost = messages
      .map(({ content }) => firstLost(model, options.byteLevel, content, model.tokenize(content)))
      .find((character) => character !== undefined)
    return {
      tokens: withBegin(state.contextText.tokenize(model.tokenizer)),
      ...triggers(model, state),
      ...(lost === undefined ? {} : { lost })
    }
  }
  const encode = (prompt: Prompt): LlamaPrompt => {
    if (prompt.kind === "text") return fromText(prompt.text, [])
    if (options.template !== null) return fromMessages(options.template, prompt.messages)
    return fromText(plainTemplate(prompt.messages), plainTemplateStop)
  }

  // The meter counts a prompt and then sends it: the same object, tokenised once.
  const known = new WeakMap<Prompt, LlamaPrompt>()
  return (prompt) => {
    const before = known.get(prompt)
    if (before !== undefined) return before
    const encoded = encode(prompt)
    known.set(prompt, encoded)
    return encoded
  }
}
