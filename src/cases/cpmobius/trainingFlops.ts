/**
 * FLOPs of tokens by the usual count: 2 per parameter for a token that goes forward only, 6 for one that is trained.
 *
 * Assumes: attention over the context and optimiser steps are left out, for all arms alike. `null` where the number of
 * parameters is unknown.
 *
 * @example
 * trainingFlops(1e6, { forward: 100, trained: 10 }) // 260,000,000
 *
 * @category cpmobius
 */
export const trainingFlops = (
  parameters: number | null,
  tokens: { readonly forward: number; readonly trained: number }
): number | null => (parameters === null ? null : parameters * (2 * tokens.forward + 6 * tokens.trained))
