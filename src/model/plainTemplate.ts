import type { Prompt } from "./LanguageModel.js"

type Messages = Extract<Prompt, { kind: "messages" }>["messages"]

const names = { system: "System", user: "User", assistant: "Assistant" } as const

/** A reply of a model without a template ends where it begins to write the next turn. */
export const plainTemplateStop: ReadonlyArray<string> = ["\nUser:", "\nSystem:"]

/**
 * Messages as plain text, for a model whose file has no chat template: `User: …`, a blank line, `Assistant:`.
 *
 * A last message of the assistant is left open, so that the model goes on with it.
 */
export const plainTemplate = (messages: Messages): string => {
  const turns = messages.map(({ role, content }) => `${names[role]}: ${content}`)
  return messages.at(-1)?.role === "assistant" ? turns.join("\n\n") : [...turns, "Assistant:"].join("\n\n")
}
