import { createStream } from "./createStream.js"

/** How contributions are resampled: random signs, or groups drawn with replacement. */
export type Resampling = "sign-flip" | "bootstrap"

/** Studentised estimates and what chance alone would make of them. */
export interface ResampledStatistics {
  /** Standard error of each estimate; 0 where its contributions do not vary. */
  readonly errors: ReadonlyArray<number>
  /** Resamples × estimates, row after row: studentised means of the resampled, centred contributions. */
  readonly statistics: Float64Array
}

/**
 * Draws of several studentised estimates together, under the hypothesis that every true value is 0.
 *
 * All estimates share the signs or the groups of a resample, so that the draws are as dependent as the estimates are.
 *
 * Shape: `contributions` holds one list an estimate with one number a group, the groups in the same order; an estimate is
 * the mean of its contributions, up to a constant. At least 2 groups.
 * Unit: that of the estimate.
 * Assumes: groups are independent. Sign flips are exact for contributions that are symmetric about their mean.
 * Errors: RangeError for lists of different lengths or fewer than 2 groups.
 *
 * @category stats
 */
export const resampledStatistics = (of: {
  readonly contributions: ReadonlyArray<ArrayLike<number>>
  readonly resamples: number
  readonly seed: number
  readonly resampling?: Resampling
}): ResampledStatistics => {
  const { contributions, resamples, seed, resampling = "sign-flip" } = of
  const groups = contributions[0]?.length ?? 2
  if (groups < 2 || contributions.some((list) => list.length !== groups)) {
    throw new RangeError(`Contributions: ${groups} groups; require at least 2, and the same in every list`)
  }
  const centred = contributions.map(centre)
  const squares = centred.map((list) => sumOf(list, (value) => value * value))
  const stream = createStream(seed)
  const drawn = new Uint32Array(groups)
  const signs = new Float64Array(groups)
  const statistics = new Float64Array(resamples * centred.length)
  for (let resample = 0, place = 0; resample < resamples; resample++) {
    stream.fill(drawn, resampling === "sign-flip" ? 2 : groups)
    if (resampling === "sign-flip")
      for (let group = 0; group < groups; group++) signs[group] = 2 * (drawn[group] as number) - 1
    for (let estimate = 0; estimate < centred.length; estimate++) {
      const list = centred[estimate] as Float64Array
      let sum = 0
      let square = squares[estimate] as number
      if (resampling === "sign-flip") {
        sum = product(signs, list)
      } else {
        square = 0
        for (let group = 0; group < groups; group++) {
          const value = list[drawn[group] as number] as number
          sum += value
          square += value * value
        }
      }
      statistics[place++] = studentised(sum, square, groups)
    }
  }
  return { errors: squares.map((square) => Math.sqrt(square / (groups * (groups - 1)))), statistics }
}

// Four sums at a time: one would wait for itself at every step.
const product = (one: Float64Array, other: Float64Array): number => {
  const { length } = one
  const end = length - (length % 4)
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let place = 0; place < end; place += 4) {
    a += (one[place] as number) * (other[place] as number)
    b += (one[place + 1] as number) * (other[place + 1] as number)
    c += (one[place + 2] as number) * (other[place + 2] as number)
    d += (one[place + 3] as number) * (other[place + 3] as number)
  }
  for (let place = end; place < length; place++) a += (one[place] as number) * (other[place] as number)
  return a + b + (c + d)
}

// Rounding leaves crumbs where every contribution is the same.
const centre = (list: ArrayLike<number>): Float64Array => {
  const values = Float64Array.from(list)
  const middle = sumOf(values, (value) => value) / values.length
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return values.map((value) => (Math.abs(value - middle) <= 1e-13 * largest ? 0 : value - middle))
}

const sumOf = (list: Float64Array, of: (value: number) => number): number => {
  let sum = 0
  for (const value of list) sum += of(value)
  return sum
}

const studentised = (sum: number, square: number, groups: number): number => {
  const mean = sum / groups
  const variance = (square - sum * mean) / (groups - 1)
  // A resample without variation speaks as clearly as it can, or not at all.
  if (!(variance > 1e-13 * square)) return mean === 0 ? 0 : mean * Number.POSITIVE_INFINITY
  return mean / Math.sqrt(variance / groups)
}
