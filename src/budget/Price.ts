import * as Schema from "effect/Schema"

const Amount = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))

/** Money for a million tokens, in one currency for the whole study. */
export const Price = Schema.Struct({ prompt: Amount, sampled: Amount })
export type Price = typeof Price.Type

/** Money for some tokens; `null` where the price or a count is unknown. */
export const priceOf = (
  price: Price | undefined,
  promptTokens: number | null,
  sampledTokens: number | null
): number | null =>
  price === undefined || promptTokens === null || sampledTokens === null
    ? null
    : (promptTokens * price.prompt + sampledTokens * price.sampled) / 1e6
