import type { GainResult } from "./GainInput.js"

/**
 * What remains of a result when the single agent's curve ends below the team's cost.
 *
 * The envelope at the end of the curve is then only a lower bound of the single agent's score, so Γ has only an upper
 * limit: the lower limit goes, every verdict that rests on it goes, and only *harmful* may stand. The p-value stays where it
 * speaks against the team and is 1 otherwise.
 *
 * Source: free disposal; spending more never lowers the envelope.
 *
 * @category gain
 */
export const onlyUpperLimit = (result: GainResult): GainResult => {
  if (result.status === "not-estimable") return result
  const harmful = result.verdicts.includes("harmful")
  const below = result.gamma !== null && result.gamma < 1
  return {
    ...result,
    interval: { ...result.interval, lower: null },
    delta: { ...result.delta, lower: null },
    p: result.p === null || below ? result.p : 1,
    verdict: harmful ? "harmful" : "unmatched",
    verdicts: harmful ? ["harmful", "unmatched"] : ["unmatched"],
    minimumDetectable: null
  }
}
