import { createStream } from "../stats/createStream.js"
import { deriveSeed } from "../stats/deriveSeed.js"
import { normalCdf } from "../stats/normalCdf.js"
import { normalQuantile } from "../stats/normalQuantile.js"
import { noIntervals, type Pair, type PairIntervals } from "./PairIntervals.js"
import { drawQuantile, type ResampleRows, ratioOfSums, resampleRows } from "./resampleRows.js"

const unlimited = Number.POSITIVE_INFINITY

/**
 * BCa bootstrap intervals of Γ: groups of items are drawn with replacement; the percentiles are corrected for bias and
 * acceleration.
 *
 * Assumes: groups are independent, and at least 100 of them. Few successes and ceilings deceive it.
 * Errors: no interval where a mean is 0, or where resamples do not differ from the estimate to both sides.
 * Source: B. Efron (1987), JASA 82. The bias counts half of the draws that equal the estimate; acceleration by the
 * infinitesimal jackknife; quantiles as in R's `boot.ci`.
 *
 * @category gain
 */
export const bcaIntervals = (
  pair: Pair,
  of: { readonly floor: number; readonly seed: number; readonly resamples: number }
): PairIntervals => {
  const rows = resampleRows(pair, of.floor)
  const [above, below] = [total(rows.above), total(rows.below)]
  if (!(above > 0 && below > 0)) {
    return noIntervals("the mean score of an arm is 0: resamples cannot say how far off that is", unlimited)
  }
  return bcaFrom({ ratio: above / below, draws: bootstrapRatios(rows, of), acceleration: accelerationOf(rows) })
}

/** The intervals from draws that are at hand, in any order; NaN is a resample without a ratio and left out. */
export const bcaFrom = (of: {
  readonly ratio: number
  readonly draws: Float64Array
  readonly acceleration: number
}): PairIntervals => {
  const { ratio, acceleration } = of
  const sorted = of.draws.filter((draw) => !Number.isNaN(draw)).sort()
  const slack = 1e-12 * ratio
  const less = countBelow(sorted, ratio - slack)
  const equal = countBelow(sorted, ratio + slack) - less
  const bias = normalQuantile(sorted.length === 0 ? 0 : (less + equal / 2) / sorted.length)
  if (!Number.isFinite(bias) || equal === sorted.length) {
    return noIntervals("resamples do not differ from the estimate to both sides", unlimited)
  }
  const corrected = (z: number): number => {
    const scale = 1 - acceleration * (bias + z)
    return scale > 0 ? normalCdf(bias + (bias + z) / scale) : z < 0 ? 0 : 1
  }
  return {
    limits: (quantile) => ({
      lower: drawQuantile(sorted, corrected(-quantile)),
      upper: drawQuantile(sorted, corrected(quantile))
    }),
    degrees: unlimited
  }
}

const bootstrapRatios = (
  { above, below }: ResampleRows,
  of: { readonly seed: number; readonly resamples: number }
): Float64Array => {
  const stream = createStream(deriveSeed(of.seed, "bca"))
  const drawn = new Uint32Array(above.length)
  const draws = new Float64Array(of.resamples)
  for (let resample = 0; resample < draws.length; resample++) {
    stream.fill(drawn, above.length)
    let over = 0
    let under = 0
    for (let place = 0; place < drawn.length; place++) {
      const row = drawn[place] as number
      over += above[row] as number
      under += below[row] as number
    }
    draws[resample] = ratioOfSums(over, under)
  }
  return draws
}

/** Skewness of the groups' influences on the ratio, a sixth of it as Efron has it. */
export const accelerationOf = ({ above, below }: ResampleRows): number => {
  const ratio = total(above) / total(below)
  let squares = 0
  let cubes = 0
  above.forEach((value, row) => {
    const influence = value - ratio * (below[row] as number)
    squares += influence * influence
    cubes += influence ** 3
  })
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5)
}

const total = (values: Float64Array): number => {
  let sum = 0
  for (const value of values) sum += value
  return sum
}

const countBelow = (sorted: Float64Array, limit: number): number => {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) < limit) low = middle + 1
    else high = middle
  }
  return low
}
