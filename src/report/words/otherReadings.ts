import type { Attribution, EffectEstimate, FactorAttribution } from "../../attribution/Attribution.js"
import { effectText } from "./effectText.js"
import { measureNames, measureOf, measureWords } from "./measureNames.js"

/** 1 or −1 where the interval shows a direction, else 0. */
const directionOf = ({ lower, upper, clear }: EffectEstimate): number =>
  !clear || lower === null || upper === null ? 0 : lower > 0 ? 1 : upper < 0 ? -1 : 0

/** The measures that show another direction than the declared contrast, with their numbers; empty where none does. */
export const otherReadings = (factor: FactorAttribution, result: Pick<Attribution, "contrast">): string => {
  const declared = measureOf(factor, result.contrast)
  if (declared.estimate === null) return ""
  const others = measureNames.filter((name) => {
    const effect = measureOf(factor, name)
    return (
      name !== result.contrast &&
      effect.estimate !== null &&
      directionOf(effect) !== directionOf(declared) &&
      effect.clear
    )
  })
  const told = others.map((name) => {
    const { point, interval } = effectText(measureOf(factor, name))
    return `${measureWords[name]} ${point} ${interval}`
  })
  return told.length === 0 ? "" : `Read otherwise: ${told.join("; ")}.`
}
