import type { CallSettled } from "../ledger/Event.js"
import { type Measure, measured, notEstimable } from "./Measure.js"

/**
 * Mean negative log-probability of the sampled tokens: how unlikely the model found what it said.
 *
 * Unit: nats a token, every token weighing the same.
 * Assumes: not the token entropy, which needs the probabilities of tokens that were not sampled and which no ledger holds. At
 * temperature 1 it estimates that entropy without bias along the texts that were sampled; at other temperatures, and where
 * a provider reports probabilities of another distribution than the one sampled from, it does not.
 * Errors: not estimable unless every call holds its log-probability and its number of tokens.
 *
 * @category dynamics
 */
export const surprisal = (calls: ReadonlyArray<Pick<CallSettled, "logProbability" | "usage">>): Measure => {
  let tokens = 0
  let sum = 0
  let unknown = 0
  for (const { logProbability, usage } of calls) {
    if (logProbability === undefined || usage.sampledTokens === null) unknown++
    else {
      tokens += usage.sampledTokens
      sum -= logProbability * usage.sampledTokens
    }
  }
  if (unknown > 0) return notEstimable(`${unknown} of ${calls.length} calls hold no log-probability`)
  return tokens === 0 ? notEstimable("no token was sampled") : measured(sum / tokens)
}
