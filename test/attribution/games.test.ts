import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { dividends } from "../../src/attribution/dividends.js"
import { bitCount, shapley } from "../../src/attribution/shapley.js"
import { walshTransform } from "../../src/attribution/walshTransform.js"
import { createStream } from "../../src/stats/createStream.js"
import { readFixture } from "../fixtures/readFixture.js"

const reference = readFixture<{
  games: Array<{ values: Array<number>; shapley: Array<number>; dividends: Array<number> }>
  swiss: { squares: Array<number> }
}>("attribution.json")

const near = (values: ReadonlyArray<number>, expected: ReadonlyArray<number>, digits = 12) => {
  expect(values.length).toBe(expected.length)
  values.forEach((value, index) => {
    expect(value).toBeCloseTo(expected[index] as number, digits)
  })
}

const game = fc.integer({ min: 1, max: 6 }).chain((players) =>
  fc.record({
    players: fc.constant(players),
    values: fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
      minLength: 2 ** players,
      maxLength: 2 ** players
    })
  })
)
const runs = { seed: 11, numRuns: 100 }
const sum = (values: ReadonlyArray<number>) => values.reduce((all, value) => all + value, 0)

describe("Shapley values", () => {
  it("of known games", () => {
    // One left glove, two right ones.
    near(shapley([0, 0, 0, 1, 0, 1, 0, 1]), [2 / 3, 1 / 6, 1 / 6], 15)
    // A runway for planes of cost 1, 2 and 3: a subset pays for its largest.
    const airport = Array.from({ length: 8 }, (_, subset) => (subset & 4 ? 3 : subset & 2 ? 2 : subset & 1))
    near(shapley(airport), [1 / 3, 5 / 6, 11 / 6], 15)
    expect(shapley([3])).toEqual([])
  })

  it("of random games agree with the enumeration of all orders", () => {
    for (const { values, shapley: expected } of reference.games) near(shapley(values), expected)
  })

  it("of R² for the swiss data agree with R", () => {
    const shares = shapley(reference.swiss.squares)
    near(shares, [0.0570912, 0.171173, 0.2601347, 0.1055702, 0.1127659], 7)
    expect(sum(shares)).toBeCloseTo(0.706735, 7)
  })

  it("are efficient, symmetric, additive, and zero for a dummy", () => {
    fc.assert(
      fc.property(game, fc.double({ min: -3, max: 3, noNaN: true }), ({ players, values }, factor) => {
        const shares = shapley(values)
        expect(sum(shares)).toBeCloseTo((values.at(-1) as number) - (values[0] as number), 10)

        // Additivity: of the game plus a multiple of the game read backwards.
        const other = values.toReversed()
        near(
          shapley(values.map((value, subset) => value + factor * (other[subset] as number))),
          shares.map((share, player) => share + factor * (shapley(other)[player] as number)),
          10
        )

        // A player who adds 2 to every subset is worth 2, and one who adds nothing 0.
        const dummy = [...values, ...values]
        near(shapley(dummy), [...shares, 0], 10)
        near(shapley([...values, ...values.map((value) => value + 2)]), [...shares, 2], 10)

        // Symmetry: values that depend on the first two players only through how many of them are in.
        if (players < 2) return
        const level = Array.from(values, (_, subset) => {
          const low = subset & ~3
          return values[low + (bitCount(subset & 3) === 1 ? 1 : subset & 3)] as number
        })
        const [first, second] = shapley(level) as [number, number]
        expect(first).toBeCloseTo(second, 10)
      }),
      runs
    )
  })

  it("follow the players when these change places", () => {
    fc.assert(
      fc.property(game, fc.nat(), ({ players, values }, seed) => {
        const place = createStream(seed % 1000).shuffle(Array.from({ length: players }, (_, player) => player))
        const moved = values.map((_, subset) => {
          const before = place.reduce((all, to, from) => all | (((subset >> to) & 1) << from), 0)
          return values[before] as number
        })
        const shares = shapley(values)
        const after = shapley(moved)
        near(
          place.map((to) => after[to] as number),
          shares
        )
      }),
      runs
    )
  })

  it("are the mean of what players add one after the other, and every order adds up to the whole", () => {
    fc.assert(
      fc.property(game, ({ players, values }) => {
        const orders = (left: ReadonlyArray<number>): Array<Array<number>> =>
          left.length === 0
            ? [[]]
            : left.flatMap((player) => orders(left.filter((one) => one !== player)).map((rest) => [player, ...rest]))
        const all = orders(Array.from({ length: players }, (_, player) => player))
        const mean = new Array<number>(players).fill(0)
        for (const order of all) {
          let at = 0
          let total = 0
          for (const player of order) {
            const step = (values[at | (1 << player)] as number) - (values[at] as number)
            mean[player] = (mean[player] as number) + step / all.length
            total += step
            at |= 1 << player
          }
          expect(total).toBeCloseTo((values.at(-1) as number) - (values[0] as number), 10)
        }
        near(shapley(values), mean, 10)
      }),
      { ...runs, numRuns: 25 }
    )
  })

  it("need a value for every subset", () => {
    expect(() => shapley([1, 2, 3])).toThrow(RangeError)
    expect(() => dividends([])).toThrow(RangeError)
    expect(() => walshTransform(new Float64Array(6))).toThrow(RangeError)
  })
})

describe("dividends", () => {
  it("agree with inclusion and exclusion", () => {
    for (const { values, dividends: expected } of reference.games) near(dividends(values), expected)
  })

  it("give back values, both directions, Banzhaf and Shapley values", () => {
    fc.assert(
      fc.property(game, ({ players, values }) => {
        const parts = dividends(values)
        const of = (keep: (subset: number) => boolean, weight: (size: number) => number) =>
          sum(parts.map((part, subset) => (keep(subset) ? part * weight(bitCount(subset)) : 0)))
        near(
          values.map((_, subset) =>
            of(
              (part) => (part & subset) === part,
              () => 1
            )
          ),
          values,
          9
        )
        const walsh = Float64Array.from(values)
        walshTransform(walsh)
        const all = values.length - 1
        for (let player = 0; player < players; player++) {
          const bit = 1 << player
          const has = (subset: number) => (subset & bit) !== 0
          expect(parts[bit]).toBeCloseTo((values[bit] as number) - (values[0] as number), 10)
          expect(of(has, () => 1)).toBeCloseTo((values[all] as number) - (values[all ^ bit] as number), 9)
          // Twice the Walsh coefficient.
          expect(of(has, (size) => 2 ** (1 - size))).toBeCloseTo((2 * (walsh[bit] as number)) / values.length, 9)
          expect(of(has, (size) => 1 / size)).toBeCloseTo(shapley(values)[player] as number, 9)
        }
      }),
      runs
    )
  })
})
