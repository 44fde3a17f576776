/** A ratio to draw; `null` is no finite value or no upper bound, a lower bound of 0 is none. */
export interface DrawnRatio {
  readonly gamma: number | null
  readonly lower: number
  readonly upper: number | null
}

/**
 * The stretch of a ratio axis: wide enough for every value and for the bounds within a factor of 4 of them; bounds beyond end
 * in an arrow, so that one vague row cannot flatten the rest.
 */
export const ratioStretch = (
  drawn: ReadonlyArray<DrawnRatio>,
  relevance: number
): { readonly from: number; readonly to: number } => {
  const centres = [
    1,
    // Where Γ has no finite value, its lower bound is what there is to see.
    ...drawn
      .map((d) => d.gamma ?? d.lower)
      .flatMap((value) => (value <= 0 ? [] : [Math.min(1e3, Math.max(1e-3, value))]))
  ]
  const low = Math.min(...centres) / 4
  const high = Math.max(...centres) * 4
  const bounds = drawn
    .flatMap((d) => [d.lower, ...(d.upper === null ? [] : [d.upper])])
    .filter((value) => value >= low && value <= high)
  const values = [1 / relevance ** 1.5, relevance ** 1.5, ...centres, ...bounds]
  const from = Math.log(Math.min(...values))
  const to = Math.log(Math.max(...values))
  const air = 0.06 * (to - from)
  return { from: Math.exp(from - air), to: Math.exp(to + air) }
}
