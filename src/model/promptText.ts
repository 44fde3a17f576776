import type { Prompt } from "./LanguageModel.js"

/** All that a prompt says, without roles: its text, or the contents of its messages, one line each. */
export const promptText = (prompt: Prompt): string =>
  prompt.kind === "text" ? prompt.text : prompt.messages.map(({ content }) => content).join("\n")
