const words: Readonly<Record<string, string>> = {
  tokens: "tokens",
  promptTokens: "prompt tokens",
  sampledTokens: "sampled tokens",
  evaluatedTokens: "evaluated tokens",
  calls: "calls",
  seconds: "seconds",
  cost: "units of cost"
}

/** The unit of a budget dimension in words. */
export const dimensionWords = (dimension: string): string =>
  (Object.hasOwn(words, dimension) ? words[dimension] : undefined) ?? dimension
