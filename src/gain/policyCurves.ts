import { bestOfK } from "../stats/bestOfK.js"
import { deriveSeed } from "../stats/deriveSeed.js"
import { adaptiveCurve, adaptiveMaxima } from "./adaptiveCurve.js"
import { bestOfCurve } from "./bestOfCurve.js"
import type { PolicyCurve } from "./PolicyCurve.js"
import { pluralityCurve } from "./pluralityCurve.js"
import type { Sample, Samples } from "./Samples.js"
import type { Unit } from "./Unit.js"

/**
 * All policies that can be read from one single-agent arm's pool of samples.
 *
 * Every pool gives one run and self-consistency of 2, 3, … samples. A pool whose trials end with a judgement of their own
 * answer also gives best-of-k. A pool of plain reasoned answers (style `chain-of-thought`, protocol `independent` or
 * `relay`) also gives adaptive self-consistency, replayed from the stored samples.
 *
 * Unit: see {@link PolicyCurve}; k samples cost k times the item's mean cost a sample, or, where the unit counts samples side
 * by side, as much as the dearest of k of them in the mean.
 * Assumes: the samples of a pool are exchangeable. `seed` is the root seed of the design; it orders the replays.
 *
 * @category gain
 */
export const policyCurves = (
  samples: Samples,
  seed: number,
  unit: Pick<Unit, "sideBySide"> = {}
): ReadonlyArray<PolicyCurve> => {
  const { blueprint } = samples.arm
  const whole = samples.samples.map((row) => (row.every((sample) => sample !== null) ? row : null))
  const sizes = Array.from({ length: samples.size }, (_, index) => index + 1)
  const greedy = blueprint.agents.every((agent) => agent.temperature === 0)
  const common = { arm: samples.arm, pool: samples.size, costUnknown: samples.costUnknown, flatBeyond: greedy }

  const costs = whole.map((row) => (row === null ? null : costCurve(row, unit)))
  const read = (score: (row: ReadonlyArray<Sample>) => Float64Array): PolicyCurve["items"] =>
    whole.map((row, item) => (row === null ? null : { scores: score(row), costs: costs[item] ?? null }))

  const curves: Array<PolicyCurve> = [{ ...common, kind: "plurality", sizes, items: read(pluralityCurve) }]
  if (samples.size > 1 && blueprint.protocol.kind === "verify") {
    curves.push({ ...common, kind: "best-of", sizes, items: read(bestOfCurve) })
  }
  const maxima = adaptiveMaxima(samples.size)
  const reasoned =
    (blueprint.protocol.kind === "independent" || blueprint.protocol.kind === "relay") &&
    blueprint.agents.every((agent) => agent.style === "chain-of-thought")
  if (reasoned && !greedy && maxima.length > 0) {
    const single = curves[0]?.items
    const items = whole.map((row, item) => {
      const one = single?.[item]
      if (row === null || !one) return null
      const purpose = deriveSeed(seed, "adaptive", samples.task.id, blueprint.id, samples.items[item]?.id ?? "")
      const replayed = adaptiveCurve(row, maxima, purpose)
      // One run is no replay: it is taken over exactly.
      return {
        scores: Float64Array.of(one.scores[0] ?? 0, ...replayed.scores),
        costs: one.costs && replayed.costs && Float64Array.of(one.costs[0] ?? 0, ...replayed.costs)
      }
    })
    curves.push({ ...common, kind: "adaptive", sizes: [1, ...maxima], items, flatBeyond: true })
  }
  return curves
}

const costCurve = (row: ReadonlyArray<Sample>, { sideBySide }: Pick<Unit, "sideBySide">): Float64Array | null => {
  let sum = 0
  const costs: Array<{ readonly grade: number; readonly rating: number }> = []
  for (const { cost } of row) {
    if (cost === null) return null
    sum += cost
    costs.push({ grade: cost, rating: cost })
  }
  if (sideBySide === true) return Float64Array.from(row, (_, index) => bestOfK({ samples: costs, k: index + 1 }))
  return Float64Array.from(row, (_, index) => ((index + 1) * sum) / row.length)
}
