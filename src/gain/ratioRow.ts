import { blankRow } from "./blankRow.js"
import type { Estimate } from "./Estimate.js"
import { estimateGain } from "./estimateGain.js"
import { clusterOf, type Row, rowBudget, rowHead, rowNotes } from "./Row.js"
import { missingTerm } from "./ratioTerm.js"
import type { Samples } from "./Samples.js"

/**
 * A row without Γ: the cost of an arm is not known, so there is only the ratio of the team's score to that of one run of
 * the best single-agent strategy.
 *
 * Shape: items on which every arm has all its trials, whatever they cost.
 * Assumes: nothing about budgets, so the verdict is `unmatched` and there is no p-value.
 *
 * @category gain
 */
export const ratioRow = (row: Row, unknown: ReadonlyArray<Samples>): Estimate => {
  const { design, team } = row
  const names = unknown.map((arm) => arm.arm.blueprint.id).join(", ")
  const reason = `the cost of ${names} in ${row.unit.name} is not known: a ratio of mean scores, not a gain`
  const runs = row.curves.filter((curve) => curve.kind === "plurality")
  const positions = team.items.map((_, item) => item)
  const complete = positions.filter(
    (item) =>
      (team.samples[item] ?? []).every((sample) => sample !== null) && runs.every((curve) => curve.items[item] !== null)
  )
  const missing = positions.length - complete.length
  if (complete.length === 0) return blankRow(row, { reason: "no item has all its trials", missing })
  const { level, relevance, margin, folds } = design.analysis
  const result = estimateGain({
    team: complete.map((item) => (team.samples[item] ?? []).map((sample) => sample?.score ?? 0)),
    singles: runs.map((curve) => complete.map((item) => [curve.items[item]?.scores[0] ?? 0])),
    clusters: complete.map((item) => clusterOf(team, item)),
    level,
    relevance,
    margin,
    folds
  })
  const notes = [...result.notes, ...rowNotes(row)]
  return {
    ...rowHead(row),
    phiM: result.phiM,
    phiS: result.phiS,
    phiSInSample: result.phiSInSample,
    gamma: result.gamma,
    gammaInSample: result.gammaInSample,
    status: result.status,
    reason: result.reason === undefined ? reason : `${result.reason}; ${reason}`,
    interval: result.interval,
    delta: result.delta,
    verdict: "unmatched",
    verdicts: ["unmatched"],
    p: null,
    pHolm: null,
    minimumDetectable: null,
    baseline: {
      strategies: [],
      selected: result.selected === null ? null : (runs[result.selected]?.arm.blueprint.id ?? null),
      slope: null
    },
    items: complete.length,
    missing,
    budget: { ...rowBudget(row), team: null, single: null, matched: false, reason },
    decomposition:
      row.comparison === "parity" ? [missingTerm("team-over-single", "not estimable: costs are not known")] : [],
    notes
  }
}
