import type { Blueprint } from "../blueprint/Blueprint.js"
import { filledTo } from "./candidatesAt.js"
import type { CurveOn } from "./curveOn.js"
import type { Term } from "./Estimate.js"
import { independentEnsemble, ordinaryRun } from "./independentEnsemble.js"
import { missingTerm, ratioTerm } from "./ratioTerm.js"

/**
 * Splits what a team gains over one ordinary single-agent run into parts whose ratios multiply to it.
 *
 * With an independent ensemble E: resource accumulation Φ_S*(B)/Φ_S(b₁), independent ensemble Φ_E(B)/Φ_S*(B), interaction
 * Φ_M(B)/Φ_E(B); the last two multiply to Γ. Without one: resource accumulation, and Γ as `team-over-single`.
 *
 * Shape: `team` and `baseline` hold one score for every one of `items`, in the same order.
 * Unit: ratios; intervals as in {@link ratioTerm}.
 * Assumes: matched budgets. That the policies of `baseline` were chosen is accounted for in the interval of Γ, not in these.
 * Errors: a term that is not estimable is `null` with its reason.
 *
 * @category gain
 */
export const decompose = (input: {
  readonly blueprint: Blueprint
  readonly team: ReadonlyArray<number>
  /** The cross-fitted envelope of Γ. */
  readonly baseline: ReadonlyArray<number>
  readonly curves: ReadonlyArray<CurveOn>
  readonly items: ReadonlyArray<number>
  readonly budget: number
  readonly clusters: ReadonlyArray<string>
  readonly level: number
}): { readonly terms: ReadonlyArray<Term>; readonly notes: ReadonlyArray<string> } => {
  const { blueprint, team, baseline, curves, items, budget, clusters, level } = input
  const all = curves.map((means) => means.curve)
  const ordinary = ordinaryRun(blueprint, all)
  const term = (name: Term["name"], over: ReadonlyArray<number>, under: ReadonlyArray<number>): Term =>
    ratioTerm({ name, over, under, clusters, level })
  const accumulation =
    ordinary === undefined
      ? missingTerm("resource-accumulation", "not estimable: there is no ordinary single-agent run")
      : term(
          "resource-accumulation",
          baseline,
          items.map((item) => ordinary.items[item]?.scores[0] ?? 0)
        )
  const terms = (): ReadonlyArray<Term> => {
    const pool = independentEnsemble(blueprint, all)
    const without = (reason: string): ReadonlyArray<Term> => [
      accumulation,
      missingTerm("independent-ensemble", reason),
      term("team-over-single", team, baseline)
    ]
    if ("reason" in pool) return without(pool.reason)
    const means = curves.find((one) => one.curve === pool)
    const filled = means === undefined ? null : filledTo(means, budget)
    if (filled === null) return without("not estimable: the pool of single runs does not reach the team's budget")
    const ensemble = items.map((item) => filled.scoreOf(item) ?? 0)
    return [accumulation, term("independent-ensemble", ensemble, baseline), term("interaction", team, ensemble)]
  }
  return {
    terms: terms(),
    notes: ordinary === undefined ? [] : [`one ordinary single-agent run: ${ordinary.arm.blueprint.id}`]
  }
}
