/** Bounds of the share of answers that agree with the pseudo-label, both inclusive. */
export interface GateBounds {
  readonly lower: number
  readonly upper: number
}

// A share such as .2 of 15 is 3.0000000000000004 in binary.
const slack = 1e-9

/**
 * Fewest and most agreeing answers out of n with which a problem is kept. Unit: answers.
 *
 * @example
 * gateCounts({ lower: 0.2, upper: 0.8 }, 16) // { least: 4, most: 12 }
 *
 * @category cpmobius
 */
export const gateCounts = (
  { lower, upper }: GateBounds,
  answers: number
): { readonly least: number; readonly most: number } => ({
  least: Math.ceil(lower * answers - slack),
  most: Math.floor(upper * answers + slack)
})

/**
 * Whether the gate keeps a problem: problems of middling agreement pass. Counts are compared, not shares. Without bounds
 * (`null`) every problem passes.
 *
 * @example
 * passesGate({ lower: 0.2, upper: 0.8 }, { winners: 12, answers: 16 }) // true
 * passesGate({ lower: 0.2, upper: 0.8 }, { winners: 13, answers: 16 }) // false
 *
 * @category cpmobius
 */
export const passesGate = (
  bounds: GateBounds | null,
  of: { readonly winners: number; readonly answers: number }
): boolean => {
  if (bounds === null) return true
  const { least, most } = gateCounts(bounds, of.answers)
  return of.winners >= least && of.winners <= most
}
