import { createStream } from "../stats/createStream.js"
import { deriveSeed } from "../stats/deriveSeed.js"
import { normalCdf } from "../stats/normalCdf.js"
import type { Pair, PairIntervals } from "./PairIntervals.js"
import { drawQuantile, ratioOfSums, resampleRows } from "./resampleRows.js"

/**
 * Intervals of Γ by the Bayesian bootstrap with corners: every group of items gets a Gamma(1) weight, and four made-up items
 * with the scores (0, 0), (0, 1), (1, 0) and (1, 1) get a Gamma(½) weight each.
 *
 * The corners keep the interval from shrinking to a point where the arms agree or a mean is 0. With one 0/1 seed an item the
 * draws are those of the posterior with a Jeffreys prior, a Dirichlet distribution over the four outcomes.
 *
 * Unit: scores in [0, 1]. `draws` are of Γ, ascending.
 * Assumes: groups of items are independent.
 * Source: D. B. Rubin (1981), Ann. Statist. 9, with the corners added.
 *
 * @category gain
 */
export const bayesBootstrapIntervals = (
  pair: Pair,
  of: { readonly floor: number; readonly seed: number; readonly resamples: number }
): PairIntervals => {
  const { above, below, shapes } = weighted(pair, of.floor)
  const stream = createStream(deriveSeed(of.seed, "bayes-bootstrap"))
  const single = shapes.filter((shape) => shape === 1).length
  const weights = new Float64Array(single)
  const draws = new Float64Array(of.resamples)
  for (let draw = 0; draw < draws.length; draw++) {
    stream.fillExponential(weights)
    let over = 0
    let under = 0
    for (let row = 0; row < shapes.length; row++) {
      const weight = row < single ? (weights[row] as number) : stream.gamma(shapes[row] as number)
      over += weight * (above[row] as number)
      under += weight * (below[row] as number)
    }
    draws[draw] = ratioOfSums(over, under)
  }
  draws.sort()
  return {
    limits: (quantile) => ({
      lower: drawQuantile(draws, normalCdf(-quantile)),
      upper: drawQuantile(draws, normalCdf(quantile))
    }),
    degrees: Number.POSITIVE_INFINITY,
    draws
  }
}

// Equal rows are merged: the sum of k Gamma(1) weights is a Gamma(k) weight. Rows of shape 1 come first.
const weighted = (pair: Pair, floor: number) => {
  const { above, below } = resampleRows(pair, floor)
  const merged: Array<{ readonly above: number; readonly below: number; shape: number }> = []
  above.forEach((over, row) => {
    const under = below[row] as number
    const last = merged.at(-1)
    if (last !== undefined && last.above === over && last.below === under) last.shape += 1
    else merged.push({ above: over, below: under, shape: 1 })
  })
  for (const m of [0, 1]) {
    for (const s of [0, 1]) {
      const corner = merged.find((row) => row.above === m - floor && row.below === s - floor)
      if (corner === undefined) merged.push({ above: m - floor, below: s - floor, shape: 0.5 })
      else corner.shape += 0.5
    }
  }
  const order = [...merged.filter((row) => row.shape === 1), ...merged.filter((row) => row.shape !== 1)]
  return {
    above: Float64Array.from(order, (row) => row.above),
    below: Float64Array.from(order, (row) => row.below),
    shapes: Float64Array.from(order, (row) => row.shape)
  }
}
