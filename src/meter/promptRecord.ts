import type { Prompt } from "../model/LanguageModel.js"

/** Prompt as one text with its roles, for the ledger. */
export const promptRecord = (prompt: Prompt): string =>
  prompt.kind === "text"
    ? prompt.text
    : prompt.messages.map((message) => `${message.role}: ${message.content}`).join("\n\n")
