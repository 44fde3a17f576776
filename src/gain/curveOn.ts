import type { PolicyCurve } from "./PolicyCurve.js"

/** A policy curve averaged over a set of items. Shape: one entry a size, costs ascending. */
export interface CurveOn {
  readonly curve: PolicyCurve
  readonly costs: ReadonlyArray<number>
  readonly scores: ReadonlyArray<number>
}

/**
 * Mean cost and mean score of every size over the given items.
 *
 * Assumes: at least one item, and every item complete with known costs.
 */
export const curveOn = (curve: PolicyCurve, items: ReadonlyArray<number>): CurveOn => {
  const average = (of: "scores" | "costs"): ReadonlyArray<number> =>
    curve.sizes.map((_, size) => {
      let sum = 0
      for (const item of items) sum += curve.items[item]?.[of]?.[size] ?? 0
      return sum / items.length
    })
  return { curve, costs: average("costs"), scores: average("scores") }
}
