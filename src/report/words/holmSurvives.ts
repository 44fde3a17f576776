import type { Analysis } from "../../design/Analysis.js"
import type { Estimate } from "../../gain/Estimate.js"

/** Whether a row is still significant after Holm's correction over all rows; `null` where no such p-value exists. */
export const holmSurvives = (estimate: Pick<Estimate, "pHolm">, analysis: Pick<Analysis, "level">): boolean | null =>
  estimate.pHolm === null ? null : estimate.pHolm < Number((1 - analysis.level).toFixed(12))
