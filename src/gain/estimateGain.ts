import { mean } from "../stats/mean.js"
import { studentQuantile } from "../stats/studentQuantile.js"
import type { Limits } from "../stats/wilsonLimits.js"
import type { ArmMeans } from "./ArmMeans.js"
import { type CheckedInput, checkGainInput } from "./checkGainInput.js"
import { bestPolicy, crossFit } from "./crossFit.js"
import { decideVerdicts } from "./decideVerdicts.js"
import { differenceLimits } from "./differenceLimits.js"
import type { Status } from "./Estimate.js"
import type { GainInput, GainResult } from "./GainInput.js"
import { gainNotes } from "./gainNotes.js"
import { intervalPValue } from "./intervalPValue.js"
import { minimumDetectable } from "./minimumDetectable.js"
import { moverLimits } from "./moverLimits.js"
import { pairMoments } from "./pairMoments.js"

/**
 * Estimates the collaboration gain Γ = Φ_M/Φ_S from score matrices, with its interval, verdict and p-value.
 *
 *     scores ─► 1 check, item means ─► 2 cross-fitted baseline ─► 3 moments of every pair ─► 4 intervals ─► 5 verdicts
 *
 * With one single-agent policy the interval is MOVER-Wilson with a design effect. With several that compete, the lower limit
 * is the smallest one over all of them, the upper limit is that against the cross-fitted baseline, and so is the point
 * estimate; Δ is treated alike. A gain is thus called positive only when the team beats every policy.
 *
 * Shape: items × seeds, every arm with the same items in the same order; rows may have different numbers of seeds. Every
 * item has the same weight.
 * Unit: scores are rescaled to [0, 1] by `range`; Γ is a ratio, at most 1/Φ_S; Δ is in rescaled score.
 * Assumes: clusters of items are independent draws from the population of items the result is to hold for; both arms
 * were run at matched budgets, which this function cannot see; the score has a true zero.
 * Errors: InputError for malformed input. Well-formed input that is too small gives the status *not-estimable* and a
 * reason: fewer than 2 items, or only one cluster. `gamma` is `null` and the status *unbounded* where only the single
 * agent's mean is 0, *uninformative* where both are.
 * Source: statistics as described in docs/gain.md; Wilson (1927), Donner and Zou (2012), Berger (1982) for the
 * intersection–union lower limit.
 *
 * @example
 * ```ts
 * import { estimateGain } from "collaboration-gain"
 *
 * const result = estimateGain({ team: [[1], [1], [0], [1]], single: [[1], [0], [0], [1]] })
 * console.log(result.gamma, result.verdict) // 1.5 "inconclusive"
 * ```
 *
 * @category gain
 */
export const estimateGain = (input: GainInput): GainResult => {
  // 1
  const checked = checkGainInput(input)
  const { team, singles, groups, level, method, relevance, margin, folds } = checked
  if (groups.count < 2) return notEstimable(checked)

  // 2
  const [first] = singles as [ArmMeans]
  const competing = singles.length > 1
  const { baseline, selected } = competing
    ? crossFit({ team, singles, groups, folds })
    : { baseline: first, selected: 0 }

  // 3
  const against = (single: ArmMeans) => pairMoments({ team, single, groups })
  const headline = against(baseline)
  const pairs = competing ? singles.map(against) : [headline]
  const { phiM, phiS, degrees } = headline
  const phiSInSample = competing ? mean((singles[selected] as ArmMeans).means) : phiS

  // 4
  const limits = (quantile: number): Limits => ({
    lower: pairs.reduce(
      (lowest, pair) => Math.min(lowest, moverLimits(pair, quantile).lower),
      Number.POSITIVE_INFINITY
    ),
    upper: moverLimits(headline, quantile).upper
  })
  const quantile = studentQuantile((1 + level) / 2, degrees)
  const interval = limits(quantile)
  const differences = pairs.map((pair) => differenceLimits(pair, quantile))
  const difference = differenceLimits(headline, quantile)

  // 5
  const verdicts = decideVerdicts({ interval, narrow: limits(studentQuantile(level, degrees)), relevance, margin })
  return {
    phiM,
    phiS,
    phiSInSample,
    gamma: ratio(phiM, phiS),
    gammaInSample: ratio(phiM, phiSInSample),
    status: statusOf(phiM, phiS),
    interval: { lower: interval.lower, upper: finite(interval.upper), level, method },
    delta: {
      value: phiM - phiS,
      lower: differences.reduce<number | null>(
        (lowest, one) => (lowest === null || one === null ? null : Math.min(lowest, one.lower)),
        Number.POSITIVE_INFINITY
      ),
      upper: difference === null ? null : difference.upper
    },
    p: intervalPValue({ limits, degrees, level }),
    verdict: verdicts[0] ?? "inconclusive",
    verdicts,
    minimumDetectable: detectable({ pairs: [headline, ...pairs], level, phiS }),
    selected,
    items: team.means.length,
    baseline: baseline.means,
    notes: gainNotes({ moments: headline, flat: difference === null || differences.includes(null) })
  }
}

const ratio = (above: number, below: number): number | null => (below > 0 ? above / below : null)

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

const statusOf = (phiM: number, phiS: number): Status => {
  if (phiS === 0) return phiM === 0 ? "uninformative" : "unbounded"
  return phiM === 1 && phiS === 1 ? "ceiling" : "ok"
}

// A team must be shown above every policy: the highest of the means needed against each, over the baseline's mean.
const detectable = (of: {
  readonly pairs: ReadonlyArray<Parameters<typeof minimumDetectable>[0]>
  readonly level: number
  readonly phiS: number
}): number | null => {
  const needed = of.pairs.map((pair) => minimumDetectable(pair, of.level))
  const highest = needed.reduce<number | null>(
    (most, one) => (most === null || one === null ? null : Math.max(most, one)),
    0
  )
  return highest === null ? null : ratio(highest, of.phiS)
}

const notEstimable = ({ team, singles, level, method }: CheckedInput): GainResult => {
  const items = team.means.length
  const reason =
    items < 2
      ? `requires at least 2 items, got ${items}`
      : "requires at least 2 clusters of items, got 1: how much items vary cannot be seen"
  const [single] = singles
  const selected = items === 0 ? null : bestPolicy(singles)
  return {
    phiM: items === 0 ? null : mean(team.means),
    phiS: items === 0 || singles.length > 1 || single === undefined ? null : mean(single.means),
    phiSInSample: selected === null ? null : mean((singles[selected] as ArmMeans).means),
    gamma: null,
    gammaInSample: null,
    status: "not-estimable",
    reason,
    interval: { lower: null, upper: null, level, method },
    delta: { value: null, lower: null, upper: null },
    p: null,
    verdict: "not-estimable",
    verdicts: ["not-estimable"],
    minimumDetectable: null,
    selected,
    items,
    notes: []
  }
}
