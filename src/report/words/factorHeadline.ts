import type { Attribution, FactorAttribution } from "../../attribution/Attribution.js"
import { aliasText } from "./aliasText.js"
import { effectState } from "./effectState.js"
import { measureOf } from "./measureNames.js"

/** What is known of a factor, in a clause without a capital and a full stop. */
export const factorHeadline = (factor: FactorAttribution, result: Pick<Attribution, "contrast">): string => {
  if (factor.class === "I") return "a driver of the gain"
  if (factor.class === "II") {
    switch (factor.verdict) {
      case "harmful":
        return "should go: it does harm"
      case "positive-below-relevance":
        return "can go: it helps, but by less than matters"
      default:
        return "can go: a gain that matters is ruled out"
    }
  }
  const effect = measureOf(factor, result.contrast)
  switch (effectState(effect)) {
    case "none":
      return "not known: its effect is not estimable"
    case "aliased":
      return `not known: the runs cannot tell it from ${aliasText(effect, 3)}`
    case "clear":
      return factor.verdict === "positive" ? "raises the score, but is not shown to be a driver" : "not known"
  }
}
