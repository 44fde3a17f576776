/**
 * What a call, a trial or an arm consumed. `null` means unknown and stays unknown: adding it to anything gives `null`,
 * never 0, and a trial whose matched dimension is unknown cannot enter Γ.
 *
 * Unit: tokens, calls, seconds, currency of the cost model.
 */
export interface Usage {
  /** Prompt tokens sent, each call anew, whether or not a cache served them. */
  readonly promptTokens: number | null
  /** Tokens the model sampled, the end token included where the model reports it. */
  readonly sampledTokens: number | null
  /** Tokens the device really evaluated (a reused prefix is free here); a second meter beside the logical one. */
  readonly evaluatedTokens: number | null
  readonly calls: number
  /** Sum over calls of the time from request to reply. */
  readonly seconds: number | null
  readonly cost: number | null
}

/** Usage of nothing: all zeros. */
export const noUsage: Usage = {
  promptTokens: 0,
  sampledTokens: 0,
  evaluatedTokens: 0,
  calls: 0,
  seconds: 0,
  cost: 0
}

const plus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b)

/** Sum of two usages; unknown plus anything is unknown. */
export const addUsage = (a: Usage, b: Usage): Usage => ({
  promptTokens: plus(a.promptTokens, b.promptTokens),
  sampledTokens: plus(a.sampledTokens, b.sampledTokens),
  evaluatedTokens: plus(a.evaluatedTokens, b.evaluatedTokens),
  calls: a.calls + b.calls,
  seconds: plus(a.seconds, b.seconds),
  cost: plus(a.cost, b.cost)
})

/** Dimensions in which budgets are capped and arms are matched. `tokens` = prompt + sampled. */
export const dimensions = [
  "tokens",
  "promptTokens",
  "sampledTokens",
  "evaluatedTokens",
  "calls",
  "seconds",
  "cost"
] as const
export type Dimension = (typeof dimensions)[number]

/** The amount of one dimension in a usage; `null` where unknown. */
export const amount = (usage: Usage, dimension: Dimension): number | null =>
  dimension === "tokens" ? plus(usage.promptTokens, usage.sampledTokens) : usage[dimension]
