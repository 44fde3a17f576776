import { ModelError } from "../errors/ModelError.js"

/** The prompt leaves no room for one token of reply. */
export const contextOverflow = (id: string, promptTokens: number, contextTokens: number): ModelError =>
  new ModelError({
    reason: "context-overflow",
    retryable: false,
    what: `Prompt for model ${id}`,
    value: `${promptTokens} tokens`,
    limit: `prompt and reply have ${contextTokens} tokens together`,
    advice: "Shorten the messages of the blueprint, or take a model with a longer context."
  })
