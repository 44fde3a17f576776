import type { Estimate } from "./Estimate.js"
import { type Row, rowBudget, rowHead, rowNotes } from "./Row.js"

/** Method of an interval that may be looked at all the time. */
export const alwaysValid = "always-valid"

/** A row whose Γ is not estimable, with the reason. */
export const blankRow = (
  row: Row,
  known: { readonly reason: string; readonly items?: number; readonly missing?: number; readonly cost?: number }
): Estimate => ({
  ...rowHead(row),
  phiM: null,
  phiS: null,
  phiSInSample: null,
  gamma: null,
  gammaInSample: null,
  status: "not-estimable",
  reason: known.reason,
  interval: { lower: null, upper: null, level: row.design.analysis.level, method: "none" },
  delta: { value: null, lower: null, upper: null },
  verdict: "not-estimable",
  verdicts: ["not-estimable"],
  p: null,
  pHolm: null,
  minimumDetectable: null,
  baseline: { strategies: [], selected: null, slope: null },
  items: known.items ?? 0,
  missing: known.missing ?? 0,
  budget: { ...rowBudget(row), team: known.cost ?? null, single: null, matched: false, reason: known.reason },
  decomposition: [],
  notes: rowNotes(row)
})
