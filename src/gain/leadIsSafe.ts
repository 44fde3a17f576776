/** Confidence at which sampling stops, as published. */
export const leadConfidence = 0.95

/**
 * Probability that the leading answer is the more frequent one of the two most frequent answers, seen `lead` and `second`
 * times: that of p > ½ where p ~ Beta(lead + 1, second + 1).
 *
 * Unit: probability.
 * Assumes: lead ≥ second ≥ 0; a uniform prior; all answers but the two leading ones are passed over.
 * Source: Aggarwal, Madaan, Yang and Mausam 2023, "Let's Sample Step by Step: Adaptive-Consistency for Efficient
 * Reasoning and Coding with LLMs" (arXiv 2305.11860), the Beta stopping criterion. For whole numbers the incomplete beta
 * function at ½ is a sum of binomial chances.
 *
 * @example
 * leadProbability(4, 0) // 31/32
 *
 * @category gain
 */
export const leadProbability = (lead: number, second: number): number => {
  const n = lead + second + 1
  let logTerm = -n * Math.LN2
  let tail = Math.exp(logTerm)
  for (let j = 1; j <= second; j++) {
    logTerm += Math.log((n - j + 1) / j)
    tail += Math.exp(logTerm)
  }
  return 1 - tail
}

const leadsNeeded: Array<number> = []

/** True when the lead is large enough to stop sampling: {@link leadProbability} ≥ .95. */
export const leadIsSafe = (lead: number, second: number): boolean => {
  while (leadsNeeded.length <= second) {
    const seen = leadsNeeded.length
    let needed = seen
    while (leadProbability(needed, seen) < leadConfidence) needed++
    leadsNeeded.push(needed)
  }
  return lead >= (leadsNeeded[second] as number)
}
