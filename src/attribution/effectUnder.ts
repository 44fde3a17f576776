import type { EffectEstimate, FactorAttribution } from "./Attribution.js"
import type { ClassContrast } from "./CellData.js"

/** A factor's effect under a contrast. */
export const effectUnder = (factor: FactorAttribution, contrast: ClassContrast): EffectEstimate => {
  switch (contrast) {
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
