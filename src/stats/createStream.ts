import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64"
import { uniformInt } from "pure-rand/distribution/uniformInt"
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus"

/** A stream of random draws that depends on its seed alone. Every draw moves it on. */
export interface Stream {
  /** Uniform in [0, 1), 53 bits. */
  next(): number
  /** Uniform among 0, 1, …, n − 1; n is a whole number from 1 to 2⁵³ − 1. */
  int(n: number): number
  /** Fills a list with draws among 0, 1, …, n − 1, for a bootstrap; uniform, beyond n = 4096 to within n/2³². */
  fill(into: Uint32Array, n: number): void
  /** Fills a list with draws of the exponential distribution of mean 1. */
  fillExponential(into: Float64Array): void
  /** The same elements in a uniformly random order, in a new array. */
  shuffle<A>(items: ReadonlyArray<A>): Array<A>
  /** Standard normal. */
  normal(): number
  /** Gamma with the given shape (> 0) and scale 1. */
  gamma(shape: number): number
  /** Beta with both shapes > 0. */
  beta(a: number, b: number): number
}

// Murmur3's finaliser on a Weyl sequence. A generator started from raw neighbouring seeds would begin with neighbouring
// draws; four mixed words start it anywhere.
const spread = (seed: number): ReadonlyArray<number> => {
  let weyl = seed | 0
  return [0, 1, 2, 3].map(() => {
    weyl = (weyl + 0x9e3779b9) | 0
    let word = weyl
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
    return word ^ (word >>> 16)
  })
}

const positive = (name: string, value: number): number => {
  if (!(value > 0 && Number.isFinite(value))) {
    throw new RangeError(`${name}: ${value}; requires a finite number above 0`)
  }
  return value
}

/**
 * Opens the stream of random draws of one seed: the only source of chance in this package.
 *
 * Unit: see each draw. Seeds are whole numbers in [0, 2³²), as `deriveSeed` gives them.
 * Assumes: streams of different seeds are unrelated. They start at unrelated points of one cycle of length 2¹²⁸ − 1.
 * Errors: RangeError for a seed that is no such number, an empty range or a shape that is not positive.
 * Source: xoroshiro128+ of pure-rand; rejection of Lemire (2019) in `fill`; polar method for the normal (Marsaglia and Bray 1964); Marsaglia and Tsang (2000)
 * for the gamma, with their power of a uniform for shapes below 1.
 *
 * @example
 * const stream = createStream(7)
 * stream.int(6) // 4
 *
 * @category stats
 */
export const createStream = (seed: number): Stream => {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new RangeError(`Seed: ${seed}; requires a whole number from 0 to 4294967295`)
  }
  const generator = xoroshiro128plusFromState(spread(seed))
  const next = () => uniformFloat64(generator)
  const int = (n: number): number => {
    if (!Number.isSafeInteger(n) || n < 1)
      throw new RangeError(`Range of a draw: ${n}; requires a whole number above 0`)
    return uniformInt(generator, 0, n - 1)
  }

  const fill = (into: Uint32Array, n: number): void => {
    if (!Number.isSafeInteger(n) || n < 1 || n > 2 ** 32) {
      throw new RangeError(`Range of a draw: ${n}; requires a whole number from 1 to 2³²`)
    }
    if (n > 4096) {
      const scale = n / 2 ** 32
      for (let place = 0; place < into.length; place++) into[place] = (generator.next() >>> 0) * scale
      return
    }
    // Two draws from each word. A product whose low half is too small is drawn again (Lemire 2019).
    const least = 65536 % n
    let place = 0
    while (place < into.length) {
      const word = generator.next()
      const high = (word >>> 16) * n
      if ((high & 0xffff) >= least) into[place++] = high >>> 16
      const low = (word & 0xffff) * n
      if ((low & 0xffff) >= least && place < into.length) into[place++] = low >>> 16
    }
  }

  const fillExponential = (into: Float64Array): void => {
    for (let place = 0; place < into.length; place++) {
      // 53 bits and a half: never 0.
      const bits = (generator.next() >>> 5) * 0x4000000 + (generator.next() >>> 6)
      into[place] = -Math.log((bits + 0.5) / 0x20000000000000)
    }
  }

  let spare: number | undefined
  const normal = (): number => {
    if (spare !== undefined) {
      const kept = spare
      spare = undefined
      return kept
    }
    for (;;) {
      const x = 2 * next() - 1
      const y = 2 * next() - 1
      const square = x * x + y * y
      if (square > 0 && square < 1) {
        const factor = Math.sqrt((-2 * Math.log(square)) / square)
        spare = y * factor
        return x * factor
      }
    }
  }

  const gammaFromOne = (shape: number): number => {
    const d = shape - 1 / 3
    const c = 1 / Math.sqrt(9 * d)
    for (;;) {
      const z = normal()
      const root = 1 + c * z
      if (root <= 0) continue
      const v = root * root * root
      // 1 − next() lies in (0, 1], so the logarithm is finite.
      if (Math.log(1 - next()) < 0.5 * z * z + d * (1 - v + Math.log(v))) return d * v
    }
  }
  // Small shapes put most of their mass at values too small for a double: the logarithm keeps them.
  const logGammaDraw = (shape: number): number =>
    shape >= 1 ? Math.log(gammaFromOne(shape)) : Math.log(gammaFromOne(shape + 1)) + Math.log(1 - next()) / shape

  return {
    next,
    int,
    fill,
    fillExponential,
    shuffle: <A>(items: ReadonlyArray<A>): Array<A> => {
      const order = [...items]
      for (let last = order.length - 1; last > 0; last--) {
        const other = int(last + 1)
        const moved = order[last] as A
        order[last] = order[other] as A
        order[other] = moved
      }
      return order
    },
    normal,
    gamma: (shape) => Math.exp(logGammaDraw(positive("Shape of a gamma draw", shape))),
    beta: (a, b) => {
      const left = logGammaDraw(positive("First shape of a beta draw", a))
      const right = logGammaDraw(positive("Second shape of a beta draw", b))
      return 1 / (1 + Math.exp(right - left))
    }
  }
}
