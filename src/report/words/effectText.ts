import type { EffectEstimate } from "../../attribution/Attribution.js"
import { formatDifference } from "../format/formatDifference.js"
import { formatInterval } from "../format/formatInterval.js"
import { formatPoint } from "../format/formatPoint.js"
import { formatSigned } from "../format/formatSigned.js"

/** An effect as a reader should see it: a factor on Γ, or score points where the log scale has no value; dashes where none. */
export const effectText = (effect: EffectEstimate): { readonly point: string; readonly interval: string } => {
  if (effect.estimate === null) return { point: "–", interval: "–" }
  return effect.ratio.value === null
    ? { point: formatSigned(effect.estimate), interval: formatDifference(effect.lower, effect.upper) }
    : { point: formatPoint(effect.ratio.value), interval: formatInterval(effect.ratio.lower, effect.ratio.upper) }
}
