import type { Attribution, EffectEstimate, FactorAttribution } from "../../attribution/Attribution.js"

/** The measures of a factor in the order of every table. */
export const measureNames = ["from-full", "from-base", "main", "shapley"] as const satisfies ReadonlyArray<
  Attribution["contrast"]
>

/** A measure as tables head it. */
export const measureWords: Readonly<Record<Attribution["contrast"], string>> = {
  "from-full": "from full",
  "from-base": "from base",
  main: "main effect",
  shapley: "Shapley value"
}

/** A measure of a factor by its name. */
export const measureOf = (factor: FactorAttribution, measure: Attribution["contrast"]): EffectEstimate => {
  switch (measure) {
    case "from-full":
      return factor.fromFull
    case "from-base":
      return factor.fromBase
    case "main":
      return factor.main
    case "shapley":
      return factor.shapley
  }
}
