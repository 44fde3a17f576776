import type { ModelIdentity, Prompt } from "./LanguageModel.js"

/** One message of a chat. */
export interface ChatMessage {
  readonly role: "system" | "user" | "assistant"
  readonly content: string
}

/** What a system of one's own may say to a model: one text, or the messages of a chat. */
export type ChatInput = string | ReadonlyArray<ChatMessage>

/**
 * The prompt that a model can read. A model of the chat dialect gets messages, one text as the user's. A model of the compact
 * dialect knows no roles: the texts are sent one after the other, nothing between them.
 */
export const promptFor = ({ dialect }: Pick<ModelIdentity, "dialect">, input: ChatInput): Prompt => {
  if (dialect === "chat") {
    return { kind: "messages", messages: typeof input === "string" ? [{ role: "user", content: input }] : input }
  }
  return { kind: "text", text: typeof input === "string" ? input : input.map(({ content }) => content).join("") }
}
