import * as Effect from "effect/Effect"
import { InputError } from "../errors/InputError.js"

const refuse = (what: string, value: string, limit: string): InputError =>
  new InputError({ what, value, limit, advice: "For example 600, or tokens=600,calls=10." })

/** What `--budget` may cap. */
export const budgetNames = ["tokens", "promptTokens", "sampledTokens", "calls", "seconds", "cost"]

/** What `--limit` may cap. */
export const limitNames = ["tokens", "calls", "seconds", "cost"]

/**
 * Reads `600` or `tokens=600,calls=10` from the command line; a lone number is in tokens.
 *
 * Errors: InputError for an unknown name or an amount that is not a number above 0.
 */
export const parseAmounts = Effect.fnUntraced(function* (
  what: string,
  text: string,
  names: ReadonlyArray<string>
): Effect.fn.Return<Record<string, number>, InputError> {
  const amounts: Record<string, number> = {}
  for (const part of text.split(",")) {
    const [name = "", value] = part.includes("=") ? part.split("=", 2) : ["tokens", part]
    if (!names.includes(name)) return yield* refuse(what, part, `must name one of ${names.join(", ")}`)
    const amount = Number(value)
    if (!(Number.isFinite(amount) && amount > 0)) {
      return yield* refuse(`${what} ${name}`, String(value), "must be a number above 0")
    }
    amounts[name] = amount
  }
  return amounts
})
