import type { Attribution, FactorAttribution } from "../../attribution/Attribution.js"
import { effectState } from "./effectState.js"
import { measureOf } from "./measureNames.js"
import type { Tone } from "./Tone.js"

/** The label and the tone of a factor's class: what to do with it. */
export const factorTone = (
  factor: FactorAttribution,
  { contrast }: Pick<Attribution, "contrast">
): { readonly label: string; readonly tone: Tone } => {
  switch (factor.class) {
    case "I":
      return { label: "Class I: driver", tone: "gain" }
    case "II":
      return factor.verdict === "harmful"
        ? { label: "Class II: prune, harmful", tone: "loss" }
        : { label: "Class II: prune", tone: "same" }
    case "unclassified": {
      const state = effectState(measureOf(factor, contrast))
      if (state === "none") return { label: "not estimable", tone: "none" }
      if (state === "aliased") return { label: "open: aliased", tone: "none" }
      return factor.verdict === "positive"
        ? { label: "raises the score, class open", tone: "small-gain" }
        : { label: "open", tone: "open" }
    }
  }
}
